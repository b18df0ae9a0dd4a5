import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { memorySource } from '../../src/connectors/memory/index.js'
import { type TestHub, testHub } from '../support/hub.js'

const SOURCE = 'lost-references'
const named = (name: string) => `cn=${name},dc=test`

const configuration = {
  version: 1,
  agents: {
    directory: {
      connector: 'memory',
      settings: { source: SOURCE },
      objects: {
        user: {
          attributes: { uid: 'string' },
          join: [{ type: 'person', on: { accountName: 'uid' } }],
          projection: 'person',
          import: { person: { accountName: 'uid' } },
        },
        group: {
          attributes: { cn: 'string', member: { type: 'reference', multivalued: true } },
          projection: 'group',
          import: { group: { displayName: 'cn', member: 'member' } },
        },
      },
    },
  },
}

let hub: TestHub

beforeAll(async () => {
  hub = await testHub(configuration)
  const source = memorySource(SOURCE)
  source.reset()
  for (const uid of ['ann', 'bob', 'eve']) {
    source.put({ objectType: 'user', dn: named(uid), anchor: uid, attributes: { uid: [uid] } })
  }
  const member = ['ann', 'bob', 'eve'].map(named)
  source.put({ objectType: 'group', dn: named('all'), anchor: 'all', attributes: { cn: ['all'], member } })
  await hub.run('directory', 'full-import')
  await hub.run('directory', 'full-synchronization')
})

afterAll(async () => {
  await hub.drop()
})

async function members(): Promise<string[]> {
  const rows = await hub.database.query<{ name: string }>(
    `select o.attributes->'accountName'->>0 as name from metaverse_reference m join metaverse_object o on o.id = m.target_id
     where m.attribute = 'member' order by 1`,
  )
  return rows.map(row => row.name)
}

async function change(operation: 'add' | 'delete', ...names: string[]): Promise<void> {
  memorySource(SOURCE).modify('all', { member: [{ operation, values: names.map(named) }] })
  await hub.run('directory', 'delta-import')
  await hub.run('directory', 'delta-synchronization')
}

test('a member leaves when the group has lost them, and nobody else does', async () => {
  expect(await members()).toEqual(['ann', 'bob', 'eve'])
  await change('delete', 'bob')
  expect(await members()).toEqual(['ann', 'eve'])
})

test('a member who comes back is one again', async () => {
  await change('add', 'bob')
  expect(await members()).toEqual(['ann', 'bob', 'eve'])
})

test('members who leave and come in one change are told apart', async () => {
  memorySource(SOURCE).modify('all', {
    member: [
      { operation: 'delete', values: [named('ann'), named('bob')] },
      { operation: 'add', values: [named('ann')] },
    ],
  })
  await hub.run('directory', 'delta-import')
  await hub.run('directory', 'delta-synchronization')
  expect(await members()).toEqual(['ann', 'eve'])
})

test('what a full synchronization finds afterwards is the same', async () => {
  await hub.run('directory', 'full-synchronization')
  expect(await members()).toEqual(['ann', 'eve'])
})
