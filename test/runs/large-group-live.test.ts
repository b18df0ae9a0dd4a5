import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, test } from '@jest/globals'
import { Attribute, Change, Client } from 'ldapts'
import { flushCounters, type RowCounts, rowCounts, writtenBetween } from '../../bench/measure.js'
import { type TestHub, testHub } from '../support/hub.js'
import { type Samba, startSamba } from '../support/samba.js'
import { describeWithServer } from '../support/servers.js'
import { type Slapd, startSlapd } from '../support/slapd.js'
import { type Crewman, eventually, hire } from './crew.js'

/** Members of the two groups that must cost the same; `MEMBERS=50000` measures one as large as that. */
const SMALL = 20
const LARGE = Number(process.env.MEMBERS ?? 1_000)
const PATIENCE = 300_000 + LARGE * 60
/** What the group is to take at the most, on a machine that has nothing else to do. */
const QUIET_SECONDS = 2
const ROUNDS = 3
const CALM_MS = 1_200
const SUFFIX = 'DC=contoso,DC=test'

const people = LARGE + 10
const personDn = (i: number): string => `CN=p${i},OU=Members,${SUFFIX}`

/** Contacts are the cheapest objects that a domain controller makes. */
const FOREST = `
db.transaction_start()
db.add({'dn': 'OU=Members,${SUFFIX}', 'objectClass': 'organizationalUnit'})
for i in range(${people}):
    db.add({'dn': 'CN=p%d,OU=Members,${SUFFIX}' % i, 'objectClass': 'contact'})
db.transaction_commit()
for name, count in (('small', ${SMALL}), ('large', ${LARGE})):
    db.add({'dn': 'CN=%s,OU=Members,${SUFFIX}' % name, 'objectClass': 'group', 'sAMAccountName': name})
    for start in range(0, count, 1000):
        members = ''.join('member: CN=p%d,OU=Members,${SUFFIX}\\n' % i for i in range(start, min(start + 1000, count)))
        db.modify_ldif('dn: CN=%s,OU=Members,${SUFFIX}\\nchangetype: modify\\nadd: member\\n%s' % (name, members))
`

const document = (forest: Samba, directory: Slapd) => ({
  version: 1,
  agents: {
    forest: {
      connector: 'active-directory',
      settings: {
        servers: [forest.url],
        tls: { ca: forest.ca },
        bindDn: forest.bindDn,
        // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference to a secret
        password: '${env:HUB_TEST_FOREST}',
        partitions: [{ dn: SUFFIX, containers: { include: [`OU=Members,${SUFFIX}`] } }],
      },
      objects: {
        contact: { attributes: { cn: 'string' }, projection: 'person', import: { person: { employeeID: 'cn' } } },
        group: {
          attributes: { cn: 'string', member: { type: 'reference', multivalued: true } },
          projection: 'group',
          import: { group: { cn: 'cn', member: 'member' } },
        },
      },
      runProfiles: { live: ['delta-import', 'delta-synchronization'] },
    },
    directory: {
      connector: 'ldap',
      settings: {
        url: directory.url,
        bindDn: directory.rootDn,
        // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference to a secret
        password: '${env:HUB_TEST_DIRECTORY}',
        base: 'ou=people,dc=example,dc=org',
      },
      objects: {
        inetOrgPerson: {
          attributes: { cn: 'string', sn: 'string' },
          provision: [{ type: 'person', dn: "'cn=' + mv.employeeID + ',ou=people,dc=example,dc=org'" }],
          export: { person: { cn: 'employeeID', sn: 'employeeID' } },
        },
        groupOfNames: {
          attributes: { cn: 'string', member: { type: 'reference', multivalued: true } },
          provision: [{ type: 'group', dn: "'cn=' + mv.cn + ',ou=people,dc=example,dc=org'" }],
          export: { group: { cn: 'cn', member: 'member' } },
        },
      },
      runProfiles: { live: ['export'] },
    },
  },
  schedules: {
    live: {
      watch: 'forest',
      runs: [
        { agent: 'forest', profile: 'live' },
        { agent: 'directory', profile: 'live' },
      ],
    },
  },
})

