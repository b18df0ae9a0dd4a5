// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references to secrets look like this
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { Role } from '../../src/access/roles.js'
import { memorySource } from '../../src/connectors/memory/index.js'
import type { ProblemError } from '../../src/model/problem.js'
import { farmRemovals } from '../../src/service/farms.js'
import type { Hub } from '../../src/service/hub.js'
import { type TestHub, testHub } from '../support/hub.js'
import { type SharePointFarm, startFarm } from '../support/sharepoint-farm.js'
import { settled } from './settled.js'

const hr = memorySource('listed-removals')

const document = (farm: SharePointFarm, settings: object = {}) => ({
  version: 1,
  metaverse: {
    types: {
      person: {
        attributes: ['accountName', 'displayName', 'manager'],
        deletion: { when: 'any-connector', of: ['hr'] },
      },
    },
  },
  agents: {
    hr: {
      connector: 'memory',
      settings: { source: hr.name },
      objects: {
        user: {
          attributes: { id: 'string', name: 'string', boss: 'reference' },
          projection: 'person',
          import: { person: { accountName: 'id', displayName: 'name', manager: 'boss' } },
        },
      },
    },
    portal: {
      connector: 'sharepoint',
      settings: {
        url: farm.url,
        domain: farm.account.domain,
        user: farm.account.user,
        password: '${env:HUB_TEST_FARM_PASSWORD}',
        ...settings,
      },
      objects: {
        user: {
          attributes: {
            AccountName: 'string',
            PreferredName: 'string',
            Title: 'string',
            Department: 'string',
            Manager: 'reference',
          },
          join: [{ type: 'person', on: { accountName: 'AccountName' } }],
          provision: [{ type: 'person', dn: "'CONTOSO\\\\' + mv.accountName" }],
          export: {
            person: {
              PreferredName: 'displayName',
              Manager: { from: 'manager', allowNulls: true },
              Title: { constant: 'active' },
            },
          },
        },
      },
      deprovisioning: 'delete-object',
    },
  },
})

let farm: SharePointFarm
let hub: TestHub | undefined
const held = (): TestHub => hub as TestHub
const settle = () => settled(held())
const person = (id: string, boss?: string) =>
  hr.put({
    objectType: 'user',
    dn: `id=${id}`,
    anchor: id,
    attributes: { id: [id], name: [`Person ${id}`], ...(boss && { boss: [`id=${boss}`] }) },
  })
const listed = () =>
  held().database.query<{ dn: string }>(
    `select e.dn from export_change x join entry e on e.id = x.entry_id
     where x.layer = 'unconfirmed' and x.operation = 'delete' order by 1`,
  )
const pendingExports = () => held().database.query(`select from export_change where layer = 'pending'`)
const links = async () =>
  (
    await held().database.query<{ dn: string }>(
      `select e.dn from link l join entry e on e.id = l.entry_id join agent a on a.id = e.agent_id where a.name = 'portal' order by 1`,
    )
  ).map(({ dn }) => dn)
const problems = () => held().database.query('select code, message from problem')
const titleOf = (account: string) => farm.store.find(account)?.values.get('Title')?.[0]

beforeEach(async () => {
  farm = await startFarm()
  process.env.HUB_TEST_FARM_PASSWORD = farm.account.password
  for (const id of ['ann', 'bob', 'cy', 'dee']) person(id, id === 'bob' ? 'dee' : undefined)
})
afterEach(async () => {
  hr.reset()
  await hub?.drop()
  hub = undefined
  await farm.stop()
})

