import type { ObjectChange, ObjectState } from '../../metaverse/history.js'
import type { Values } from '../../model/value.js'
import type { Database } from '../database.js'
import { readStates, type StoredStates } from '../sync/stored-states.js'

/** An object as it is, and what each of its changes has changed: together they tell what it was between any two of them. */
export interface ObjectBefore {
  /** Undefined: it is gone. */
  readonly now: ObjectState | undefined
  /** Those that changed what is read, the newest first. */
  readonly changes: readonly (ObjectChange & { readonly sequence: number })[]
}

interface RawBefore {
  readonly object: number
  readonly type: string | null
  readonly values: Readonly<Record<string, Values>> | null
  readonly changes: readonly (readonly [number, ObjectChange['kind'], string, number, StoredStates | null])[]
}

/**
 * Objects with what changed of them since, both of one moment: one statement.
 * @param attributes the only ones that are read, references not among them; who gave them is left out of what is now
 * @param since the number of the first change that is read
 */
export async function loadObjectsBefore(
  database: Database,
  objects: readonly number[],
  attributes: readonly string[],
  since: number,
): Promise<Map<number, ObjectBefore>> {
  const rows = await database.prepared<RawBefore>(
    `select i.id as object, o.type,
       (select json_object_agg(n.name, o.attributes->n.name) from unnest($2::text[]) n (name) where o.attributes ? n.name) as values,
       coalesce((
         select json_agg(json_build_array(c.sequence, c.kind, coalesce(c.type_before, c.object_type), (extract(epoch from c.at) * 1000)::float8,
           (select json_object_agg(n.name, c.before->n.name) from unnest($2::text[]) n (name) where c.before ? n.name)) order by c.sequence desc)
         from change_feed c where c.object_id = i.id and c.sequence >= $3
           and (c.kind in ('created', 'deleted') or c.type_before is not null or c.attributes && $2::text[])), '[]') as changes
     from unnest($1::bigint[]) i (id) left join metaverse_object o on o.id = i.id`,
    [objects, attributes, since],
  )
  return new Map(
    rows.map(({ object, type, values, changes }) => [
      object,
      {
        now: type === null ? undefined : { type, attributes: statesOf(values ?? {}) },
        changes: changes.map(([sequence, kind, before, at, states]) => ({
          sequence,
          kind,
          type: before,
          at,
          before: readStates(states ?? {}),
        })),
      },
    ]),
  )
}

const statesOf = (values: Readonly<Record<string, Values>>): ObjectState['attributes'] =>
  Object.fromEntries(Object.entries(values).map(([name, held]) => [name, { values: held, contributors: [] }]))
