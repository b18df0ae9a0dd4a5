import fc from 'fast-check'
import { type MemorySource, memorySource } from '../../src/connectors/memory/index.js'
import type { AttributeChange } from '../../src/model/delta.js'
import type { StepDefinition, StepType } from '../../src/model/step.js'
import { type TestHub, testHub } from '../support/hub.js'

/** Two sources that know the same people, groups in one of them, and a target that receives all. */
const NAME = `properties-${process.pid}`
export const AGENTS = ['a', 'b', 'target'] as const
export type Agent = (typeof AGENTS)[number]
export const sourceOf = (agent: Agent): MemorySource => memorySource(`${NAME}-${agent}`)

const person = {
  attributes: {
    id: 'string',
    name: 'string',
    room: 'string',
    mail: { type: 'string', multivalued: true },
    boss: 'reference',
  },
  join: [{ type: 'person', on: { employeeID: 'id' } }],
  projection: 'person',
  import: {
    person: { employeeID: 'id', displayName: 'name', title: 'room', otherMailbox: 'mail', manager: 'boss' },
  },
}
const group = {
  attributes: { name: 'string', member: { type: 'reference', multivalued: true } },
  projection: 'group',
  import: { group: { displayName: 'name', member: 'member' } },
}
const settings = (agent: Agent) => ({ source: `${NAME}-${agent}` })
const DOCUMENT = {
  version: 1,
  metaverse: {
    types: {
      person: { deletion: { when: 'last-connector', ignore: ['target'] } },
      group: { deletion: { when: 'last-connector', ignore: ['target'] } },
    },
  },
  agents: {
    a: { connector: 'memory', settings: settings('a'), objects: { person } },
    b: { connector: 'memory', settings: settings('b'), objects: { person, group } },
    target: {
      connector: 'memory',
      settings: settings('target'),
      deprovisioning: 'delete-object',
      objects: {
        user: {
          attributes: person.attributes,
          provision: [{ type: 'person', dn: "'uid=' + mv.employeeID + ',o=target'" }],
          export: {
            person: {
              id: { from: 'employeeID', initialOnly: true },
              name: { from: 'displayName', allowNulls: true },
              room: { from: 'title', allowNulls: true },
              mail: { from: 'otherMailbox', allowNulls: true },
              boss: { from: 'manager', allowNulls: true },
            },
          },
        },
        group: {
          attributes: group.attributes,
          provision: [{ type: 'group', dn: "'cn=' + mv.displayName + ',o=target'", rename: true }],
          export: { group: { name: 'displayName', member: { from: 'member', allowNulls: true } } },
        },
      },
    },
  },
}

export const smallWorld = (): Promise<TestHub> => testHub(DOCUMENT)

const DATA = `entry, entry_reference, pending_import, link, disconnector, export_change, export_reference, metaverse_object,
  metaverse_reference, change_feed, run, run_step, run_event, run_detail, problem`

/** Back to a hub that has seen nothing and sources that have nothing. */
export async function beginAnew(hub: TestHub): Promise<void> {
  for (const agent of AGENTS) sourceOf(agent).reset()
  await hub.database.query(`truncate ${DATA} restart identity cascade`)
  await hub.database.query('update agent set watermark = null, full_import_required = true')
}

type Source = 'a' | 'b'
type Optional = string | undefined
export type Command =
  | {
      kind: 'person'
      source: Source
      id: number
      name: Optional
      room: Optional
      mail: string[]
      boss: number
      as: string
    }
  | { kind: 'mail'; source: Source; id: number; mail: string }
  | { kind: 'rename'; source: Source; id: number; as: string }
  | { kind: 'leave'; source: Source; id: number }
  | { kind: 'group'; id: number; members: number[]; name: string }
  | { kind: 'disband'; id: number }
  | { kind: 'drift'; id: number; name: string }
  | { kind: 'run'; agent: Agent; type: StepType }

const PEOPLE = 5
const id = fc.nat(PEOPLE - 1)
const source = fc.constantFrom<Source>('a', 'b')
const word = fc.constantFrom('Ann', 'Ben', 'Çelik', '山田')
const maybe = fc.option(word, { nil: undefined })
const mails = fc.uniqueArray(fc.constantFrom('m1', 'm2', 'm3'), { maxLength: 3 })
const as = fc.constantFrom('p', 'q')

/** What may happen in the sources, and behind the hub's back in the target. */
export const edit: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('person' as const),
      source,
      id,
      name: maybe,
      room: maybe,
      mail: mails,
      boss: id,
      as,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('mail' as const), source, id, mail: fc.constantFrom('m1', 'm2', 'm3') }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('rename' as const), source, id, as }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('leave' as const), source, id }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('group' as const),
      id: fc.nat(1),
      members: fc.uniqueArray(id, { maxLength: PEOPLE }),
      name: fc.constantFrom('Staff', 'Crew'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('disband' as const), id: fc.nat(1) }) },
)
export const drift: fc.Arbitrary<Command> = fc.record({ kind: fc.constant('drift' as const), id, name: word })
const STEPS: readonly (readonly [Agent, StepType])[] = [
  ...(['a', 'b', 'target'] as const).flatMap(agent =>
    (['delta-import', 'full-import', 'delta-synchronization'] as const).map(type => [agent, type] as const),
  ),
  ['a', 'full-synchronization'],
  ['target', 'export'],
]
export const aRun: fc.Arbitrary<Command> = fc
  .constantFrom(...STEPS)
  .map(([agent, type]) => ({ kind: 'run' as const, agent, type }))