describe('a profile whose person has left', () => {
  beforeEach(async () => {
    hub = await testHub(document(farm))
    await settle()
    expect(await links()).toEqual(['CONTOSO\\ann', 'CONTOSO\\bob', 'CONTOSO\\cy', 'CONTOSO\\dee'])
    expect(farm.store.find('CONTOSO\\bob')?.values.get('Manager')).toEqual(['CONTOSO\\dee'])
    hr.delete('bob')
    await settle()
  })

  test('stays on the list, run after run, without an error, a second delete or a new link', async () => {
    for (let i = 0; i < 2; i++) {
      await settle()
      expect(await held().run('portal', 'delta-import')).toMatchObject({ status: 'completed-no-objects' })
      expect(await listed()).toEqual([{ dn: 'CONTOSO\\bob' }])
      expect(await pendingExports()).toEqual([])
      expect(await problems()).toEqual([])
      expect(await links()).toEqual(['CONTOSO\\ann', 'CONTOSO\\cy', 'CONTOSO\\dee'])
    }
    const nothing = await held().run('portal', 'full-import')
    expect(nothing.counters).toEqual({ 'stage-no-change': 4 })
    expect(farm.store.find('CONTOSO\\bob')).toBeDefined()
  })

  test('is told to the farm administrator, with since when and by which run', async () => {
    const service = { database: held().database } as Hub
    const reader = { name: 'test', roles: ['reader'] } as const
    const page = { limit: 10, backwards: false }
    const { rows, more, count } = await farmRemovals(service, reader, 'portal', page)
    const [{ number } = { number: 0 }] = await held().database.query<{ number: number }>(
      `select r.number from run r join run_step s on s.run_id = r.id
       where r.agent_name = 'portal' and (s.counters->>'export-delete')::integer = 1`,
    )
    expect(rows).toEqual([
      {
        entry: expect.any(Number),
        accountName: 'CONTOSO\\bob',
        displayName: 'Person bob',
        since: expect.any(Date),
        run: expect.any(Number),
        runNumber: number,
      },
    ])
    expect([more, await count()]).toEqual([false, 1])
    const hintOf = (farm: string) =>
      farmRemovals(service, reader, farm, page).catch((error: ProblemError) => error.problem.hint)
    expect(await hintOf('portl')).toBe('Did you mean portal?')
    expect(await hintOf('hr')).toContain('No agent')
    farm.store.remove('CONTOSO\\bob')
    await held().run('portal', 'full-import')
    expect((await farmRemovals(service, reader, 'portal', page)).rows).toEqual([])
  })

  test('is told without a name that is not for whoever asks', async () => {
    const hidden = structuredClone(document(farm)) as ReturnType<typeof JSON.parse>
    hidden.agents.portal.objects.user.attributes.PreferredName = { type: 'string', visibleTo: ['joiner'] }
    await held().apply(hidden)
    const told = async (role: Role) => {
      const actor = { name: 'test', roles: [role] }
      const page = { limit: 10, backwards: false }
      const { rows } = await farmRemovals({ database: held().database } as Hub, actor, 'portal', page)
      return rows.map(({ accountName, displayName }) => ({ accountName, displayName }))
    }
    expect(await told('joiner')).toEqual([{ accountName: 'CONTOSO\\bob', displayName: 'Person bob' }])
    expect(await told('reader')).toEqual([{ accountName: 'CONTOSO\\bob', displayName: undefined }])
  })

  test('stays there when somebody changes it, by a full or a delta import', async () => {
    farm.store.modify('CONTOSO\\bob', new Map([['Department', ['Archive']]]))
    expect((await held().run('portal', 'delta-import')).counters).toEqual({ 'stage-update': 1 })
    await settle()
    farm.store.modify('CONTOSO\\bob', new Map([['Department', ['Attic']]]))
    await settle()
    expect(await listed()).toEqual([{ dn: 'CONTOSO\\bob' }])
    expect(await problems()).toEqual([])
    expect(await links()).toEqual(['CONTOSO\\ann', 'CONTOSO\\cy', 'CONTOSO\\dee'])
  })

  test.each(['full-import', 'delta-import'] as const)(
    'leaves the list once it is removed, seen by a %s',
    async step => {
      farm.store.remove('CONTOSO\\bob')
      expect((await held().run('portal', step)).counters['stage-delete']).toBe(1)
      await held().run('portal', 'delta-synchronization')
      expect(await listed()).toEqual([])
      expect(await held().database.query(`select from entry where dn = 'CONTOSO\\bob'`)).toEqual([])
    },
  )

  test('is taken back when the person comes again, and gets what has changed', async () => {
    hr.put({ objectType: 'user', dn: 'id=bob', anchor: 'bob', attributes: { id: ['bob'], name: ['Robert'] } })
    await settle()
    expect(await listed()).toEqual([])
    expect(await links()).toContain('CONTOSO\\bob')
    expect(farm.store.find('CONTOSO\\bob')?.values.get('PreferredName')).toEqual(['Robert'])
    expect(farm.store.find('CONTOSO\\bob')?.values.has('Manager')).toBe(false)
    expect(farm.seen.operations.filter(name => name === 'CreateUserProfileByAccountName')).toHaveLength(4)
    expect(await problems()).toEqual([])
    // And leaves again.
    hr.delete('bob')
    await settle()
    expect(await listed()).toEqual([{ dn: 'CONTOSO\\bob' }])
  })

  test('comes back as a new profile after it was removed', async () => {
    farm.store.remove('CONTOSO\\bob')
    await settle()
    person('bob')
    await settle()
    expect(await links()).toContain('CONTOSO\\bob')
    expect(farm.seen.operations.filter(name => name === 'CreateUserProfileByAccountName')).toHaveLength(5)
  })
})

test('the person comes again before the delete was exported: nothing was ever listed', async () => {
  hub = await testHub(document(farm))
  await settle()
  hr.delete('bob')
  await held().run('hr', 'full-import')
  await held().run('hr', 'full-synchronization')
  person('bob')
  await settle()
  expect(await listed()).toEqual([])
  expect(await links()).toContain('CONTOSO\\bob')
})

test('clear-and-mark: the mark is seen by imports, and goes when the person comes again', async () => {
  hub = await testHub(
    document(farm, { onDelete: 'clear-and-mark', clear: ['Manager'], markProperty: 'Title', markValue: 'gone' }),
  )
  await settle()
  hr.delete('bob')
  await settle()
  expect(titleOf('CONTOSO\\bob')).toBe('gone')
  expect(farm.store.find('CONTOSO\\bob')?.values.has('Manager')).toBe(false)
  await settle()
  expect(await listed()).toEqual([{ dn: 'CONTOSO\\bob' }])
  expect(await problems()).toEqual([])
  person('bob', 'dee')
  await settle()
  expect(titleOf('CONTOSO\\bob')).toBe('active')
  expect(farm.store.find('CONTOSO\\bob')?.values.get('Manager')).toEqual(['CONTOSO\\dee'])
  expect(await listed()).toEqual([])
})
