import { PresenceFilter, type SearchEntry } from 'ldapts'
import { searchOnce } from './pages.js'
import { classDepths, readSchema } from './schema.js'
import { noPermission, readTrouble } from './trouble.js'
import type { Wire } from './wire.js'

const ANY = new PresenceFilter({ attribute: 'objectClass' })

/** Reads one entry by its name, as a part of an import. @throws ConnectorError whatever the trouble. */
export async function lookUp(wire: Wire, base: string, attributes: readonly string[]): Promise<readonly SearchEntry[]> {
  try {
    return await searchOnce(wire, { base, scope: 'base', filter: ANY, attributes, timeLimit: 0 })
  } catch (error) {
    throw readTrouble(error, base)
  }
}

/** A base that answers nothing is empty only if it can be seen itself. @throws ConnectorError `source.permission` when it cannot. */
export async function assertReadable(wire: Wire, base: string): Promise<void> {
  const entries = await lookUp(wire, base, ['1.1'])
  if (entries.length === 0) throw noPermission(base)
}

/** How far each object class is below `top`: several types may be classes of one another. */
export async function depthsOf(wire: Wire): Promise<ReadonlyMap<string, number>> {
  return classDepths(await readSchema(wire))
}
