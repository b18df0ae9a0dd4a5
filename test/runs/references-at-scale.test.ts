import { afterAll, describe, expect, test } from '@jest/globals'
import { rowCounts, writtenBetween } from '../../bench/measure.js'
import { memorySource } from '../../src/connectors/memory/index.js'
import type { StepType } from '../../src/model/step.js'
import { type TestHub, testHub } from '../support/hub.js'

/** Group sizes that must cost the same; `MEMBERS=500000` measures a group as large as that. */
const SMALL = 50
const LARGE = Number(process.env.MEMBERS ?? 2_000)
const PATIENCE = 60_000 + LARGE * 10

const DOCUMENT = (name: string): object => ({
  version: 1,
  metaverse: { types: { person: { deletion: { when: 'any-connector', of: ['directory'] } } } },
  agents: {
    directory: {
      connector: 'memory',
      settings: { source: `${name}-directory` },
      guard: { deletionLimit: null, deletionPercent: null },
      objects: {
        user: {
          attributes: { uid: 'string' },
          projection: 'person',
          import: { person: { employeeID: 'uid', displayName: 'dn' } },
        },
        group: {
          attributes: { cn: 'string', member: { type: 'reference', multivalued: true } },
          projection: 'group',
          import: { group: { cn: 'cn', member: 'member' } },
        },
      },
    },
    target: {
      connector: 'memory',
      settings: { source: `${name}-target` },
      guard: { deletionLimit: null, deletionPercent: null },
      deprovisioning: 'delete-object',
      objects: {
        account: {
          attributes: { uid: 'string' },
          provision: [{ type: 'person', dn: "mv.displayName + ',dc=target'", rename: true }],
          export: { person: { uid: 'employeeID' } },
        },
        team: {
          attributes: { cn: 'string', member: { type: 'reference', multivalued: true } },
          provision: [{ type: 'group', dn: "'cn=' + mv.cn + ',dc=target'" }],
          export: { group: { cn: 'cn', member: { from: 'member', allowNulls: true } } },
        },
      },
    },
  },
})

const person = (i: number) => ({ objectType: 'user', dn: `uid=${i}`, anchor: `u${i}`, attributes: { uid: [`${i}`] } })

/** From the directory to the target, and back as a confirmation. */
const WAY: readonly (readonly [string, StepType])[] = [
  ['directory', 'delta-import'],
  ['directory', 'delta-synchronization'],
  ['target', 'export'],
  ['target', 'delta-import'],
  ['target', 'delta-synchronization'],
]

interface World extends TestHub {
  readonly name: string
}

async function worldWith(members: number): Promise<World> {
  const name = `scale-${members}`
  const source = memorySource(`${name}-directory`)
  source.reset()
  memorySource(`${name}-target`).reset()
  source.generate(members, person)
  source.put({
    objectType: 'group',
    dn: 'cn=all',
    anchor: 'all',
    attributes: { cn: ['all'], member: namesOf(members) },
  })
  source.put(person(members))
  const hub = await testHub(DOCUMENT(name))
  for (const [agent, type] of WAY) {
    const step = type === 'delta-import' ? 'full-import' : type
    expect(await hub.run(agent, step)).toMatchObject({ status: 'success' })
  }
  await hub.database.query('analyze')
  return { ...hub, name }
}

const namesOf = (count: number): string[] => Array.from({ length: count }, (_, i) => `uid=${i}`)

interface Change {
  readonly title: string
  make(world: World, members: number): void
  /** Layers of references that the change must reach. */
  readonly reaches: readonly string[]
}

const directoryOf = ({ name }: World) => memorySource(`${name}-directory`)
const inGroup = (world: World, operation: 'add' | 'delete', member: string): void =>
  directoryOf(world).modify('all', { member: [{ operation, values: [member] }] })

const CHANGES: readonly Change[] = [
  {
    title: 'one member more',
    make: (world, members) => inGroup(world, 'add', `uid=${members}`),
    reaches: ['entry_reference', 'metaverse_reference', 'export_reference'],
  },
  {
    title: 'one member less',
    make: world => inGroup(world, 'delete', 'uid=3'),
    reaches: ['entry_reference', 'metaverse_reference', 'metaverse_reference_past', 'export_reference'],
  },
  {
    title: 'one member renamed',
    make: world => directoryOf(world).rename('u5', 'uid=five'),
    reaches: ['entry', 'entry_reference', 'export_change'],
  },
  {
    title: 'a member that nobody knows',
    make: world => inGroup(world, 'add', 'uid=later'),
    reaches: ['entry_reference'],
  },
  {
    title: 'appears',
    make: world => void directoryOf(world).put({ ...person(0), dn: 'uid=later', anchor: 'later' }),
    reaches: ['metaverse_reference', 'export_reference'],
  },
  {
    title: 'a member that is deleted',
    make: world => directoryOf(world).delete('u7'),
    reaches: ['metaverse_reference', 'metaverse_reference_past'],
  },
]

interface Cost {
  readonly run: string
  readonly status: string
  readonly statements: number
  readonly rows: Readonly<Record<string, number>>
}

async function costOf(world: World, change: Change, members: number): Promise<Cost[]> {
  change.make(world, members)
  const costs: Cost[] = []
  for (const [agent, type] of WAY) {
    const rows = await rowCounts(world.database)
    const { statements } = world.database.statistics
    const started = performance.now()
    const { status } = await world.run(agent, type)
    const milliseconds = performance.now() - started
    const spent = world.database.statistics.statements - statements
    const written = writtenBetween(rows, await rowCounts(world.database))
    if (process.env.MEMBERS !== undefined)
      console.info(
        members,
        change.title,
        agent,
        type,
        `${milliseconds.toFixed(0)} ms`,
        spent,
        Object.fromEntries(written),
      )
    // How often a run holds its lease and tells how far it is follows the clock: a statement and a row each time.
    const { lease = 0, run_event = 0, ...others } = Object.fromEntries(written)
    costs.push({ run: `${agent} ${type}`, status, statements: spent - lease - run_event, rows: others })
  }
  return costs
}

describe('what changes in a group costs what the change costs, not what the group does', () => {
  const worlds: World[] = []
  const small: Cost[][] = []
  const large: Cost[][] = []
  afterAll(async () => {
    for (const world of worlds) await world.drop()
  })

  test(
    `groups of ${SMALL} and ${LARGE} members go through the hub`,
    async () => {
      for (const [members, costs] of [
        [SMALL, small],
        [LARGE, large],
      ] as const) {
        const world = await worldWith(members)
        worlds.push(world)
        for (const change of CHANGES) costs.push(await costOf(world, change, members))
      }
      const team = memorySource(`scale-${LARGE}-target`).byDn('cn=all,dc=target')
      expect(team?.attributes.member).toHaveLength(LARGE)
    },
    PATIENCE,
  )

  test.each(CHANGES.map((change, i) => [change.title, i] as const))('%s: as many rows and statements', (_title, i) => {
    expect(large[i]).toEqual(small[i])
    const reached = new Set(large[i]?.flatMap(cost => Object.keys(cost.rows)))
    for (const table of CHANGES[i]?.reaches ?? [])
      expect([...reached]).toContainEqual(expect.stringMatching(`^${table}(_\\d+)?$`))
  })
})
