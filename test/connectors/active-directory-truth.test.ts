import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { Attribute, Change, Client } from 'ldapts'
import { randomFrom } from '../runs/fixtures/company.js'
import { deltaTruth } from '../support/killed-imports.js'
import { type Samba, startSamba } from '../support/samba.js'
import { describeWithServer } from '../support/servers.js'
import { fillWith, settingsFor } from './samba-forest.js'

const PEOPLE = 60
const GROUPS = 6
const FOREST = 'truth.test'
const SUFFIX = 'DC=truth,DC=test'
const INSIDE = ['OU=Staff', 'OU=North,OU=Staff', 'OU=South,OU=Staff'].map(ou => `${ou},${SUFFIX}`)
const OUTSIDE = [`OU=Secret,OU=Staff,${SUFFIX}`, `OU=Away,${SUFFIX}`]
const READER = { dn: 'reader@truth.test', password: 'Reader#Passw0rd' }

const personAt = (i: number) => `CN=P${i},${INSIDE[i % INSIDE.length]}`
const groupAt = (i: number) => `CN=G${i},${INSIDE[0]}`

const FILL = [
  fillWith(
    [
      ...Array.from({ length: PEOPLE }, (_, i) => ({
        kind: 'add' as const,
        objectType: 'user',
        dn: personAt(i),
        attributes: { sAMAccountName: [`p${i}`], sn: ['Surname'], title: [`T${i % 5}`] },
      })),
      ...Array.from({ length: GROUPS }, (_, i) => ({
        kind: 'add' as const,
        objectType: 'group',
        dn: groupAt(i),
        attributes: { sAMAccountName: [`g${i}`], member: Array.from({ length: 10 }, (_, j) => personAt(i * 10 + j)) },
      })),
    ],
    [...INSIDE, ...OUTSIDE],
  ),
  // An account without rights beyond those of everybody.
  `db.newuser('reader', '${READER.password}')`,
].join('\n')

describeWithServer('samba', 'delta imports of a domain that changes at random', () => {
  let server: Samba
  let client: Client
  beforeAll(async () => {
    server = await startSamba({ forest: FOREST, fill: FILL })
    process.env.HUB_TEST_AD_PASSWORD = server.password
    process.env.HUB_TEST_READER_PASSWORD = READER.password
    client = new Client({ url: server.url, tlsOptions: { rejectUnauthorized: false } })
    await client.bind(server.bindDn, server.password)
  }, 180_000)
  afterAll(async () => {
    await client.unbind()
    await server.stop()
  })

  const documentOf = (settings: object) => ({
    version: 1,
    agents: {
      ad: {
        connector: 'active-directory',
        settings: {
          ...settingsFor(server),
          // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference that the configuration resolves
          password: '${env:HUB_TEST_AD_PASSWORD}',
          partitions: [{ dn: SUFFIX, containers: { include: [INSIDE[0]], exclude: [OUTSIDE[0]] } }],
          ...settings,
        },
        objects: {
          user: {
            attributes: {
              ...{ cn: 'string', sn: 'string', title: 'string', description: 'string', sAMAccountName: 'string' },
              manager: 'reference',
            },
          },
          group: {
            attributes: { cn: 'string', description: 'string', member: { type: 'reference', multivalued: true } },
          },
          organizationalUnit: { attributes: { ou: 'string' } },
        },
      },
    },
  })

  test.each([
    ['DirSync', {}, 11],
    ['DirSync and a filter', { filter: '(!(title=T3))' }, 22],
    ['change numbers', { delta: 'usn' }, 33],
    ['change numbers and a filter', { delta: 'usn', filter: '(!(title=T3))' }, 44],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference that the configuration resolves
    ['the rights of everybody', { bindDn: READER.dn, password: '${env:HUB_TEST_READER_PASSWORD}' }, 55],
  ])(
    'by %s, killed again and again, give what a full import gives',
    async (_, settings, seed) => {
      const { kills } = await deltaTruth({
        document: documentOf(settings),
        agent: 'ad',
        happen: random => happen(client, random),
        random: randomFrom(seed),
        rounds: 5,
        happenings: 25,
      })
      expect(kills).toBeGreaterThan(0)
    },
    300_000,
  )
})

let made = 0

/** One random thing that an administrator does. What turns out to be impossible is not done. */
async function happen(client: Client, random: () => number): Promise<void> {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T
  const everywhere = [...INSIDE, ...OUTSIDE]
  const people = await namesOf(client, 'user')
  const groups = await namesOf(client, 'group')
  const person = pick(people)
  const group = pick(groups)
  if (person === undefined || group === undefined) return
  const replace = (dn: string, type: string, values: string[]) =>
    client.modify(dn, new Change({ operation: 'replace', modification: new Attribute({ type, values }) }))
  const member = async (operation: 'add' | 'delete', value: string | undefined) =>
    value &&
    client.modify(group, new Change({ operation, modification: new Attribute({ type: 'member', values: [value] }) }))
  const rdn = (dn: string) => dn.slice(0, dn.indexOf(','))
  const deeds: (() => Promise<unknown>)[] = [
    () => client.add(`CN=N${++made},${pick(everywhere)}`, { objectClass: 'user', sn: 'New', title: `T${made % 5}` }),
    () => replace(person, 'sn', [`S${made++}`]),
    () => replace(person, 'title', random() < 0.3 ? [] : [`T${Math.floor(random() * 5)}`]),
    () => replace(person, 'manager', random() < 0.3 ? [] : [pick(people)]),
    () => replace(group, 'description', [`D${made++}`]),
    () => client.modifyDN(person, `CN=R${++made}`),
    () => client.modifyDN(person, `${rdn(person)},${pick(everywhere)}`),
    () => client.modifyDN(group, `${rdn(group)},${pick(everywhere)}`),
    () => client.del(person),
    () => client.add(`CN=H${++made},${pick(INSIDE)}`, { objectClass: 'group', member: [person, pick(people)] }),
    () => client.del(group),
    () => member('add', person),
    () => member('add', pick(groups)),
    async () => member('delete', pick(await membersOf(client, group))),
    async () => member('delete', pick(await membersOf(client, group))),
    () => moveContainer(client, random),
  ]
  await pick(deeds)().catch(error => {
    if (!isImpossible(error)) throw error
  })
}

/** A container goes where it is read, to where it is not, or back. */
async function moveContainer(client: Client, random: () => number): Promise<void> {
  const [north] = await namesOf(client, 'organizationalUnit', '(|(ou=North)(ou=North *))')
  if (north === undefined) return
  const name = random() < 0.5 ? 'OU=North' : `OU=North ${++made}`
  const above = random() < 0.5 ? INSIDE[0] : OUTSIDE[1]
  await client.modifyDN(north, `${name},${above}`)
}

const isImpossible = (error: unknown): boolean => typeof (error as { code?: unknown }).code === 'number'

async function namesOf(client: Client, objectClass: string, more = ''): Promise<string[]> {
  const containers = [INSIDE[0] ?? '', OUTSIDE[1] ?? '']
  const found = await Promise.all(
    containers.map(base =>
      client.search(base, {
        scope: 'sub',
        filter: `(&(objectClass=${objectClass})(!(objectClass=computer))${more})`,
        attributes: ['1.1'],
      }),
    ),
  )
  return found.flatMap(({ searchEntries }) => searchEntries.map(({ dn }) => dn))
}

async function membersOf(client: Client, group: string): Promise<string[]> {
  const { searchEntries } = await client.search(group, { scope: 'base', attributes: ['member'] })
  return searchEntries.flatMap(entry => [entry.member ?? []].flat().map(String)).filter(value => value !== '')
}
