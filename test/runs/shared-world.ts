import fc from 'fast-check'
import { type MemorySource, memorySource } from '../../src/connectors/memory/index.js'
import type { StepDefinition, StepType } from '../../src/model/step.js'
import { type TestHub, testHub } from '../support/hub.js'

/** Two sources that give together, two metaverse types that share an object type of the target, several references of one object. */
const NAME = `shared-world-${process.pid}`
export const AGENTS = ['a', 'b', 'target'] as const
type Agent = (typeof AGENTS)[number]
const SOURCES = ['a', 'b'] as const
type Source = (typeof SOURCES)[number]
const sourceOf = (agent: Agent): MemorySource => memorySource(`${NAME}-${agent}`)

const references = { type: 'reference', multivalued: true }
const worker = {
  attributes: { id: 'string', mails: { type: 'string', multivalued: true }, boss: 'reference', deputy: 'reference' },
}
const flows = { employeeID: 'id', otherMailbox: 'mails', manager: 'boss', assistant: 'deputy' }
const source = (agent: Source) => ({
  connector: 'memory',
  settings: { source: `${NAME}-${agent}` },
  objects: {
    staff: {
      ...worker,
      join: [{ type: 'person', on: { employeeID: 'id' } }],
      projection: 'person',
      import: { person: flows },
    },
    temp: {
      ...worker,
      join: [{ type: 'contractor', on: { employeeID: 'id' } }],
      projection: 'contractor',
      import: { contractor: flows },
    },
    group: {
      attributes: { id: 'string', members: references, owners: references },
      join: [{ type: 'group', on: { cn: 'id' } }],
      projection: 'group',
      import: { group: { cn: 'id', member: 'members', owner: 'owners' } },
    },
  },
})
const deletion = { when: 'last-connector', ignore: ['target'] }
const DOCUMENT = {
  version: 1,
  metaverse: {
    types: {
      person: { deletion },
      group: { deletion },
      contractor: { attributes: ['employeeID', 'otherMailbox', 'manager', 'assistant'], deletion },
    },
  },
  agents: {
    a: source('a'),
    b: source('b'),
    target: {
      connector: 'memory',
      settings: { source: `${NAME}-target` },
      deprovisioning: 'delete-object',
      objects: {
        user: {
          attributes: { mails: worker.attributes.mails, manager: 'reference', other: 'reference' },
          provision: ['person', 'contractor'].map(type => ({ type, dn: "'cn=' + mv.employeeID" })),
          export: {
            person: { mails: flow('otherMailbox'), manager: flow('manager'), other: flow('assistant') },
            contractor: { mails: flow('otherMailbox'), manager: flow('assistant') },
          },
        },
        list: {
          attributes: { member: references, owner: references },
          provision: [{ type: 'group', dn: "'cn=' + mv.cn" }],
          export: { group: { member: flow('member'), owner: flow('owner') } },
        },
      },
    },
  },
  precedence: {
    person: { otherMailbox: 'merge' },
    contractor: { otherMailbox: 'equal' },
    group: { member: 'merge', owner: 'equal' },
  },
}

function flow(from: string) {
  return { from, allowNulls: true }
}

export const sharedWorld = (): Promise<TestHub> => testHub(DOCUMENT)

/** Back to a hub that has seen nothing and sources that have nothing. */
export async function beginAnew(hub: TestHub): Promise<void> {
  for (const agent of AGENTS) sourceOf(agent).reset()
  await hub.database.query('truncate entry, metaverse_object, run restart identity cascade')
  await hub.database.query('update agent set watermark = null, full_import_required = true')
}

const PEOPLE = 5
const id = fc.nat(PEOPLE - 1)
const ids = fc.uniqueArray(id, { maxLength: PEOPLE })
const at = fc.constantFrom(...SOURCES)
export type Command =
  | {
      readonly kind: 'person'
      readonly at: Source
      readonly id: number
      readonly name: string
      readonly mails: string[]
      readonly boss: number
      readonly deputy: number
    }
  | {
      readonly kind: 'group'
      readonly at: Source
      readonly id: number
      readonly members: number[]
      readonly owners: number[]
    }
  | { readonly kind: 'leave'; readonly at: Source; readonly anchor: string }
  | { readonly kind: 'run'; readonly agent: Agent; readonly type: StepType; readonly batchSize: number }

