import { AndFilter, GreaterThanEqualsFilter, LessThanEqualsFilter, type SearchEntry } from 'ldapts'
import { parentDn } from '../../model/dn.js'
import { type Search, searchPages, searchSome } from '../kit/ldap/pages.js'
import type { Wire } from '../kit/ldap/wire.js'
import { orCancelled } from '../kit/stop.js'
import { parseChangeText } from './change-text.js'
import type { Reading } from './directory.js'
import type { LogRecord } from './log-record.js'
import { readRootDse, textsOf } from './root-dse.js'
import type { Vendor } from './vendors.js'
import { fullImportNeeded } from './watermark.js'

const ATTRIBUTES = ['changeNumber', 'changeType', 'targetDn', 'newRdn', 'newSuperior', 'changes']

export interface Changelog {
  readonly wire: Wire
  readonly log: string
  readonly timeLimit: number
  readonly reading: Reading
  /** The attribute of a record that identifies its object. */
  readonly idAttribute: string | undefined
}

interface Extent {
  readonly first: number
  readonly last: number
}

/** The numbers of the first and the last change that are kept. */
export async function changelogExtent(wire: Wire, { signal }: Reading): Promise<Extent> {
  const root = await orCancelled(readRootDse(wire), signal)
  const number = (name: string) => Number(root.values(name)[0] ?? 0)
  return { first: number('firstChangeNumber'), last: number('lastChangeNumber') }
}

/** Which of the identifiers that the server may be told to record are in its log; the first the agent can use best. */
export async function recordedId(
  { wire, log, timeLimit, reading }: Omit<Changelog, 'idAttribute'>,
  vendor: Vendor,
  anchor: string,
): Promise<Vendor['recordIds'][number] | undefined> {
  const { first, last } = await changelogExtent(wire, reading)
  const inOrder = [...vendor.recordIds].sort((a, b) => Number(isOf(b, anchor)) - Number(isOf(a, anchor)))
  // Only what is in the newest record counts: the server may have been told lately.
  const search = searchOf(
    { log, timeLimit },
    { first: last, last },
    inOrder.map(({ record }) => record),
  )
  const [entry] = first > last ? [] : await orCancelled(searchSome(wire, search, 1), reading.signal)
  return inOrder.find(({ record }) => entry !== undefined && textsOf(entry, record).length > 0)
}

const isOf = ({ attribute }: Vendor['recordIds'][number], anchor: string): boolean =>
  attribute.toLowerCase() === anchor.toLowerCase()

/** The changes after `place.number`, which moves on as they are read. @throws ConnectorError `source.watermark-missing` when some are gone */
export async function* readChangelog(log: Changelog, place: { number: number }): AsyncGenerator<LogRecord[]> {
  const { first, last } = await changelogExtent(log.wire, log.reading)
  if (last < place.number) throw fullImportNeeded(`${log.log} begins anew: its last change is number ${last}.`)
  if (first > place.number + 1) throw fullImportNeeded(`${log.log} was trimmed: it begins with number ${first} now.`)
  while (place.number < last) {
    const part = { first: place.number + 1, last: Math.min(last, place.number + log.reading.pageSize) }
    const found: SearchEntry[] = []
    const search = searchOf(log, part, log.idAttribute === undefined ? [] : [log.idAttribute])
    for await (const page of searchPages(log.wire, search, { ...log.reading, read: entry => entry }))
      found.push(...page)
    // Servers give them in whatever order; it matters.
    found.sort((a, b) => numberOf(a) - numberOf(b))
    yield found.map(entry => recordOf(entry, log.idAttribute))
    place.number = part.last
  }
}

function searchOf(
  { log, timeLimit }: Pick<Changelog, 'log' | 'timeLimit'>,
  { first, last }: Extent,
  further: readonly string[],
): Search {
  const filter = new AndFilter({
    filters: [
      new GreaterThanEqualsFilter({ attribute: 'changeNumber', value: String(first) }),
      new LessThanEqualsFilter({ attribute: 'changeNumber', value: String(last) }),
    ],
  })
  return { base: log, scope: 'one', filter, attributes: [...ATTRIBUTES, ...further], timeLimit }
}

const numberOf = (entry: SearchEntry): number => Number(textsOf(entry, 'changeNumber')[0])

function recordOf(entry: SearchEntry, idAttribute: string | undefined): LogRecord {
  const [dn = ''] = textsOf(entry, 'targetDn')
  const told = { dn, id: idAttribute === undefined ? undefined : textsOf(entry, idAttribute)[0] }
  const type = textsOf(entry, 'changeType')[0]?.toLowerCase()
  if (type === 'add' || type === 'delete') return { ...told, kind: type }
  if (type === 'modrdn' || type === 'moddn') {
    const above = textsOf(entry, 'newSuperior')[0] ?? parentDn(dn)
    const newDn = [textsOf(entry, 'newRdn')[0] ?? '', ...(above === undefined ? [] : [above])].join(',')
    return { ...told, kind: 'rename', newDn }
  }
  const changes = type === 'modify' ? parseChangeText(textsOf(entry, 'changes').join('\n')) : undefined
  return changes === undefined ? { ...told, kind: 'unclear' } : { ...told, kind: 'modify', changes }
}
