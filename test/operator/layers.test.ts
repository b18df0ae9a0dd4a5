import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type Answer, type World, world } from '../graphql/support.js'

let held: World

const LAYERS = ['synchronized', 'pendingImport', 'unconfirmedExport', 'escrowedExport', 'pendingExport'] as const
const LAYER = `{ image { dn objectType attributes { name values } references(first: 100) { totalCount edges { attribute dn node { dn } } } }
  delta { operation dn changes { name operation values } references { totalCount edges { attribute dn operation } } } }`
const QUERY = `query ($agent: String!, $dn: String!) { connectorSpaceEntries(agent: $agent, filter: { dn: $dn }, first: 1) { nodes {
  layers { ${LAYERS.map(name => `${name} ${LAYER}`).join(' ')} } } } }`

type Layer = Answer['data']

async function layersOf(agent: string, dn: string): Promise<Record<(typeof LAYERS)[number], Layer>> {
  const { data, errors } = await held.ask(QUERY, { agent, dn })
  expect(errors).toBeUndefined()
  expect(held.bugs).toEqual([])
  return data.connectorSpaceEntries.nodes[0].layers
}
const managersOf = (layer: Layer): string[] =>
  layer.image.references.edges.filter((edge: Layer) => edge.attribute === 'manager').map((edge: Layer) => edge.dn)
const valuesOf = (layer: Layer, name: string): string[] =>
  layer.image?.attributes.find((each: Layer) => each.name === name)?.values

beforeAll(async () => {
  held = await world()
})
afterAll(() => held.close())

describe('the layers of an entry', () => {
  test('provisioned: only the top has it, whole', async () => {
    const { synchronized, pendingImport, pendingExport } = await layersOf('portal', 'uid=1001,o=portal')
    expect(synchronized).toEqual({ image: null, delta: null })
    expect(pendingImport).toEqual({ image: null, delta: null })
    expect(pendingExport.image).toMatchObject({ dn: 'uid=1001,o=portal', objectType: 'user' })
    expect(valuesOf(pendingExport, 'cn')).toEqual(['Person 1'])
    expect(managersOf(pendingExport)).toEqual(['uid=1000,o=portal'])
    expect(pendingExport.delta.operation).toBe('ADD')
    expect(pendingExport.delta.references).toEqual({
      totalCount: 1,
      edges: [{ attribute: 'manager', dn: 'uid=1000,o=portal', operation: 'ADD' }],
    })
  })

  test('sent and not seen: the layer below the escrowed one has it', async () => {
    await held.test.run('portal', 'export')
    const { pendingImport, unconfirmedExport, pendingExport } = await layersOf('portal', 'uid=1001,o=portal')
    expect(pendingImport.image).toBeNull()
    expect(unconfirmedExport.delta.operation).toBe('ADD')
    expect(managersOf(unconfirmedExport)).toEqual(['uid=1000,o=portal'])
    expect(pendingExport.delta).toBeNull()
    expect(pendingExport.image).toEqual(unconfirmedExport.image)
  })

  test('confirmed: all the same, with references once', async () => {
    await held.test.run('portal', 'full-import')
    await held.test.run('portal', 'full-synchronization')
    const layers = await layersOf('portal', 'uid=1001,o=portal')
    for (const name of LAYERS) {
      expect(layers[name].delta).toBeNull()
      expect(layers[name].image).toEqual(layers.synchronized.image)
      expect(managersOf(layers[name])).toEqual(['uid=1000,o=portal'])
    }
  })

  test('a change grows from the import to the export, values and references', async () => {
    held.hr.modify('P1', {
      cn: [{ operation: 'replace', values: ['Grown'] }],
      manager: [{ operation: 'replace', values: ['cn=p2,ou=people'] }],
    })
    await held.test.run('hr', 'delta-import')
    const imported = await layersOf('hr', 'cn=p1,ou=people')
    expect(valuesOf(imported.synchronized, 'cn')).toEqual(['Person 1'])
    expect(managersOf(imported.synchronized)).toEqual(['cn=p0,ou=people'])
    expect(valuesOf(imported.pendingImport, 'cn')).toEqual(['Grown'])
    expect(managersOf(imported.pendingImport)).toEqual(['cn=p2,ou=people'])
    expect(imported.pendingImport.delta).toMatchObject({
      operation: 'UPDATE',
      changes: [{ name: 'cn', operation: 'REPLACE', values: ['Grown'] }],
    })
    expect(imported.pendingImport.delta.references.edges).toEqual(
      expect.arrayContaining([
        { attribute: 'manager', dn: 'cn=p0,ou=people', operation: 'DELETE' },
        { attribute: 'manager', dn: 'cn=p2,ou=people', operation: 'ADD' },
      ]),
    )
    await held.test.run('hr', 'delta-synchronization')
    const planned = await layersOf('portal', 'uid=1001,o=portal')
    expect(managersOf(planned.escrowedExport)).toEqual(['uid=1000,o=portal'])
    expect(managersOf(planned.pendingExport)).toEqual(['uid=1002,o=portal'])
    expect(valuesOf(planned.pendingExport, 'cn')).toEqual(['Grown'])
    expect(planned.pendingExport.image.references.totalCount).toBe(1)
  })

  test('what was taken, and taken back on top of it, is on the layer it is on', async () => {
    const { database } = held.hub
    // An export was interrupted after it had taken the change; meanwhile everything is as it was.
    for (const table of ['export_change', 'export_reference'])
      await database.query(`update ${table} set layer = 'escrowed' where layer = 'pending'`)
    held.hr.modify('P1', { manager: [{ operation: 'replace', values: ['cn=p0,ou=people'] }] })
    await held.test.run('hr', 'delta-import')
    await held.test.run('hr', 'delta-synchronization')
    const layers = await layersOf('portal', 'uid=1001,o=portal')
    expect(managersOf(layers.unconfirmedExport)).toEqual(['uid=1000,o=portal'])
    expect(managersOf(layers.escrowedExport)).toEqual(['uid=1002,o=portal'])
    expect(managersOf(layers.pendingExport)).toEqual(['uid=1000,o=portal'])
    await held.test.run('portal', 'export')
    await held.test.run('portal', 'full-import')
  })

  test('a deletion: there below, and not from where it is', async () => {
    held.hr.delete('P59')
    await held.test.run('hr', 'delta-import')
    const gone = await layersOf('hr', 'cn=p59,ou=people')
    expect(valuesOf(gone.synchronized, 'cn')).toEqual(['Person 59'])
    for (const name of LAYERS.slice(1)) expect(gone[name].image).toBeNull()
    expect(gone.pendingImport.delta).toMatchObject({ operation: 'DELETE', changes: [] })
    await held.test.run('hr', 'delta-synchronization')
    const { database } = held.hub
    await database.query(
      `insert into export_change (agent_id, entry_id, layer, operation) select agent_id, id, 'pending', 'delete' from entry where dn = 'uid=1059,o=portal'`,
    )
    const leaving = await layersOf('portal', 'uid=1059,o=portal')
    expect(leaving.escrowedExport.image).not.toBeNull()
    expect(leaving.pendingExport).toMatchObject({ image: null, delta: { operation: 'DELETE', changes: [] } })
  })

  test('a new object: nothing below the import, and all references come with it', async () => {
    held.hr.put({
      objectType: 'person',
      dn: 'cn=new,ou=people',
      anchor: 'NEW',
      attributes: { employeeID: ['5000'], cn: ['New'], manager: ['cn=p3,ou=people'] },
    })
    await held.test.run('hr', 'delta-import')
    const { synchronized, pendingImport } = await layersOf('hr', 'cn=new,ou=people')
    expect(synchronized.image).toBeNull()
    expect(pendingImport.delta.references.edges).toEqual([
      { attribute: 'manager', dn: 'cn=p3,ou=people', operation: 'ADD' },
    ])
    expect(managersOf(pendingImport)).toEqual(['cn=p3,ou=people'])
    await held.test.run('hr', 'delta-synchronization')
  })

  test('fixed statements for many entries', async () => {
    const many = QUERY.replace('($agent: String!, $dn: String!)', '($first: Int!)')
      .replace('agent: $agent, filter: { dn: $dn }, first: 1', 'agent: "portal", first: $first')
      .replaceAll('first: 100', 'first: 5')
    const count = async (first: number): Promise<number> => {
      const before = held.hub.database.statistics.statements
      const { errors } = await held.ask(many, { first })
      expect(errors).toBeUndefined()
      return held.hub.database.statistics.statements - before
    }
    const few = await count(2)
    expect(await count(20)).toBeLessThanOrEqual(few + 1)
  })
})

