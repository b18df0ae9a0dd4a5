import { memorySource } from '../../../src/connectors/memory/index.js'
import type { Database } from '../../../src/storage/database.js'
import type { Deed } from '../events.js'
import type { Change } from '../model/values.js'
import { sourceName } from './document.js'
import { loadPlace } from './rows.js'

/** Whose name it is: everything of a population begins with its prefix, somewhere. */
export const populationOf = (name: string): string => /\bp\d+-/.exec(name)?.[0] ?? 'nobody'

/** Several populations in the same sources: what belongs to whom. */
export interface Populations {
  readonly prefixes: readonly string[]
  readonly agents: readonly string[]
  carryOut(prefix: string, deed: Deed): void
  /** Looks at what the hub has created since the last time. */
  look(): void
  /** The name in which both sides speak of an anchor that a source has made. */
  anchorOf(anchor: string): string
  /** How many of its first so many items are the population's, when everything is read, or what is new since the last import. */
  ownShare(agent: string, prefix: string, reading: Reading): number
  /** Where an agent's imports stand, population by population. */
  placesOf(database: Database, agent: string): Promise<(prefix: string) => string>
}

export interface Reading {
  readonly from: 'objects' | number
  readonly items: number
}

export function populationsIn(prefixes: readonly string[], agents: readonly string[]): Populations {
  const names = new Map<string, string>()
  const anchors = new Map<string, string>()
  const counts = new Map<string, number>()
  const seen = new Map<string, number>()
  for (const agent of agents) memorySource(sourceName(agent)).reset()

  const owners = (agent: string, from: Reading['from']): string[] => {
    const source = memorySource(sourceName(agent))
    return from === 'objects'
      ? [...source.all()].map(object => populationOf(object.dn))
      : source.log.slice(from).map(delta => populationOf(delta.dn))
  }
  const look = (): void => {
    for (const agent of agents) {
      const { log } = memorySource(sourceName(agent))
      for (const delta of log.slice(seen.get(agent) ?? 0)) {
        if (delta.kind !== 'add' || delta.anchor === undefined || names.has(delta.anchor)) continue
        if (!delta.anchor.startsWith(`${sourceName(agent)}-`)) continue
        const place = `${agent} ${populationOf(delta.dn)}`
        const number = (counts.get(place) ?? 0) + 1
        counts.set(place, number)
        names.set(delta.anchor, `new${number}`)
        anchors.set(`${place} new${number}`, delta.anchor)
      }
      seen.set(agent, log.length)
    }
  }
  return {
    prefixes,
    agents,
    look,
    carryOut: (prefix, deed) => carryOutIn(deed, anchor => anchors.get(`${deed.agent} ${prefix} ${anchor}`) ?? anchor),
    anchorOf: anchor => names.get(anchor) ?? anchor,
    ownShare: (agent, prefix, { from, items }) =>
      owners(agent, from)
        .slice(0, items)
        .filter(owner => owner === prefix).length,
    async placesOf(database, agent) {
      const { watermark, checkpoint } = await loadPlace(database, agent)
      if (watermark === undefined) return () => 'undefined 0'
      const { log } = memorySource(sourceName(agent))
      const read = shares(log.slice(0, watermark))
      const news = log.slice(watermark).filter(delta => delta.kind !== 'delete')
      const staged = shares(news.slice(0, checkpoint))
      return prefix => `${read.get(prefix) ?? 0} ${staged.get(prefix) ?? 0}`
    },
  }
}

/** How many of the deltas are of each population. */
export function shares(deltas: readonly { readonly dn: string }[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { dn } of deltas) counts.set(populationOf(dn), (counts.get(populationOf(dn)) ?? 0) + 1)
  return counts
}

const OPERATIONS = { set: 'replace', add: 'add', remove: 'delete' } as const

function carryOutIn(deed: Deed, anchorOf: (anchor: string) => string): void {
  const source = memorySource(sourceName(deed.agent))
  if (deed.kind === 'refuse') {
    if (deed.code === undefined) source.faults.rejectWrites.delete(deed.dn)
    else
      source.faults.rejectWrites.set(deed.dn.toLowerCase(), {
        code: 'constraint-violation',
        message: 'The source refuses it.',
      })
    return
  }
  if (deed.kind === 'put') {
    const { type, dn, anchor, values } = deed.object
    source.put({ objectType: type, dn, anchor, attributes: values })
    return
  }
  const anchor = anchorOf(deed.anchor)
  if (deed.kind === 'rename') source.rename(anchor, deed.dn)
  else if (deed.kind === 'remove') source.delete(anchor)
  else source.modify(anchor, changesOf(deed.changes))
}

const changesOf = (changes: Readonly<Record<string, readonly Change[]>>) =>
  Object.fromEntries(
    Object.entries(changes).map(([name, list]) => [
      name,
      list.map(({ operation, values }) => ({ operation: OPERATIONS[operation], values })),
    ]),
  )
