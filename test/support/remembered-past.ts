import { expect } from '@jest/globals'
import type { ObjectState } from '../../src/metaverse/history.js'
import { linksAsOf, objectsAsOf, referencesAsOf } from '../../src/service/history.js'
import type { Hub } from '../../src/service/hub.js'
import type { Database } from '../../src/storage/database.js'
import { loadAttributeChanges } from '../../src/storage/read/attribute-changes.js'
import { loadObjectStates } from '../../src/storage/read/object-past.js'
import { timeOf } from '../../src/storage/read/time.js'

const READER = { name: 'test', roles: ['reader'] } as const
const ALL = { limit: 10_000, backwards: false }

/** Remembers what the metaverse was at different times, to compare it with what the hub says that it was. */
export interface RememberedPast {
  remember(): Promise<void>
  /** Expects the hub to know every object at every remembered time, and each change to lead from one state to the next. */
  check(): Promise<void>
}

interface Memory {
  readonly at: Date
  readonly objects: ReadonlyMap<number, unknown>
}

export function rememberedPast(database: Database): RememberedPast {
  const memories: Memory[] = []
  const seen = new Set<number>()
  // The past needs nothing else of a hub.
  const hub = { database } as Hub
  return {
    async remember() {
      const [clock] = await database.query<{ now: string }>('select clock_timestamp() as now')
      const objects = await present(database)
      for (const id of objects.keys()) seen.add(id)
      memories.push({ at: timeOf(clock?.now ?? ''), objects })
    },
    async check() {
      const ids = [...seen]
      for (const { at, objects } of memories) {
        const known = await past(hub, ids, at)
        expect({ at, objects: Object.fromEntries(known) }).toEqual({ at, objects: Object.fromEntries(objects) })
      }
      await checkChanges(hub)
    },
  }
}

type Row = Record<string, unknown> & { readonly object: number }

async function present(database: Database): Promise<Map<number, unknown>> {
  const ids = (await database.query<{ id: number }>('select id from metaverse_object order by id')).map(row => row.id)
  const links = await database.query<Row & { linkedAt: string }>(
    `select object_id as object, agent_id as agent, entry_id as entry, rule_id as rule, explicit, linked_at as "linkedAt"
     from link where object_id = any($1) order by agent_id, entry_id`,
    [ids],
  )
  const references = await database.query<Row & { at: string }>(
    `select object_id as object, attribute, target_id as target, agent_id as agent, entry_id as entry, rule_id as rule, at
     from metaverse_reference order by attribute collate "C", target_id`,
  )
  return shown(ids, {
    states: await loadObjectStates(database, ids),
    links: links.map(row => ({ ...row, linkedAt: timeOf(row.linkedAt) })),
    references: references.map(row => ({ ...row, at: timeOf(row.at) })),
  })
}

async function past(hub: Hub, ids: readonly number[], at: Date): Promise<Map<number, unknown>> {
  const states = await objectsAsOf(hub, READER, ids, at)
  const links = await linksAsOf(hub, READER, ids, at)
  const pages = await referencesAsOf(hub, READER, ids, { at, attributes: undefined, page: ALL })
  return shown(
    ids.filter(id => states.has(id)),
    {
      states,
      links: links.map(({ dn, anchor, rule, ...link }) => ({ ...link, rule: rule ?? null })),
      references: pages.flatMap(({ rows }, i) =>
        rows.map(({ attribute, target, agent, entry, rule, at }) => ({
          object: ids[i] as number,
          attribute,
          target,
          agent,
          entry,
          rule,
          at,
        })),
      ),
    },
  )
}

interface Parts {
  readonly states: ReadonlyMap<number, ObjectState>
  readonly links: readonly { readonly object: number }[]
  readonly references: readonly { readonly object: number; readonly attribute?: unknown; readonly target?: unknown }[]
}

const shown = (ids: readonly number[], { states, links, references }: Parts): Map<number, unknown> =>
  new Map(
    ids.map(id => [
      id,
      {
        state: sorted(states.get(id)),
        links: links.filter(link => link.object === id),
        references: references
          .filter(reference => reference.object === id)
          .sort((a, b) => (`${a.attribute} ${a.target}` < `${b.attribute} ${b.target}` ? -1 : 1)),
      },
    ]),
  )

const sorted = (state: ObjectState | undefined): unknown =>
  state && {
    type: state.type,
    attributes: Object.fromEntries(
      Object.entries(state.attributes).map(([name, { values, contributors }]) => [
        name,
        { values: values.toSorted(), contributors: contributors.toSorted((a, b) => a.entry - b.entry) },
      ]),
    ),
  }

/** What a change leaves behind must be what the object was just after it. */
async function checkChanges(hub: Hub): Promise<void> {
  const feed = await hub.database.query<{ sequence: number; object: number; at: string }>(
    'select sequence, object_id as object, at from change_feed order by sequence',
  )
  for (const row of feed) {
    const at = timeOf(row.at)
    if (feed.some(other => other.object === row.object && other.sequence > row.sequence && +timeOf(other.at) === +at))
      continue
    const state = (await objectsAsOf(hub, READER, [row.object], at)).get(row.object)
    for (const { name, after } of await loadAttributeChanges(hub.database, [row.sequence]))
      expect({ ...row, name, after: sorted({ type: '', attributes: { [name]: after } }) }).toEqual({
        ...row,
        name,
        after: sorted({
          type: '',
          attributes: { [name]: state?.attributes[name] ?? { values: [], contributors: [] } },
        }),
      })
  }
}
