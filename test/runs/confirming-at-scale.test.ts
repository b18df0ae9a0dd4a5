import { afterAll, expect, test } from '@jest/globals'
import { rowCounts } from '../../bench/measure.js'
import { memorySource } from '../../src/connectors/memory/index.js'
import type { Database } from '../../src/storage/database.js'
import { type TestHub, testHub } from '../support/hub.js'

const PEOPLE = 1_500
const BATCH = 10

const DOCUMENT = {
  version: 1,
  agents: {
    hr: {
      connector: 'memory',
      settings: { source: 'confirming-hr' },
      objects: {
        user: { attributes: { uid: 'string' }, projection: 'person', import: { person: { employeeID: 'uid' } } },
        team: {
          attributes: { cn: 'string', member: { type: 'reference', multivalued: true } },
          projection: 'group',
          import: { group: { cn: 'cn', member: 'member' } },
        },
      },
    },
    target: {
      connector: 'memory',
      settings: { source: 'confirming-target' },
      objects: {
        account: {
          attributes: { uid: 'string' },
          provision: [{ type: 'person', dn: "'uid=' + mv.employeeID" }],
          export: { person: { uid: 'employeeID' } },
        },
        list: {
          attributes: { cn: 'string', member: { type: 'reference', multivalued: true } },
          provision: [{ type: 'group', dn: "'cn=' + mv.cn" }],
          export: { group: { cn: 'cn', member: 'member' } },
        },
      },
    },
  },
}

let hub: TestHub
afterAll(() => hub?.drop())

/** Rows of exported references that anybody has looked at so far. */
async function looked(database: Database): Promise<number> {
  // Has all counters handed in.
  await rowCounts(database)
  const [row] = await database.query<{ count: number }>(
    `select seq_tup_read + coalesce(idx_tup_fetch, 0) as count from pg_stat_user_tables where relname = 'export_reference'`,
  )
  return row?.count ?? 0
}

test('a large group that waits for its confirmation is looked at once, not with every batch of an import', async () => {
  const source = memorySource('confirming-hr')
  source.reset()
  memorySource('confirming-target').reset()
  source.generate(PEOPLE, i => ({ objectType: 'user', dn: `${i}`, anchor: `${i}`, attributes: { uid: [`${i}`] } }))
  const member = Array.from({ length: PEOPLE }, (_, i) => `${i}`)
  source.put({ objectType: 'team', dn: 'all', anchor: 'all', attributes: { cn: ['all'], member } })
  hub = await testHub(DOCUMENT)
  await hub.run('hr', 'full-import')
  await hub.run('hr', 'delta-synchronization')
  await hub.run('target', 'export')

  // What autovacuum does, sooner or later: then the planner knows that one entry has all the references.
  await hub.database.query('analyze')
  const before = await looked(hub.database)
  const { status, counters } = await hub.run('target', { type: 'full-import', batchSize: BATCH })
  expect({ status, counters }).toEqual({ status: 'success', counters: { 'stage-add': PEOPLE + 1 } })
  const batches = PEOPLE / BATCH
  expect((await looked(hub.database)) - before).toBeLessThan((PEOPLE * batches) / 10)
})
