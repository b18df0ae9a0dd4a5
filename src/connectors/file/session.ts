import type { ConnectorContext, Session } from '../connector.js'
import { readFile } from './decode.js'
import { discoverFile } from './discover.js'
import { fileWriter } from './encode.js'
import { pathsOf } from './paths.js'
import type { FileSettings } from './settings.js'

/** Files are opened when they are read or written, so a file that an export is to make need not be there. */
export async function openFile(settings: FileSettings, context: ConnectorContext): Promise<Session> {
  const paths = pathsOf(settings, context.folder)
  const writer = fileWriter(settings, context, paths.main)
  return {
    read: request => readFile(settings, { paths, context, request }),
    write: deltas => writer.write(deltas),
    flush: () => writer.flush(),
    discover: () => discoverFile(settings, paths.main, context.signal),
    [Symbol.asyncDispose]: async () => {},
  }
}
