import { EVENT_KINDS, type Event } from './events.js'
import type {
  AgentRules,
  DeletionRule,
  Deprovisioning,
  ExportRule,
  ImportRule,
  ProvisionRule,
  Rules,
} from './model/rules.js'
import { type Random, randomFrom } from './random.js'

export type StepType = 'full-import' | 'delta-import' | 'full-synchronization' | 'delta-synchronization' | 'export'

export interface Step {
  readonly agent: string
  readonly type: StepType
  readonly batchSize: number
  /** The source breaks off, or the hub is killed at a statement. */
  readonly fault?: { readonly kind: 'cut' | 'kill'; readonly after: number }
}

/** What the hub does, and what happens before each of its steps in each of several populations that know nothing of each other. */
export interface Schedule {
  readonly rules: Rules
  readonly steps: readonly Step[]
  /** Population → step → events before it. */
  readonly populations: Readonly<Record<string, readonly (readonly Event[])[]>>
}

const STEPS: readonly (readonly [string, StepType, number])[] = [
  ['hr', 'full-import', 4],
  ['hr', 'delta-import', 4],
  ['hr', 'delta-synchronization', 6],
  ['hr', 'full-synchronization', 2],
  ['dir', 'full-import', 3],
  ['dir', 'delta-import', 3],
  ['dir', 'delta-synchronization', 4],
  ['dir', 'full-synchronization', 1],
  ['dir', 'export', 2],
  ['target', 'full-import', 3],
  ['target', 'delta-import', 2],
  ['target', 'delta-synchronization', 4],
  ['target', 'full-synchronization', 1],
  ['target', 'export', 5],
]

export interface Size {
  readonly steps: number
  readonly populations: number
}

/** All of it at once. */
const WHOLE = 100_000
/** How many populations live through a schedule that decides one entry at a time: each of them costs as much as the first. */
const NARROW = 20

/** The same seed gives the same schedule. In one of many populations, small batches grow with them. */
export function scheduleOf(seed: number, { steps: count, populations }: Size): Schedule {
  const random = randomFrom(seed)
  const rules = rulesOf(random)
  const faults = random.chance(0.5)
  const isPaged = random.chance(0.3)
  const pageSize = isPaged ? 1 : WHOLE
  const number = isPaged ? Math.min(populations, NARROW) : populations
  const breadth = Math.ceil(number / NARROW)
  const steps = Array.from({ length: count }, () => stepOf(random, { pageSize, faults, breadth }))
  return {
    rules,
    steps,
    populations: Object.fromEntries(
      Array.from({ length: number }, (_, i) => [
        `p${i}-`,
        steps.map((_, at) => Array.from({ length: at === 0 ? 8 : random.number(4) }, () => eventOf(random))),
      ]),
    ),
  }
}

const eventOf = (random: Random): Event => ({
  kind: random.pick(EVENT_KINDS),
  a: random.number(20),
  b: random.number(40),
})

interface Pace {
  readonly pageSize: number
  readonly faults: boolean
  readonly breadth: number
}

function stepOf(random: Random, { pageSize, faults, breadth }: Pace): Step {
  const [agent, type] = random.pick(STEPS.flatMap(step => Array.from({ length: step[2] }, () => step)))
  const batchSize = type.endsWith('synchronization') ? pageSize : random.pick([WHOLE, WHOLE, 3 * breadth, breadth])
  const step = { agent, type, batchSize }
  if (!faults || !random.chance(0.15)) return step
  const isCut = !type.endsWith('synchronization') && random.chance(0.5)
  return {
    ...step,
    fault: isCut ? { kind: 'cut', after: random.number(20) * breadth } : { kind: 'kill', after: random.number(60) },
  }
}

const ACTIONS: readonly Deprovisioning[] = ['make-normal-disconnector', 'make-explicit-disconnector', 'delete-object']

export function rulesOf(random: Random): Rules {
  const agents = [hrOf(random), dirOf(random)]
  if (random.chance(0.4)) agents.reverse()
  const target = targetOf(random)
  const kind = random.pick([undefined, undefined, 'equal', 'merge'] as const)
  const single = random.chance(0.2)
  return {
    agents: random.chance(0.8) ? [...agents, target] : [target, ...agents],
    deletion: { person: deletionOf(random), group: deletionOf(random) },
    precedence: {
      person: { ...(kind !== undefined && { otherMailbox: kind }), ...(single && { displayName: 'equal' as const }) },
    },
  }
}

const deletionOf = (random: Random): DeletionRule =>
  random.pick<DeletionRule>([
    { kind: 'last', ignore: [] },
    { kind: 'last', ignore: ['target'] },
    { kind: 'last', ignore: ['target', 'dir'] },
    { kind: 'any', of: ['hr'] },
    { kind: 'any', of: ['hr', 'dir'] },
  ])

const text = { reference: false, multivalued: false }
const texts = { reference: false, multivalued: true }
const reference = { reference: true, multivalued: false }
const references = { reference: true, multivalued: true }
const flow = (attribute: string, from: string, type = 'person'): ImportRule => ({ type, attribute, from })
const out = (attribute: string, from: string, more: Partial<ExportRule> = {}): ExportRule => ({
  type: 'person',
  attribute,
  from,
  allowNulls: false,
  initialOnly: false,
  ...more,
})

