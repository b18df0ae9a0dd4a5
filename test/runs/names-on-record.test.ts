import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { memorySource } from '../../src/connectors/memory/index.js'
import { commitPreview } from '../../src/runs/preview/preview-entry.js'
import { type TestHub, testHub } from '../support/hub.js'

const NAME = `names-on-record-${process.pid}`
const source = memorySource(NAME)
const DOCUMENT = {
  version: 1,
  agents: {
    hr: {
      connector: 'memory',
      settings: { source: NAME },
      objects: {
        person: {
          attributes: { id: 'string', boss: 'reference', deputy: 'reference' },
          projection: 'person',
          import: { person: { employeeID: 'id', manager: 'boss', assistant: 'deputy' } },
        },
        group: {
          attributes: { name: 'string', member: { type: 'reference', multivalued: true } },
          projection: 'group',
          import: { group: { displayName: 'name', member: 'member' } },
        },
      },
    },
  },
}

let hub: TestHub
beforeAll(async () => {
  hub = await testHub(DOCUMENT)
})
afterAll(() => hub.drop())
beforeEach(async () => {
  source.reset()
  await hub.database.query('truncate entry, metaverse_object, run restart identity cascade')
})

const putPerson = (anchor: string, name: string, references: { boss?: string; deputy?: string } = {}): void => {
  const named = Object.entries(references).map(([attribute, to]) => [attribute, [`cn=${to}`]])
  const attributes = { id: [anchor], ...Object.fromEntries(named) }
  source.put({ objectType: 'person', dn: `cn=${name}`, anchor, attributes })
}
const putGroup = (...members: string[]): void => {
  const member = members.map(name => `cn=${name}`)
  const attributes = { name: ['Staff'], ...(member.length > 0 && { member }) }
  source.put({ objectType: 'group', dn: 'cn=staff', anchor: 'staff', attributes })
}

const run = async (...types: ('full-import' | 'delta-synchronization' | 'full-synchronization')[]): Promise<void> => {
  for (const type of types) {
    const { status } = await hub.run('hr', { type, batchSize: 1, deletionPercent: null })
    expect(status).toBe('success')
  }
}

/** What the metaverse says, by the anchors of who says it and of whom it is said. */
async function references(): Promise<string[]> {
  const rows = await hub.database.query<{ reference: string }>(
    `select e.anchor || ' ' || m.attribute || ' ' || t.anchor as reference
     from metaverse_reference m join entry e on e.id = m.entry_id join link l on l.object_id = m.target_id join entry t on t.id = l.entry_id`,
  )
  return rows.map(row => row.reference).sort()
}

async function synchronizeAlone(anchor: string): Promise<void> {
  const [entry] = await hub.database.query<{ id: number }>('select id from entry where anchor = $1', [anchor])
  await commitPreview(hub.database, { entry: entry?.id ?? 0, mode: 'delta' }, 'test')
}

test('who gets the name by which another reference means them is no longer meant by the one that has gone', async () => {
  putPerson('ann', 'ann')
  putPerson('ben', 'ben', { boss: 'ann', deputy: 'cem' })
  putPerson('cem', 'cem')
  await run('full-import', 'full-synchronization')
  expect(await references()).toEqual(['ben assistant cem', 'ben manager ann'])
  // Ann, who is married now, is looked at before Ben is.
  putPerson('ann', 'ann maier')
  putPerson('ben', 'ben', { boss: 'cem', deputy: 'ann maier' })
  await run('full-import', 'delta-synchronization')
  expect(await references()).toEqual(['ben assistant ann', 'ben manager cem'])
})

describe('of a member who is looked at, with a new name, before the group is', () => {
  beforeEach(async () => {
    putPerson('ann', 'ann')
    putGroup('ann')
    await run('full-import', 'full-synchronization')
    putPerson('ann', 'ann maier')
    putGroup('ann maier')
    await run('full-import')
    await synchronizeAlone('ann')
    expect(await references()).toEqual(['staff member ann'])
  })

  test('nothing is left when the name goes again before the group is looked at', async () => {
    putGroup()
    await run('full-import', 'delta-synchronization')
    expect(await references()).toEqual([])
  })

  test('nothing is left when the name goes later', async () => {
    await run('delta-synchronization')
    expect(await references()).toEqual(['staff member ann'])
    putGroup()
    await run('full-import', 'delta-synchronization')
    expect(await references()).toEqual([])
  })
})
