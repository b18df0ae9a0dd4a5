import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { memorySource } from '../../src/connectors/memory/index.js'
import { type TestHub, testHub } from '../support/hub.js'
import { type Crewman, eventually, hire } from './crew.js'

const hr = memorySource('watched-hr')
const portal = memorySource('watched-portal')

const document = (enabled: boolean) => ({
  version: 1,
  agents: {
    hr: {
      connector: 'memory',
      settings: { source: hr.name },
      objects: {
        person: {
          attributes: { id: 'string', name: 'string' },
          projection: 'person',
          import: { person: { employeeID: 'id', displayName: 'name' } },
        },
      },
      runProfiles: { live: ['delta-import', 'delta-synchronization'] },
    },
    portal: {
      connector: 'memory',
      settings: { source: portal.name },
      objects: {
        user: {
          attributes: { name: 'string' },
          provision: [{ type: 'person', dn: "'uid=' + mv.employeeID + ',o=portal'" }],
          export: { person: { name: 'displayName' } },
        },
      },
      runProfiles: { send: ['export'] },
    },
  },
  schedules: {
    live: {
      watch: 'hr',
      runs: [
        { agent: 'hr', profile: 'live' },
        { agent: 'portal', profile: 'send' },
      ],
      enabled,
    },
  },
})

let hub: TestHub
let crew: Crewman[]

beforeEach(async () => {
  for (const source of [hr, portal]) source.reset()
  employ(1)
  hub = await testHub(document(true))
  await hub.run('hr', 'full-import')
  crew = []
})
afterEach(async () => {
  for (const each of crew) await each.stop()
  await hub.drop()
})

function employ(id: number): void {
  hr.put({ objectType: 'person', dn: `cn=${id},o=hr`, attributes: { id: [`${id}`], name: [`Person ${id}`] } })
}

const inPortal = (id: number): Promise<true> =>
  eventually(async () => (portal.byDn(`uid=${id},o=portal`) === undefined ? undefined : true))

const chains = async (): Promise<number> => {
  const [row] = await hub.database.query<{ count: number }>(
    `select count(*) from run where schedule = 'live' and agent_name = 'hr'`,
  )
  return row?.count ?? 0
}

const begin = async (): Promise<void> => {
  crew.push(await hire(hub.database.url, `watcher ${crew.length}`))
}

test('a change in the source is written to the target without anybody starting a run, once however many workers there are', async () => {
  await begin()
  await begin()
  employ(2)
  await inPortal(2)
  const started = performance.now()
  employ(3)
  await inPortal(3)
  expect(performance.now() - started).toBeLessThan(10_000)
  expect(await chains()).toBe(2)
  expect(crew.flatMap(each => each.failures)).toEqual([])
})

test('what changed while nobody watched is found by the watermark', async () => {
  employ(2)
  await begin()
  await inPortal(2)
})

test('a source that is lost is found again, with what changed meanwhile', async () => {
  await begin()
  employ(2)
  await inPortal(2)
  hr.faults.open = {
    status: 'no-start-connection',
    problem: { code: 'source.unreachable', message: 'The source is down.' },
  }
  await eventually(async () => (crew[0]?.failures.length === 0 ? undefined : true))
  hr.faults.open = undefined
  employ(3)
  await inPortal(3)
})

test('a schedule that is switched off watches no more; another worker takes over from one that ends', async () => {
  await begin()
  employ(2)
  await inPortal(2)
  await begin()
  await crew[0]?.stop()
  crew.shift()
  employ(3)
  await inPortal(3)
  await hub.apply(document(false))
  const lease = () => hub.database.query(`select from lease where name = 'watch:live'`)
  await eventually(async () => ((await lease()).length === 0 ? true : undefined))
  employ(4)
  await sleep(500)
  expect(await chains()).toBe(2)
  expect(portal.byDn('uid=4,o=portal')).toBeUndefined()
})
