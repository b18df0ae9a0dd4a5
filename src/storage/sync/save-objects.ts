import type { ObjectRow } from '../../sync/object-rows.js'
import type { Transaction } from '../database.js'
import { storeStates } from './stored-states.js'

/** Writes metaverse objects: new ones with COPY, changed ones in one statement, deleted ones with what refers to them later. */
export async function saveObjects(transaction: Transaction, objects: readonly ObjectRow[]): Promise<void> {
  const created = objects.filter(object => object.kind === 'created')
  const updated = objects.filter(object => object.kind === 'updated')
  const deleted = objects.filter(object => object.kind === 'deleted')
  if (created.length > 0) {
    await transaction.copy(
      'metaverse_object (id, type, attributes, keys)',
      created.map(o => [o.id, o.type, o.attributes, o.keys]),
    )
  }
  if (updated.length > 0) {
    await transaction.query(
      `update metaverse_object o set type = u.type, attributes = u.attributes, keys = u.keys, changed_at = now()
       from unnest($1::bigint[], $2::text[], $3::jsonb[], $4::jsonb[]) u (id, type, attributes, keys) where o.id = u.id`,
      [
        updated.map(o => o.id),
        updated.map(o => o.type),
        updated.map(o => JSON.stringify(o.attributes)),
        updated.map(o => JSON.stringify(o.keys)),
      ],
    )
  }
  if (deleted.length > 0)
    await transaction.query('delete from metaverse_object where id = any($1)', [deleted.map(o => o.id)])
}

/** One change-feed row an object: the attributes that changed, references included, and what they were before, references apart. */
export async function saveFeed(transaction: Transaction, objects: readonly ObjectRow[], step: number): Promise<void> {
  if (objects.length > 0) {
    await transaction.copy(
      'change_feed (object_id, object_type, kind, attributes, step_id, before, type_before)',
      objects.map(o => [
        o.id,
        o.type,
        o.kind,
        arrayLiteral(o.changed),
        step,
        o.kind === 'created' ? null : storeStates(o.before),
        o.typeBefore,
      ]),
    )
  }
}

const arrayLiteral = (names: readonly string[]): string =>
  `{${names.map(name => `"${name.replace(/["\\]/g, '\\$&')}"`).join(',')}}`
