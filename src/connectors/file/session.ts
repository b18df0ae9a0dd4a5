import type { ConnectorContext, Session } from '../connector.js'
import { readFile } from './decode.js'
import { fileWriter } from './encode.js'
import { formatOf } from './formats.js'
import { pathsOf } from './paths.js'
import type { FileSettings } from './settings.js'

/** Files are opened when they are read or written, so a file that an export is to make need not be there. */
export async function openFile(settings: FileSettings, context: ConnectorContext): Promise<Session> {
  const paths = pathsOf(settings, context.folder)
  const format = formatOf(settings)
  const writer = fileWriter(format.records(context, paths.main), paths.main, context.signal)
  return {
    read: request => readFile(format, { paths, context, request }),
    write: deltas => writer.write(deltas),
    flush: () => writer.flush(),
    discover: () => format.discover(paths.main, context.signal),
    [Symbol.asyncDispose]: async () => {},
  }
}