const edit: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('person' as const),
      at,
      id,
      name: fc.constantFrom('p', 'p', 'q'),
      mails: fc.uniqueArray(fc.constantFrom('x', 'y', 'z')),
      boss: id,
      deputy: id,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('group' as const), at, id: fc.nat(1), members: ids, owners: ids }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('leave' as const),
      at,
      anchor: fc.oneof(
        { weight: 3, arbitrary: id.map(n => `P${n}`) },
        { weight: 1, arbitrary: fc.nat(1).map(n => `G${n}`) },
      ),
    }),
  },
)
const aRun: fc.Arbitrary<Command> = fc.record({
  kind: fc.constant('run' as const),
  agent: fc.constantFrom(...AGENTS),
  type: fc.constantFrom<StepType>(
    'full-import',
    'delta-import',
    'delta-synchronization',
    'delta-synchronization',
    'export',
  ),
  batchSize: fc.integer({ min: 1, max: 3 }),
})
export const history = fc.array(fc.oneof({ weight: 3, arbitrary: edit }, { weight: 2, arbitrary: aRun }), {
  minLength: 8,
  maxLength: 40,
})

/** The sources keep their references right: they follow new names and leave with what they name. */
function follow(where: Source, before: string | undefined, after: string | undefined): void {
  if (before === undefined || before === after) return
  for (const { anchor, attributes } of [...sourceOf(where).objects.values()]) {
    for (const name of ['boss', 'deputy', 'members', 'owners']) {
      const values = attributes[name]
      if (!values?.includes(before)) continue
      const followed = values.flatMap(value => (value !== before ? [value] : after === undefined ? [] : [after]))
      sourceOf(where).modify(anchor, { [name]: [{ operation: 'replace', values: followed }] })
    }
  }
}

const named = (where: Source, numbers: readonly number[]): string[] =>
  numbers.flatMap(number => sourceOf(where).objects.get(`P${number}`)?.dn ?? [])

/** Carries a command out, whatever is there; one that makes no sense now does nothing. */
export async function carryOut(hub: TestHub, command: Command): Promise<void> {
  if (command.kind === 'run') {
    if (command.type !== 'export' || command.agent === 'target')
      await run(hub, command.agent, { type: command.type, batchSize: command.batchSize })
    return
  }
  const people = sourceOf(command.at)
  if (command.kind === 'leave') {
    const held = people.objects.get(command.anchor)
    if (held === undefined) return
    people.delete(command.anchor)
    follow(command.at, held.dn, undefined)
    return
  }
  const list = (name: string, values: string[]) => (values.length > 0 ? { [name]: values } : {})
  if (command.kind === 'group') {
    const anchor = `G${command.id}`
    const attributes = {
      id: [anchor],
      ...list('members', named(command.at, command.members)),
      ...list('owners', named(command.at, command.owners)),
    }
    people.put({ objectType: 'group', dn: `cn=g${command.id}`, anchor, attributes })
    return
  }
  const anchor = `P${command.id}`
  const held = people.objects.get(anchor)
  const dn = `cn=${command.name}${command.id}`
  const attributes = {
    id: [String(command.id)],
    ...list('mails', command.mails),
    ...list('boss', named(command.at, [command.boss])),
    ...list('deputy', named(command.at, [command.deputy])),
  }
  people.put({ objectType: command.id < 3 ? 'staff' : 'temp', dn, anchor, attributes })
  follow(command.at, held?.dn, dn)
}

/** Small worlds lose large shares of themselves: the brakes are off. */
export const run = (hub: TestHub, agent: Agent, step: StepDefinition) =>
  hub.run(agent, { deletionLimit: null, deletionPercent: null, ...step })

/** Runs whole cycles until there is nothing left to do. @throws when there is no end to it */
export async function settle(hub: TestHub): Promise<void> {
  const cycle = async (type: StepType) => {
    const statuses: string[] = []
    for (const agent of AGENTS) statuses.push((await run(hub, agent, { type, batchSize: 2 })).status)
    return statuses.every(status => status === 'completed-no-objects')
  }
  for (let round = 0; round < 6; round++) {
    await cycle('full-import')
    const isQuiet = await cycle('delta-synchronization')
    if ((await run(hub, 'target', { type: 'export' })).status === 'completed-no-objects' && isQuiet) return
  }
  throw new Error('The world does not come to rest.')
}