function hrOf(random: Random): AgentRules {
  const codes = random.pick<readonly ImportRule[]>([[], [flow('otherMailbox', 'codes')], [flow('department', 'codes')]])
  const unit = codes[0]?.attribute === 'department' ? [] : [flow('department', 'unit')]
  return {
    name: 'hr',
    recall: random.chance(0.8),
    deprovisioning: random.pick(ACTIONS),
    types: {
      user: {
        attributes: {
          id: text,
          login: text,
          name: text,
          unit: text,
          kind: text,
          codes: texts,
          boss: reference,
          deputy: reference,
        },
        filter: random.chance(0.7) ? [{ attribute: 'kind', equals: 'contractor' }] : [],
        joins: random.chance(0.7) ? [{ type: 'person', on: { employeeID: 'id' } }] : [],
        ...(random.chance(0.9) && { projection: 'person' }),
        imports: [
          flow('employeeID', 'id'),
          flow('accountName', 'login'),
          flow('displayName', 'name'),
          flow('manager', 'boss'),
          flow('assistant', 'deputy'),
          ...unit,
          ...codes,
        ],
        exports: [],
        provision: [],
      },
      robot: {
        attributes: { id: text, login: text, name: text },
        filter: [],
        joins: random.chance(0.5) ? [{ on: { employeeID: 'id' } }] : [],
        ...(random.chance(0.6) && { projection: 'person' }),
        imports: [flow('employeeID', 'id'), flow('accountName', 'login'), flow('displayName', 'name')],
        exports: [],
        provision: [],
      },
      team: {
        attributes: { name: text, members: references },
        filter: [],
        joins: [],
        projection: 'group',
        imports: [flow('displayName', 'name', 'group'), flow('member', 'members', 'group')],
        exports: [],
        provision: [],
      },
    },
  }
}

const accounts = (random: Random): ProvisionRule => ({
  type: 'person',
  ...(random.chance(0.6) && { when: { attribute: 'department', equals: 'a' } }),
  name: { before: 'cn=', attribute: 'accountName', after: ',ou=accounts' },
  rename: random.chance(0.3),
})

function dirOf(random: Random): AgentRules {
  return {
    name: 'dir',
    recall: random.chance(0.8),
    deprovisioning: random.pick(ACTIONS),
    types: {
      account: {
        attributes: { id: text, login: text, name: text, unit: text, mails: texts, owner: reference },
        filter: [],
        joins: [
          { type: 'person', on: { employeeID: 'id' } },
          ...(random.chance(0.3) ? [{ type: 'person', on: { accountName: 'login' } }] : []),
        ],
        ...(random.chance(0.4) && { projection: 'person' }),
        imports: [
          flow('otherMailbox', 'mails'),
          ...(random.chance(0.7) ? [flow('displayName', 'name')] : []),
          ...(random.chance(0.3) ? [flow('employeeID', 'id')] : []),
          ...(random.chance(0.4) ? [flow('manager', 'owner')] : []),
          ...(random.chance(0.3) ? [flow('department', 'unit')] : []),
        ],
        exports: [
          ...(random.chance(0.6) ? [out('unit', 'department', { allowNulls: random.chance(0.5) })] : []),
          ...(random.chance(0.3) ? [out('name', 'displayName')] : []),
        ],
        provision: random.chance(0.3) ? [accounts(random)] : [],
      },
    },
  }
}

function targetOf(random: Random): AgentRules {
  const when = random.pick([
    undefined,
    { attribute: 'department', equals: 'a' },
    { attribute: 'displayName', equals: 'ann' },
  ])
  return {
    name: 'target',
    recall: random.chance(0.8),
    deprovisioning: random.pick(ACTIONS),
    types: {
      entry: {
        attributes: { cn: text, unit: text, mails: texts, first: text, manager: reference, assistant: reference },
        filter: random.chance(0.15) ? [{ attribute: 'unit', equals: 'b' }] : [],
        joins: [],
        imports: random.chance(0.4) ? [flow('otherMailbox', 'mails'), flow('displayName', 'cn')] : [],
        exports: [
          out('cn', 'displayName', { allowNulls: random.chance(0.5) }),
          out('mails', 'otherMailbox', { allowNulls: random.chance(0.5) }),
          out('manager', 'manager', { allowNulls: random.chance(0.5) }),
          out('assistant', 'assistant', { allowNulls: random.chance(0.5) }),
          out('first', 'displayName', { initialOnly: true }),
          ...(random.chance(0.5) ? [out('unit', 'department')] : []),
        ],
        provision: [
          {
            type: 'person',
            ...(when !== undefined && { when }),
            name: { before: 'cn=', attribute: 'accountName', after: ',ou=people' },
            rename: random.chance(0.5),
          },
        ],
      },
      list: {
        attributes: { cn: text, member: references },
        filter: [],
        joins: [],
        imports: [],
        exports: [
          out('cn', 'displayName', { type: 'group' }),
          out('member', 'member', { type: 'group', allowNulls: random.chance(0.6) }),
        ],
        provision: [{ type: 'group', name: { before: 'cn=', attribute: 'displayName', after: '' }, rename: false }],
      },
    },
  }
}
