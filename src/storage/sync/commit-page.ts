import type { ObjectRow } from '../../sync/object-rows.js'
import type { Transaction } from '../database.js'
import { NONE_OF } from '../none-of.js'
import { saveDeferred } from './deferred.js'
import type { Committed, PageCommit } from './page-commit.js'
import { saveExports } from './save-exports.js'
import { saveLinks } from './save-links.js'
import { saveFeed, saveObjects } from './save-objects.js'
import { saveReferences } from './save-references.js'
import { saveRemoved } from './save-removed.js'

/**
 * Writes one page of synchronization, a fixed number of statements whatever its size. Afterwards the metaverse's references
 * are exactly those that the linked entries have, and pending exports exactly the difference to what the rules want.
 */
export async function commitPage(transaction: Transaction, page: PageCommit): Promise<Committed> {
  const { outcome } = page
  await saveObjects(transaction, outcome.objects)
  await saveDeferred(transaction, outcome.deferrals)
  await saveLinks(transaction, outcome, page.step)
  // Before anything is created: who leaves may leave a name to who comes.
  await saveRemoved(transaction, outcome.removed, page.step)
  await saveExports(transaction, outcome, page.step)
  const committed = await saveReferences(transaction, page)
  await transaction.query('delete from pending_import where agent_id = $1 and entry_id = any($2)', [
    page.agent,
    outcome.synchronized,
  ])
  await saveFeed(
    transaction,
    outcome.objects.map(object => withReferences(object, committed)),
    page.step,
  )
  if (committed.changedObjects.size > 0)
    await feedReferences(
      transaction,
      page.step,
      outcome.objects.map(object => object.id),
    )
  return committed
}

function withReferences(object: ObjectRow, { changedObjects }: Committed): ObjectRow {
  const references = changedObjects.get(object.id)
  if (references === undefined) return object
  return {
    ...object,
    kind: object.kind === 'handed-over' ? 'updated' : object.kind,
    changed: [...object.changed, ...references],
  }
}

async function feedReferences(transaction: Transaction, step: number, fed: readonly number[]): Promise<void> {
  await transaction.query(
    `insert into change_feed (object_id, object_type, kind, attributes, step_id)
     select o.id, o.type, 'updated', c.attributes, $1
     from (select object_id, array_agg(distinct attribute) as attributes from touched_reference where ${NONE_OF('object_id', 2)} group by object_id) c
     -- Object by object: nobody knows how few they are.
     cross join lateral (select id, type from metaverse_object where id = c.object_id offset 0) o`,
    [step, fed],
  )
}
