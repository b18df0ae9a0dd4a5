import pg from 'pg'
import type { Writing } from './column.js'
import type { Relation } from './plan.js'

/** Joins objects with those at the other end of a relation: tables, and what must hold between them. */
export function related(
  { attribute, direction, transitive }: Relation,
  { object, other }: { readonly object: string; readonly other: string },
  { alias }: Pick<Writing, 'alias'>,
): { readonly from: string; readonly on: readonly string[] } {
  const [own, far] = direction === 'outgoing' ? ['object_id', 'target_id'] : ['target_id', 'object_id']
  const name = pg.escapeLiteral(attribute)
  const reference = alias()
  if (!transitive) {
    return {
      from: `metaverse_reference ${reference} join metaverse_object ${other} on ${other}.id = ${reference}.${far}`,
      on: [`${reference}.${own} = ${object}.id`, `${reference}.attribute = ${name}`],
    }
  }
  // UNION keeps every object once, so that a circle ends.
  const reached = `with recursive reached (id) as (
      select m.${far} from metaverse_reference m where m.${own} = ${object}.id and m.attribute = ${name}
      union
      select m.${far} from reached r join metaverse_reference m on m.${own} = r.id and m.attribute = ${name})
    select id from reached`
  return {
    from: `(${reached}) ${reference} join metaverse_object ${other} on ${other}.id = ${reference}.id`,
    on: [`${reference}.id <> ${object}.id`],
  }
}