test('a transient entry says what it was called, and who has the name now', async () => {
  held.hr.put({
    objectType: 'person',
    dn: 'cn=Jo,ou=people',
    anchor: 'J1',
    attributes: { employeeID: ['7001'], cn: ['Jo 1'] },
  })
  await held.test.run('hr', 'delta-import')
  await held.test.run('hr', 'delta-synchronization')
  const { database } = held.hub
  // The newcomer's news comes first; the other's has not come.
  held.hr.rename('J1', 'cn=Jo Elsewhere,ou=people')
  held.hr.put({
    objectType: 'person',
    dn: 'cn=Jo,ou=people',
    anchor: 'J2',
    attributes: { employeeID: ['7002'], cn: ['Jo 2'] },
  })
  const log = held.hr.log as unknown as { kind: string; anchor?: string }[]
  const rename = log.findIndex((delta, i) => delta.anchor === 'J1' && i > log.findIndex(each => each.anchor === 'J1'))
  const [late] = log.splice(rename, 1)
  await held.test.run('hr', 'delta-import')
  const ask = async () =>
    (
      await held.ask(
        '{ connectorSpaceEntries(agent: "hr", filter: { transient: true }) { nodes { anchor dn formerDn displacedBy { anchor } } } agent(name: "hr") { statistics { transients } } }',
      )
    ).data
  expect(await ask()).toEqual({
    connectorSpaceEntries: {
      nodes: [{ anchor: 'J1', dn: 'cn=Jo,ou=people', formerDn: 'cn=Jo,ou=people', displacedBy: { anchor: 'J2' } }],
    },
    agent: { statistics: { transients: 1 } },
  })
  if (late !== undefined) log.push(late)
  await held.test.run('hr', 'delta-import')
  expect((await ask()).connectorSpaceEntries.nodes).toEqual([])
  const [left] = await database.query(`select dn from entry where anchor = 'J1'`)
  expect(left).toEqual({ dn: 'cn=Jo Elsewhere,ou=people' })
})