const nameIn = (where: Source, number: number, prefix: string): string => `cn=${prefix}${number},o=${where}`
/** The name that somebody has now; of nobody, the one they might have. */
const nameOf = (where: Source, number: number): string =>
  sourceOf(where).objects.get(`P${number}`)?.dn ?? nameIn(where, number, 'p')

/**
 * The sources keep referential integrity, as delta imports take for granted: who refers to an object that is renamed or deleted is
 * changed with it.
 */
function follow(where: Source, before: string | undefined, after: string | undefined): void {
  if (before === undefined || before === after) return
  for (const { anchor, attributes } of [...sourceOf(where).objects.values()]) {
    for (const name of ['boss', 'member']) {
      const values = attributes[name]
      if (!values?.includes(before)) continue
      const followed = values.flatMap(value => (value !== before ? [value] : after === undefined ? [] : [after]))
      sourceOf(where).modify(anchor, { [name]: [{ operation: 'replace', values: followed }] })
    }
  }
}

/** Carries a command out, whatever is there; one that makes no sense now does nothing. */
export async function carryOut(hub: TestHub, command: Command, step: Partial<StepDefinition> = {}): Promise<string> {
  if (command.kind === 'run') return (await run(hub, command.agent, { type: command.type, ...step })).status
  if (command.kind === 'group' || command.kind === 'disband') changeGroup(command)
  else if (command.kind === 'drift') {
    const held = sourceOf('target').byDn(`uid=${command.id},o=target`)
    if (held !== undefined) sourceOf('target').modify(held.anchor, replaced('name', command.name))
  } else changePerson(command)
  return 'edited'
}

const replaced = (name: string, value: string): Record<string, AttributeChange[]> => ({
  [name]: [{ operation: 'replace', values: [value] }],
})

function changeGroup(command: Extract<Command, { kind: 'group' | 'disband' }>): void {
  const anchor = `G${command.id}`
  const groups = sourceOf('b')
  if (command.kind === 'disband') {
    if (groups.objects.has(anchor)) groups.delete(anchor)
    return
  }
  const member = command.members.map(each => nameOf('b', each))
  const attributes = { name: [`${command.name} ${command.id}`], ...(member.length > 0 && { member }) }
  groups.put({ objectType: 'group', dn: `cn=g${command.id},o=b`, anchor, attributes })
}

function changePerson(command: Extract<Command, { kind: 'person' | 'mail' | 'rename' | 'leave' }>): void {
  const people = sourceOf(command.source)
  const anchor = `P${command.id}`
  const held = people.objects.get(anchor)
  if (command.kind === 'person') {
    const { name, room, mail, boss } = command
    const attributes = {
      id: [String(command.id)],
      ...(name !== undefined && { name: [name] }),
      ...(room !== undefined && { room: [room] }),
      ...(mail.length > 0 && { mail }),
      boss: [nameOf(command.source, boss)],
    }
    const dn = nameIn(command.source, command.id, command.as)
    people.put({ objectType: 'person', dn, anchor, attributes })
    follow(command.source, held?.dn, dn)
  } else if (held === undefined) return
  else if (command.kind === 'leave') {
    people.delete(anchor)
    follow(command.source, held.dn, undefined)
  } else if (command.kind === 'rename') {
    people.rename(anchor, nameIn(command.source, command.id, command.as))
    follow(command.source, held.dn, nameIn(command.source, command.id, command.as))
  } else {
    const operation = held.attributes.mail?.includes(command.mail) ? 'delete' : 'add'
    people.modify(anchor, { mail: [{ operation, values: [command.mail] }] })
  }
}

/** Small worlds lose large shares of themselves: the brakes are off. */
export const run = (hub: TestHub, agent: Agent, step: StepDefinition) =>
  hub.run(agent, { deletionLimit: null, deletionPercent: null, ...step })

/** Runs whole cycles until there is nothing left to do. @throws when there is no end to it */
export async function settle(hub: TestHub, step: Partial<StepDefinition> = {}): Promise<void> {
  let said: string[] = []
  for (let round = 0; round < 6; round++) {
    const results: [Agent, StepDefinition, Awaited<ReturnType<typeof run>>][] = []
    const play = async (agent: Agent, type: StepType): Promise<void> => {
      results.push([agent, { type }, await run(hub, agent, { type, ...step })])
    }
    for (const agent of AGENTS) await play(agent, 'delta-import')
    for (const agent of AGENTS) await play(agent, 'delta-synchronization')
    await play('target', 'export')
    if (results.slice(AGENTS.length).every(([, , { status }]) => status === 'completed-no-objects')) return
    said = results.map(
      ([agent, { type }, { status, counters }]) => `${agent} ${type} ${status} ${JSON.stringify(counters)}`,
    )
  }
  const problems = await hub.database.query('select code, message from problem')
  throw new Error(`The world does not come to rest.\n${said.join('\n')}\n${JSON.stringify(problems)}`)
}
