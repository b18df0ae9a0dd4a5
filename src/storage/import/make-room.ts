import type { Transaction } from '../database.js'
import { forgetTargets } from '../forget-targets.js'
import { entriesOf } from '../partitions.js'
import { endLinks } from '../sync/end-links.js'
import type { StagedBatch } from './staged-batch.js'

/**
 * Frees the names that this batch gives to other objects. Whoever holds one becomes transient until its own news arrives,
 * and is looked at by the next synchronization: references by that name mean another object now (domain.md 1.6, 1.7).
 */
export async function makeRoom(transaction: Transaction, { agent, step, added, changed }: StagedBatch): Promise<void> {
  const moved = changed.filter(entry => entry.moved)
  const taken = [...added, ...moved].map(entry => entry.key)
  if (taken.length === 0) return
  await removeUnsent(transaction, { agent, step, taken })
  const own = moved.map(entry => entry.id)
  await transaction.query(
    `with displaced as (
       update ${entriesOf(agent)} e set dn_key = null
       from (select id, dn_key from ${entriesOf(agent)} where agent_id = $1 and dn_key = any($2::uuid[]) and id <> all($3)) before
       where e.agent_id = $1 and e.id = before.id
       returning e.id, e.image, e.hash, before.dn_key as former_key)
     insert into pending_import (agent_id, entry_id, operation, previous, moved, former_key, step_id)
     select $1, id, 'update', image, true, former_key, $4 from displaced where hash is not null
     on conflict (entry_id) do update set moved = true, former_key = coalesce(pending_import.former_key, excluded.former_key)`,
    [agent, taken, own, step],
  )
  if (own.length === 0) return
  await transaction.query(`update ${entriesOf(agent)} set dn_key = null where agent_id = $1 and id = any($2)`, [
    agent,
    own,
  ])
}

interface Names {
  readonly agent: number
  readonly step: number
  readonly taken: readonly string[]
}

/**
 * A provisioned object that was never sent gives way to a real one of its name; its metaverse object is provisioned again
 * with the next synchronization of what else is linked to it (domain.md 1.6). An object that nothing else is linked to goes with
 * the next synchronization: none can be without a connector (domain.md 7.2).
 */
async function removeUnsent(transaction: Transaction, { agent, step, taken }: Names): Promise<void> {
  const rows = await transaction.query<{ id: number }>(
    `select e.id from ${entriesOf(agent)} e
     where e.agent_id = $1 and e.dn_key = any($2::uuid[]) and e.anchor is null and e.hash is null
       and not exists (select from export_change x where x.entry_id = e.id and (x.layer <> 'pending' or x.may_be_sent))`,
    [agent, taken],
  )
  if (rows.length === 0) return
  const ids = rows.map(row => row.id)
  await transaction.query(
    `insert into pending_import (agent_id, entry_id, operation, previous, step_id)
     select o.agent_id, o.entry_id, 'update', e.image, $2
     from link l join link o on o.object_id = l.object_id and o.entry_id <> l.entry_id
     join entry e on e.agent_id = o.agent_id and e.id = o.entry_id
     where l.entry_id = any($1) and e.hash is not null
     on conflict (entry_id) do nothing`,
    [ids, step],
  )
  await transaction.query('delete from export_reference where agent_id = $1 and entry_id = any($2)', [agent, ids])
  await forgetTargets(
    transaction,
    ids.map(entry => ({ agent, entry })),
  )
  await transaction.query('delete from export_change where agent_id = $1 and entry_id = any($2)', [agent, ids])
  await transaction.query(
    `insert into deferred_deletion (object_id, agent_id, due)
     select distinct l.object_id, $2::integer, now() from link l
     where l.entry_id = any($1) and not exists (select from link o where o.object_id = l.object_id and o.entry_id <> all($1))
     on conflict (object_id) do update set due = excluded.due, since = excluded.since`,
    [ids, agent],
  )
  await endLinks(
    transaction,
    ids.map(entry => ({ agent, entry, ended: 'removed' })),
    step,
  )
  await transaction.query(`delete from ${entriesOf(agent)} where agent_id = $1 and id = any($2)`, [agent, ids])
}
