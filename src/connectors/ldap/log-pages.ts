import type { Changes, Delta, ModifyDelta } from '../../model/delta.js'
import type { Page } from '../connector.js'
import type { AttributeRules } from './attribute-rules.js'
import type { Directory, Reading } from './directory.js'
import { fetchNamed, fetchWhole, type Glance, glanceAt } from './fetch.js'
import { listAnchors } from './listing.js'
import type { LogRecord } from './log-record.js'
import { readBelow } from './read-objects.js'
import { type Told, toldBy } from './told.js'

export interface LogReading {
  readonly directory: Directory
  readonly rules: (records: readonly LogRecord[]) => Promise<AttributeRules>
  /** The attribute whose values the log's identifiers are. */
  readonly idAttribute: string
  readonly reading: Reading
  /** The directory on a connection on which nothing else is read page by page meanwhile: OpenLDAP bears only one such search on each. */
  readonly aside: () => Promise<Directory>
}

/** Turns a change log into what an import stages, and ends with a list of all that is there if the log leaves it open. */
export async function* logPages(
  records: AsyncIterable<readonly LogRecord[]>,
  log: LogReading,
  watermark: () => string,
): AsyncGenerator<Page> {
  const { directory, idAttribute, rules, reading, aside } = log
  const tells = idAttribute.toLowerCase() === directory.settings.anchor.toLowerCase()
  let lost = false
  for await (const part of records) {
    const told = toldBy(part, { directory, rules: await rules(part), tells })
    const { gone, unnamed, ...page } = await pageOfTold(told, log)
    // Identifiers that are no anchors say nothing to the hub, as little as names: what is there is listed instead.
    lost ||= told.lost || unnamed || (gone.length > 0 && !tells)
    yield { ...page, ...(tells && { gone }) }
    if (directory.settings.scope === 'sub') for (const dn of told.renamed) yield* readBelow(await aside(), dn, reading)
  }
  if (lost) for await (const present of listAnchors(directory, reading)) yield { deltas: [], present }
  yield { deltas: [], end: { watermark: watermark(), ...(lost && { listed: true }) } }
}

interface ToldPage extends Page {
  readonly gone: readonly string[]
  /** Whether an object that the log only names is gone. */
  readonly unnamed: boolean
}

async function pageOfTold({ objects }: Told, { directory, idAttribute, reading }: LogReading): Promise<ToldPage> {
  const fetch = { directory, attribute: idAttribute, reading }
  const changed = new Map<string, Changes>()
  const whole: string[] = []
  const named: string[] = []
  const gone: string[] = []
  for (const { id, dn, changes, isDeleted } of objects.values()) {
    if (id === undefined) named.push(dn)
    else if (isDeleted) gone.push(id)
    else if (changes === undefined) whole.push(id)
    else if (Object.keys(changes.result()).length > 0) changed.set(id, changes.result())
  }
  const glances = await glanceAt(fetch, [...changed.keys()])
  const read = await fetchWhole(fetch, whole)
  const readNamed = await fetchNamed(fetch, named)
  const deltas: Delta[] = [...read.deltas, ...readNamed.deltas]
  for (const [id, changes] of changed) {
    const glance = glances.get(id.toLowerCase())
    if (glance === undefined) gone.push(id)
    else deltas.push(...modifyOf(glance, changes, directory))
  }
  const problems = [...read.problems, ...readNamed.problems]
  gone.push(...read.missing)
  return { deltas, gone, unnamed: readNamed.missing.length > 0, ...(problems.length > 0 && { problems }) }
}

/** The change of an object of one type: what its type does not select is none. */
function modifyOf({ anchor, dn, objectType }: Glance, changes: Changes, { types }: Directory): ModifyDelta[] {
  const selected = new Set(types.find(({ name }) => name === objectType)?.attributes.map(({ name }) => name))
  const own = Object.fromEntries(Object.entries(changes).filter(([name]) => selected.has(name)))
  return Object.keys(own).length === 0 ? [] : [{ kind: 'modify', objectType, dn, anchor, changes: own }]
}
