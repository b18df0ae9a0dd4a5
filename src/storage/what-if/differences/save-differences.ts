import type { Database } from '../../database.js'
import { inSchema } from '../scratch-layout.js'
import { ATTRIBUTE_EXPORTS, REFERENCE_EXPORTS, WHOLE_EXPORTS } from './exports.js'
import type { DifferenceKind } from './kinds.js'
import { LEFT_ALONE } from './left-alone.js'
import { LINKED, REMOVED, STATES, UNLINKED } from './links.js'
import { OBJECTS, VALUES } from './objects.js'
import { PROBLEMS } from './problems.js'
import { REFERENCES } from './references.js'

const COMPARISONS = [
  OBJECTS,
  VALUES,
  REFERENCES,
  LINKED,
  UNLINKED,
  STATES,
  REMOVED,
  WHOLE_EXPORTS,
  ATTRIBUTE_EXPORTS,
  REFERENCE_EXPORTS,
  PROBLEMS,
  LEFT_ALONE,
]
const COLUMNS =
  'kind, agent, entry_id, dn, object_id, object_type, label, operation, attribute, rule, before, after, removed, added'

/** How many differences there are, and of how many things. */
export interface DifferenceCount {
  readonly objects: number
  readonly differences: number
}

export interface DetailCount extends DifferenceCount {
  readonly agent: string | null
  readonly operation: string | null
  readonly attribute: string | null
}

export interface KindCount extends DifferenceCount {
  readonly kind: DifferenceKind
  readonly details: readonly DetailCount[]
}

export interface Comparison {
  readonly id: number
  /** The hub's own schema, where the result goes. */
  readonly origin: string
  readonly schema: string
  /** Called between two comparisons; may throw to give up. */
  readonly between: (done: number, total: number) => Promise<void>
}

/** Compares a copy with what it was, entirely in the database, and saves the result all at once. Answers how much of what there is. */
export async function saveDifferences(
  scratch: Database,
  { id, origin, schema, between }: Comparison,
): Promise<KindCount[]> {
  const result = inSchema(origin, 'what_if_difference')
  await scratch.query(`create unlogged table difference (like ${result} including identity)`)
  await scratch.query('alter table difference drop column what_if_id')
  for (const [done, comparison] of COMPARISONS.entries()) {
    await between(done, COMPARISONS.length)
    await scratch.query(comparison)
  }
  const counts = await count(scratch)
  await scratch.query(
    `insert into ${result} (what_if_id, ${COLUMNS}) select $1, ${COLUMNS} from ${inSchema(schema, 'difference')} order by number`,
    [id],
  )
  return counts
}

interface Row extends DetailCount {
  readonly kind: DifferenceKind
  readonly total: boolean
}

async function count(scratch: Database): Promise<KindCount[]> {
  const rows = await scratch.query<Row>(
    `select kind, agent, operation, attribute, grouping(agent) = 1 as total, count(*) as differences, count(distinct thing) as objects
     from (select *, coalesce(entry_id::text, object_id::text, agent || ' ' || dn, '#' || number) as thing from difference) d
     group by grouping sets ((kind), (kind, agent, operation, attribute))
     order by min(number), agent, operation, attribute`,
  )
  return rows
    .filter(row => row.total)
    .map(({ kind, objects, differences }) => ({
      kind,
      objects,
      differences,
      details: rows
        .filter(row => row.kind === kind && !row.total)
        .map(({ agent, operation, attribute, objects, differences }) => ({
          agent,
          operation,
          attribute,
          objects,
          differences,
        })),
    }))
}