describeWithServer('samba', 'a member that joins a large group in Active Directory', () => {
  const ending: (() => Promise<void>)[] = []
  afterAll(async () => {
    for (const end of ending.reverse()) await end()
  })

  test(
    'is a member in the other directory within seconds, as one value, for as many rows as in a small group',
    async () => {
      const forest = await startSamba({ prepare: FOREST, store: 'mdb' })
      ending.push(() => forest.stop())
      const directory = await startSlapd({
        ldif: 'dn: ou=people,dc=example,dc=org\nobjectClass: organizationalUnit\nou: people\n',
        accesslog: true,
      })
      ending.push(() => directory.stop())
      process.env.HUB_TEST_FOREST = forest.password
      process.env.HUB_TEST_DIRECTORY = directory.password
      const hub = await testHub(document(forest, directory))
      ending.push(() => hub.drop())
      const copied = await copyEverything(hub)
      // Otherwise what was copied may be counted as written by a change.
      await flushCounters(hub.database)
      const worker: Crewman = await hire(hub.database.url, 'live')
      ending.push(() => worker.stop())
      // A first change shows that somebody watches, and has every statement planned.
      await join(forest, directory, { group: 'small', person: LARGE })
      const costs = []
      for (let i = 1; i <= 2 * ROUNDS; i++) {
        const group = i % 2 === 0 ? 'large' : 'small'
        const before = await calmCounts(hub, worker)
        const seconds = await join(forest, directory, { group, person: LARGE + i })
        const rows = writtenBetween(before, await calmCounts(hub, worker))
        costs.push({ group, seconds, rows: Object.fromEntries(rows) })
      }
      if (process.env.MEMBERS !== undefined) {
        const residentMegabytes = process.resourceUsage().maxRSS / 1_024
        console.info(JSON.stringify({ copied, costs, residentMegabytes }))
      }
      const [{ rows } = { rows: {} }] = costs
      expect(Object.keys(rows).length).toBeGreaterThan(2)
      expect(costs.map(({ group, rows }) => ({ group, rows }))).toEqual(costs.map(({ group }) => ({ group, rows })))
      const added = Array.from({ length: 2 * ROUNDS + 1 }, (_, i) => [
        `member:+ cn=p${LARGE + i},ou=people,dc=example,dc=org`,
      ])
      expect(await memberChanges(directory)).toEqual(added)
      if (process.env.MEMBERS !== undefined) {
        const took = costs.filter(({ group }) => group === 'large').map(({ seconds }) => seconds)
        expect(Math.max(...took)).toBeLessThan(QUIET_SECONDS)
      }
      expect(worker.failures).toEqual([])
    },
    PATIENCE,
  )
})

/** Runs, leases, jobs and the queue are written to whatever changes. */
const isOfTheChange = (name: string): boolean => /^(entry|metaverse|link|export|pending|change_feed)/.test(name)

/** Brings both directories to the same, and answers the seconds that each step took. */
async function copyEverything(hub: TestHub): Promise<string[]> {
  const copied: string[] = []
  for (const [agent, step] of [
    ['forest', 'full-import'],
    ['forest', 'full-synchronization'],
    ['directory', 'export'],
    ['directory', 'full-import'],
    ['directory', 'full-synchronization'],
  ] as const) {
    const started = performance.now()
    expect([agent, step, (await hub.run(agent, step)).status]).toEqual([agent, step, 'success'])
    copied.push(`${agent} ${step} ${((performance.now() - started) / 1_000).toFixed(1)} s`)
  }
  await hub.database.query('analyze')
  return copied
}

/** Adds a member as an administrator would, and answers the seconds until the other directory shows it. */
async function join(
  forest: Samba,
  directory: Slapd,
  { group, person }: { group: string; person: number },
): Promise<number> {
  const source = new Client({ url: forest.url, tlsOptions: { ca: readFileSync(forest.ca) } })
  const target = new Client({ url: directory.url })
  try {
    await source.bind(forest.bindDn, forest.password)
    await target.bind(directory.rootDn, directory.password)
    const modification = new Attribute({ type: 'member', values: [personDn(person)] })
    await source.modify(`CN=${group},OU=Members,${SUFFIX}`, new Change({ operation: 'add', modification }))
    const started = performance.now()
    const member = `cn=p${person},ou=people,dc=example,dc=org`
    await eventually(async () => {
      const shown = await target.compare(`cn=${group},ou=people,dc=example,dc=org`, 'member', member)
      return shown ? true : undefined
    }, 60)
    return (performance.now() - started) / 1_000
  } finally {
    await Promise.allSettled([source.unbind(), target.unbind()])
  }
}

/** The rows that were written, once nobody writes any more: what a connection has counted is told some time after. */
async function calmCounts(hub: TestHub, worker: Crewman): Promise<RowCounts> {
  await settled(hub)
  for (let last: RowCounts | undefined; ; await sleep(CALM_MS)) {
    const counted = [...(await rowCounts(worker.database))].filter(([name]) => isOfTheChange(name))
    const counts = new Map(counted)
    if (last !== undefined && writtenBetween(last, counts).size === 0) return counts
    last = counts
  }
}

/** Waits for the runs that a change has begun. */
const settled = (hub: TestHub): Promise<true> =>
  eventually(async () => {
    const open = await hub.database.query('select from run where ended_at is null')
    return open.length === 0 ? true : undefined
  }, 60)

/** What was written to members of groups after they were made, as the directory's own log has it. */
async function memberChanges(directory: Slapd): Promise<string[][]> {
  const client = new Client({ url: directory.url })
  try {
    await client.bind(directory.rootDn, directory.password)
    const { searchEntries } = await client.search('cn=accesslog', {
      filter: '(&(objectClass=auditModify)(reqMod=member:*))',
      attributes: ['reqMod'],
    })
    return searchEntries.map(({ reqMod }) =>
      [reqMod]
        .flat()
        .map(String)
        .filter(text => text.startsWith('member:')),
    )
  } finally {
    await client.unbind()
  }
}
