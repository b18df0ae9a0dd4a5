import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { memorySource } from '../../src/connectors/memory/source.js'
import { listParents } from '../../src/storage/read/placeholders.js'
import { type World, world } from '../graphql/support.js'
import { testHub } from '../support/hub.js'

let held: World

beforeAll(async () => {
  held = await world()
})
afterAll(() => held.close())

describe('placeholders', () => {
  const PLACEHOLDERS = `query ($kind: PlaceholderKind!, $first: Int, $after: String) { agent(name: "hr") { statistics { placeholders }
    placeholders(kind: $kind, first: $first, after: $after) { totalCount nodes { dn mentions } pageInfo { hasNextPage endCursor } } } }`
  const ask = async (variables: object) => {
    const { data, errors } = await held.ask(PLACEHOLDERS, variables)
    expect(errors).toBeUndefined()
    return data.agent
  }

  test('targets of references that no entry has', async () => {
    const { placeholders } = await ask({ kind: 'LINK' })
    expect(placeholders.nodes).toContainEqual({ dn: 'cn=nobody,ou=people', mentions: 1 })
    expect(placeholders.nodes).toHaveLength(placeholders.totalCount)
  })

  test('ancestors of names that were never imported, up to the root, each once', async () => {
    held.hr.put({
      objectType: 'group',
      dn: 'cn=deep,OU=East\\, Far, ou=Groups',
      anchor: 'D',
      attributes: { cn: ['Deep'] },
    })
    await held.test.run('hr', 'delta-import')
    const { placeholders, statistics } = await ask({ kind: 'PARENT' })
    const byName = Object.fromEntries(
      placeholders.nodes.map(({ dn, mentions }: { dn: string; mentions: number }) => [dn.toLowerCase(), mentions]),
    )
    expect(Object.keys(byName).sort()).toEqual(['ou=east\\, far, ou=groups', 'ou=groups', 'ou=people'])
    expect(byName['ou=east\\, far, ou=groups']).toBe(1)
    expect(byName['ou=groups']).toBe(8)
    const links = (await ask({ kind: 'LINK' })).placeholders.totalCount
    expect(statistics.placeholders).toBe(links + 3)
  })

  test('in pages', async () => {
    const first = (await ask({ kind: 'PARENT', first: 2 })).placeholders
    expect(first.nodes).toHaveLength(2)
    expect(first.pageInfo.hasNextPage).toBe(true)
    const rest = (await ask({ kind: 'PARENT', first: 2, after: first.pageInfo.endCursor })).placeholders
    expect(rest.nodes).toHaveLength(1)
    expect(rest.pageInfo.hasNextPage).toBe(false)
    expect(new Set([...first.nodes, ...rest.nodes].map(node => node.dn)).size).toBe(3)
  })

  test('are none where names are flat', async () => {
    const flat = await testHub({
      version: 1,
      agents: {
        flat: {
          connector: 'memory',
          settings: { source: 'flat-names' },
          objects: { row: { attributes: { cn: 'string' } } },
        },
      },
    })
    try {
      memorySource('flat-names').put({ objectType: 'row', dn: 'Smith, John', anchor: '1', attributes: {} })
      await flat.run('flat', 'full-import')
      const [agent] = await flat.database.query<{ id: number }>('select id from agent')
      expect(await listParents(flat.database, agent?.id ?? 0)).toEqual([])
    } finally {
      await flat.drop()
    }
  })
})

describe('searching entries', () => {
  const count = async (filter: object, agent = 'hr'): Promise<number> => {
    const { data, errors } = await held.ask(
      'query ($agent: String!, $filter: EntryFilterInput) { connectorSpaceEntries(agent: $agent, filter: $filter) { totalCount } }',
      { agent, filter },
    )
    expect(errors).toBeUndefined()
    return data.connectorSpaceEntries.totalCount
  }

  test('by names: sub-tree and first component, in any spelling', async () => {
    expect(await count({ dnSubtree: 'OU=Groups' })).toBe(9)
    expect(await count({ dnSubtree: 'ou = east\\, far , ou=groups' })).toBe(1)
    expect(await count({ dnSubtree: 'cn=g1, ou=groups' })).toBe(1)
    expect(await count({ dnSubtree: 'far,ou=groups' })).toBe(0)
    expect(await count({ dnSubtree: 'roups' })).toBe(0)
    expect(await count({ rdn: 'CN = g1' })).toBe(1)
    expect(await count({ rdn: 'cn=g' })).toBe(0)
  })

  test('by what waits and what went wrong', async () => {
    expect(await count({ awaitingConfirmation: true }, 'portal')).toBe(0)
    await held.test.run('portal', 'export')
    const { data } = await held.ask(
      '{ agent(name: "portal") { statistics { all awaitingConfirmation importNone totalConnectors totalDisconnectors connectors disconnectors } } }',
    )
    const { statistics } = data.agent
    expect(statistics.awaitingConfirmation).toBeGreaterThan(0)
    expect(await count({ awaitingConfirmation: true }, 'portal')).toBe(statistics.awaitingConfirmation)
    expect(await count({ awaitingConfirmation: false }, 'portal')).toBe(
      statistics.all - statistics.awaitingConfirmation,
    )
    expect(await count({ held: true }, 'portal')).toBe(0)
    expect(await count({ transient: false }, 'portal')).toBe(statistics.all)
    expect(statistics.totalConnectors + statistics.totalDisconnectors).toBe(statistics.all)
    await held.hub.database.query(
      `insert into problem (phase, agent_id, entry_id, code, message) select 'export', agent_id, id, 'cd-error', 'no' from entry where dn = 'uid=1002,o=portal'`,
    )
    expect(await count({ problemPhase: ['EXPORT'] }, 'portal')).toBe(1)
    expect(await count({ problemPhase: ['IMPORT', 'SYNCHRONIZATION'] }, 'portal')).toBe(0)
  })
})
