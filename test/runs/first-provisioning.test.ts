import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, test } from '@jest/globals'
import { memorySource } from '../../src/connectors/memory/index.js'
import { type TestHub, testHub } from '../support/hub.js'

const SOURCE = `first-provisioning-${process.pid}`
const PEOPLE = 1_000

const DOCUMENT = {
  version: 1,
  agents: {
    hr: {
      connector: 'memory',
      settings: { source: SOURCE },
      objects: {
        user: {
          attributes: { uid: 'string', manager: 'reference' },
          projection: 'person',
          import: { person: { employeeID: 'uid', manager: 'manager' } },
        },
      },
    },
    target: {
      connector: 'memory',
      settings: { source: `${SOURCE}-target` },
      objects: {
        account: {
          attributes: { uid: 'string', manager: 'reference' },
          provision: [{ type: 'person', dn: "'uid=' + mv.employeeID" }],
          export: { person: { uid: 'employeeID', manager: 'manager' } },
        },
      },
    },
  },
}

let hub: TestHub
afterAll(() => hub?.drop())

/** How often references of entries were looked for, once nobody counts any more: connections hand in what they counted later. */
async function looked(): Promise<number> {
  for (let last = -1; ; ) {
    const [row] = await hub.database.query<{ times: number }>(
      `select sum(seq_scan + coalesce(idx_scan, 0))::integer as times from pg_stat_user_tables where relname like 'entry_reference%'`,
    )
    const now = row?.times ?? 0
    if (now === last) return now
    last = now
    await sleep(1_200)
  }
}

test('a new target is filled with work for each object, though nobody has counted its tables yet', async () => {
  const source = memorySource(SOURCE)
  for (let i = 0; i < PEOPLE; i++) {
    const attributes = { uid: [`${i}`], manager: [`uid=${i >> 3}`] }
    source.put({ objectType: 'user', dn: `uid=${i}`, anchor: `u${i}`, attributes })
  }
  hub = await testHub(DOCUMENT)
  await hub.run('hr', 'full-import')
  const before = await looked()
  await hub.run('hr', 'full-synchronization')
  const rows = await hub.database.query(`select from export_change where operation = 'add'`)
  expect(rows).toHaveLength(PEOPLE)
  expect((await looked()) - before).toBeLessThan(10 * PEOPLE)
})
