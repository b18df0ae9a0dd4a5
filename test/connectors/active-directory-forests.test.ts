import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { activeDirectory } from '../../src/connectors/active-directory/index.js'
import type { AddDelta } from '../../src/model/delta.js'
import { type TestHub, testHub } from '../support/hub.js'
import { type Samba, startSamba } from '../support/samba.js'
import { describeWithServer } from '../support/servers.js'
import { connectorError, readAll } from './reading.js'
import { administer, apply, fillWith, settingsFor } from './samba-forest.js'

const user = (suffix: string, cn: string, attributes: AddDelta['attributes']): AddDelta => ({
  kind: 'add',
  objectType: 'user',
  dn: `CN=${cn},OU=Staff,${suffix}`,
  attributes: { sAMAccountName: [cn], ...attributes },
})
const group = (suffix: string, cn: string, member: readonly string[]): AddDelta => ({
  kind: 'add',
  objectType: 'group',
  dn: `CN=${cn},OU=Staff,${suffix}`,
  attributes: { sAMAccountName: [cn], member },
})
const CONTOSO = 'DC=contoso,DC=test'
const FABRIKAM = 'DC=fabrikam,DC=test'

/** Both have an account of Ada: the people are joined by their number. */
const OBJECTS = {
  contoso: [
    user(CONTOSO, 'ada', { employeeID: ['1'], displayName: ['Ada L.'], title: ['Countess'] }),
    user(CONTOSO, 'bob', { employeeID: ['2'], displayName: ['Bob'], manager: [`CN=ada,OU=Staff,${CONTOSO}`] }),
    group(CONTOSO, 'team', [`CN=ada,OU=Staff,${CONTOSO}`]),
  ],
  fabrikam: [
    user(FABRIKAM, 'alovelace', { employeeID: ['1'], telephoneNumber: ['+44 1'] }),
    user(FABRIKAM, 'eve', { employeeID: ['3'], displayName: ['Eve'] }),
    group(FABRIKAM, 'visitors', [`CN=alovelace,OU=Staff,${FABRIKAM}`, `CN=eve,OU=Staff,${FABRIKAM}`]),
  ],
}

describeWithServer('samba', 'two forests in one metaverse', () => {
  let servers: { contoso: Samba; fabrikam: Samba }
  const running: Samba[] = []
  let hub: TestHub | undefined
  beforeAll(async () => {
    const contoso = await startSamba({
      forest: 'contoso.test',
      fill: fillWith(OBJECTS.contoso, [`OU=Staff,${CONTOSO}`]),
    })
    running.push(contoso)
    const fabrikam = await startSamba({
      forest: 'fabrikam.test',
      fill: fillWith(OBJECTS.fabrikam, [`OU=Staff,${FABRIKAM}`]),
    })
    running.push(fabrikam)
    servers = { contoso, fabrikam }
    process.env.HUB_TEST_AD_PASSWORD = contoso.password
    hub = await testHub({
      version: 1,
      agents: { contoso: agentOf(contoso, CONTOSO), fabrikam: agentOf(fabrikam, FABRIKAM) },
    })
  }, 180_000)
  afterAll(async () => {
    await hub?.drop()
    for (const server of running) await server.stop()
  })

  const everybody = async () => {
    const rows = await hub?.database.query<{
      name: string
      title: string | null
      phone: string | null
      groups: string[]
    }>(
      `select p.attributes->'employeeID'->>0 as name, p.attributes->'title'->>0 as title, p.attributes->'telephoneNumber'->>0 as phone,
         array(select g.attributes->'displayName'->>0 from metaverse_reference m join metaverse_object g on g.id = m.object_id
           where m.target_id = p.id and m.attribute = 'member' order by 1) as groups
       from metaverse_object p where p.type = 'person' order by 1`,
    )
    return rows
  }
  const cycle = async (step: 'full-import' | 'delta-import') => {
    for (const agent of ['contoso', 'fabrikam']) {
      expect(await hub?.run(agent, step)).toMatchObject({ status: 'success', problem: null })
    }
    for (const agent of ['contoso', 'fabrikam']) {
      expect(await hub?.run(agent, 'delta-synchronization')).toMatchObject({ status: 'success' })
    }
  }

  test('give one person where both know her, and groups with the members of each', async () => {
    await cycle('full-import')
    expect(await everybody()).toEqual([
      { name: '1', title: 'Countess', phone: '+44 1', groups: ['team', 'visitors'] },
      { name: '2', title: null, phone: null, groups: [] },
      { name: '3', title: null, phone: null, groups: ['visitors'] },
    ])
  })

  test('change one at a time, each from its own place', async () => {
    await administer(servers.contoso, client =>
      apply(client, [
        {
          kind: 'modify',
          dn: `CN=team,OU=Staff,${CONTOSO}`,
          changes: { member: [{ operation: 'add', values: [`CN=bob,OU=Staff,${CONTOSO}`] }] },
        },
      ]),
    )
    await administer(servers.fabrikam, client =>
      apply(client, [
        { kind: 'modify', dn: `CN=alovelace,OU=Staff,${FABRIKAM}`, newDn: `CN=ada,OU=Staff,${FABRIKAM}`, changes: {} },
        { kind: 'delete', dn: `CN=eve,OU=Staff,${FABRIKAM}` },
      ]),
    )
    await cycle('delta-import')
    expect(await everybody()).toEqual([
      { name: '1', title: 'Countess', phone: '+44 1', groups: ['team', 'visitors'] },
      { name: '2', title: null, phone: null, groups: ['team'] },
    ])
  })

  test('a place of one means nothing in the other', async () => {
    const opening = (server: Samba) => ({
      connector: activeDirectory,
      settings: settingsFor(server),
      types: [{ name: 'user', attributes: [] }],
    })
    const { watermark = '' } = await readAll(opening(servers.contoso))
    const error = await connectorError(readAll(opening(servers.fabrikam), { mode: 'delta', watermark }))
    expect([error.status, error.problem.code]).toEqual(['no-start-full-import-required', 'source.watermark-missing'])
    expect(error.problem.message).toMatch(/DC=contoso,DC=test.*DC=fabrikam,DC=test/)
  })
})

const agentOf = (server: Samba, suffix: string) => ({
  connector: 'active-directory',
  settings: {
    ...settingsFor(server),
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference that the configuration resolves
    password: '${env:HUB_TEST_AD_PASSWORD}',
    partitions: [{ dn: suffix, containers: { include: [`OU=Staff,${suffix}`] } }],
  },
  objects: {
    user: {
      attributes: {
        ...{
          employeeID: 'string',
          displayName: 'string',
          title: 'string',
          telephoneNumber: 'string',
          manager: 'reference',
        },
      },
      join: [{ type: 'person', on: { employeeID: 'employeeID' } }],
      projection: 'person',
      import: {
        person: {
          ...{ employeeID: 'employeeID', displayName: 'displayName', title: 'title' },
          ...{ telephoneNumber: 'telephoneNumber', manager: 'manager' },
        },
      },
    },
    group: {
      attributes: { cn: 'string', member: { type: 'reference', multivalued: true } },
      projection: 'group',
      import: { group: { displayName: 'cn', member: 'member' } },
    },
  },
})
