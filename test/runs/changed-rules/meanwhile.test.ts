import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { settleMarked } from '../../../src/storage/resynchronization/settle.js'
import { synchronizedFully } from '../../../src/storage/sync/synchronized-fully.js'
import { type TestHub, testHub } from '../../support/hub.js'
import { type Choices, documentOf, USUAL } from './rules.js'
import { run, settle } from './world.js'

/** Other rules come into force while a step works by the old ones. */
let hub: TestHub
beforeAll(async () => {
  hub = await testHub(documentOf(USUAL))
  await settle(hub)
})
afterAll(() => hub.drop())

async function state() {
  const [agent] = await hub.database.query<{ id: number; full: boolean }>(
    `select id, full_synchronization_required as full from agent where name = 'hr'`,
  )
  const [version] = await hub.database.query<{ id: number }>('select max(id) as id from configuration_version')
  const marks = await hub.database.query<{ entry_id: number }>('select entry_id from resynchronization order by 1')
  return { agent: agent?.id ?? 0, full: agent?.full, version: version?.id ?? 0, marks: marks.map(row => row.entry_id) }
}

test('what a step did by the old rules is to be done again, and does not count as done', async () => {
  const { agent, version: old } = await state()
  const entries = (
    await hub.database.query<{ id: number }>('select id from entry where agent_id = $1 order by id limit 3', [agent])
  ).map(row => row.id)
  await hub.apply(documentOf({ ...USUAL, hrCompany: 'none' } as Choices))
  const { version, marks } = await state()
  expect(marks).toHaveLength(19)
  expect(marks).toEqual(expect.arrayContaining(entries))

  await settleMarked(hub.database, { agent, entries, version: old })
  expect((await state()).marks).toEqual(marks)
  await settleMarked(hub.database, { agent, entries, version })
  expect((await state()).marks).toEqual(marks.filter(id => !entries.includes(id)))
  // A page by the old rules that ends only now.
  await settleMarked(hub.database, { agent, entries, version: old })
  expect((await state()).marks).toEqual(marks)

  await hub.database.query('update agent set full_synchronization_required = true')
  await synchronizedFully(hub.database, agent, old)
  expect((await state()).full).toBe(true)
  await synchronizedFully(hub.database, agent, version)
  expect((await state()).full).toBe(false)
})

test('a page that is being decided keeps the next configuration waiting', async () => {
  let applied = false
  const [agent] = await hub.database.query<{ id: number }>(`select id from agent where name = 'hr'`)
  await hub.database.transaction(async transaction => {
    await transaction.query('select pg_advisory_xact_lock_shared(4829, $1)', [agent?.id])
    const applying = hub.apply(documentOf(USUAL)).then(() => {
      applied = true
    })
    await new Promise(resolve => setTimeout(resolve, 300))
    expect(applied).toBe(false)
    return { applying }
  })
  while (!applied) await new Promise(resolve => setTimeout(resolve, 10))
  expect((await state()).marks).toHaveLength(19)
})

test('a full synchronization does what was marked, and an entry that leaves needs nothing more', async () => {
  await run(hub, 'hr', 'full-synchronization')
  expect((await state()).marks).toEqual([])
})
