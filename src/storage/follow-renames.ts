import type { Transaction } from './database.js'
import { entriesOf, referencesOf } from './partitions.js'

/** A name that became another; keys as in `entry.dn_key`. */
export interface Rename {
  readonly oldKey: string
  readonly key: string
  readonly dn: string
}

/** No image has this hash: the next full import compares the entry value for value. */
const UNKNOWN_HASH = '0'.repeat(32)

/** References follow renamed targets where the source does not report them itself (domain.md 1.7). */
export async function followRenames(
  transaction: Transaction,
  agent: number,
  renames: readonly Rename[],
): Promise<void> {
  // A new spelling of the same name is no other name.
  const real = renames.filter(rename => rename.oldKey !== rename.key)
  if (real.length === 0) return
  const keys = [agent, real.map(rename => rename.oldKey), real.map(rename => rename.key)]
  const table = referencesOf(agent)
  await transaction.query(
    `update ${entriesOf(agent)} set hash = $3 where agent_id = $1 and hash is not null
       and id in (select entry_id from ${table} where agent_id = $1 and target_key = any($2::uuid[]))`,
    [agent, real.map(rename => rename.oldKey), UNKNOWN_HASH],
  )
  await transaction.query(
    `delete from ${table} r using unnest($2::uuid[], $3::uuid[]) n (old_key, new_key)
     where r.agent_id = $1 and r.target_key = n.old_key
       and exists (select from ${table} o where o.agent_id = $1 and o.entry_id = r.entry_id and o.attribute = r.attribute and o.target_key = n.new_key)`,
    keys,
  )
  await transaction.query(
    `update ${table} r set target_key = n.new_key, target = n.dn
     from unnest($2::uuid[], $3::uuid[], $4::text[]) n (old_key, new_key, dn)
     where r.agent_id = $1 and r.target_key = n.old_key`,
    [...keys, real.map(rename => rename.dn)],
  )
}
