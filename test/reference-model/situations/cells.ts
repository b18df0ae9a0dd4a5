import type { DeletionRule, Deprovisioning, Rules } from '../model/rules.js'
import { type Entry, type ImportOperation, newEntry, type State, type World } from '../model/state.js'
import { newWorld } from '../model/world.js'

/** One combination of everything that decides about an entry. */
export interface Cell {
  readonly state: State
  readonly pending: ImportOperation | undefined
  readonly filtered: boolean
  /** Objects that a join finds; `own`: one, which has a connector of the agent. */
  readonly hits: 0 | 1 | 2 | 'own'
  readonly projects: boolean
  readonly deletion: 'last' | 'last-ignoring' | 'any'
  readonly recall: boolean
  /** Whether the entry says anything that flows. */
  readonly speaks: boolean
  /** Provisioning takes the entry and those of the keeper away again; what the entry's agent makes of it. */
  readonly withdrawn: Deprovisioning | undefined
  /** The object's other connector, and what its agent does with what is deprovisioned. */
  readonly other: Other | undefined
}

export interface Other {
  readonly kind: 'imported' | 'unsent' | 'sent'
  readonly action: Deprovisioning
}

const STATES: readonly State[] = [
  'new',
  'connector',
  'explicit-connector',
  'disconnector',
  'explicit-disconnector',
  'filtered-disconnector',
]
const PENDING: readonly Cell['pending'][] = [undefined, 'add', 'update', 'delete', 'delete-add']
const ACTIONS: readonly Deprovisioning[] = ['make-normal-disconnector', 'make-explicit-disconnector', 'delete-object']
const OTHERS: readonly Other[] = (['imported', 'unsent', 'sent'] as const).flatMap(kind =>
  ACTIONS.map(action => ({ kind, action })),
)
const BOTH = [false, true]
const HITS: readonly Cell['hits'][] = [0, 1, 2, 'own']

export const isLinked = ({ state }: Pick<Cell, 'state'>): boolean =>
  state.endsWith('-connector') || state === 'connector'

/** Every combination that can be: an entry that was never synchronized has something pending, and others are others of its object. */
export function allCells(): Cell[] {
  const entries = product(product(STATES, PENDING), product(product(BOTH, HITS), BOTH))
  const rules = product(product(BOTH, Object.keys(DELETIONS) as Cell['deletion'][]), BOTH)
  const others = product([undefined, ...ACTIONS], [undefined, ...OTHERS])
  return product(entries, product(rules, others))
    .map(
      ([
        [[state, pending], [[filtered, hits], speaks]],
        [[[projects, deletion], recall], [withdrawn, other]],
      ]): Cell => {
        return { state, pending, filtered, hits, projects, deletion, recall, speaks, withdrawn, other }
      },
    )
    .filter(cell => cell.state !== 'new' || cell.pending !== undefined)
    .filter(cell => isLinked(cell) || cell.other === undefined)
}

const product = <A, B>(a: readonly A[], b: readonly B[]): (readonly [A, B])[] =>
  a.flatMap(one => b.map(other => [one, other] as const))

const DELETIONS: Record<Cell['deletion'], DeletionRule> = {
  last: { kind: 'last', ignore: [] },
  'last-ignoring': { kind: 'last', ignore: ['other'] },
  any: { kind: 'any', of: ['own'] },
}
const text = { reference: false, multivalued: false }
const nothing = { filter: [], joins: [], imports: [], exports: [], provision: [] }

/** What of a cell is in the rules; cells with the same have the same rules. */
export const rulesKey = ({ projects, deletion, recall, withdrawn, other }: Cell): string =>
  [projects, deletion, recall, withdrawn, other?.action].join(' ')

const NEVER = {
  type: 'person',
  when: { attribute: 'department', equals: 'never' },
  name: { before: 'cn=', attribute: 'employeeID', after: '' },
  rename: false,
}

export const rulesOf = ({ projects, deletion, recall, withdrawn, other }: Cell): Rules => ({
  agents: [
    {
      name: 'own',
      recall,
      deprovisioning: withdrawn ?? 'make-normal-disconnector',
      types: {
        user: {
          ...nothing,
          provision: withdrawn === undefined ? [] : [NEVER],
          attributes: { id: text, name: text, unit: text, kind: text },
          filter: [{ attribute: 'kind', equals: 'contractor' }],
          joins: [{ type: 'person', on: { employeeID: 'id' } }],
          ...(projects && { projection: 'person' }),
          imports: [
            { type: 'person', attribute: 'displayName', from: 'name' },
            { type: 'person', attribute: 'department', from: 'unit' },
          ],
        },
      },
    },
    {
      name: 'other',
      recall: true,
      deprovisioning: other?.action ?? 'make-normal-disconnector',
      types: {
        account: {
          ...nothing,
          attributes: { name: text, unit: text },
          imports: [{ type: 'person', attribute: 'displayName', from: 'name' }],
          exports: [{ type: 'person', attribute: 'unit', from: 'department', allowNulls: true, initialOnly: false }],
        },
      },
    },
    {
      name: 'keeper',
      recall: true,
      deprovisioning: 'make-normal-disconnector',
      types: { thing: { ...nothing, attributes: { id: text }, provision: withdrawn === undefined ? [] : [NEVER] } },
    },
  ],
  deletion: { person: DELETIONS[deletion] },
  precedence: {},
})

/** The world of a cell, and its entry. */
export function worldOf(cell: Cell): { readonly world: World; readonly entry: number } {
  const world = newWorld(rulesOf(cell))
  world.nextId = 100
  for (let i = 0; i < (cell.hits === 'own' ? 1 : cell.hits); i++) {
    const object = { id: world.nextId++, type: 'person', values: { employeeID: ['K'] }, references: [] }
    world.objects.push(object)
    const [agent, type] = cell.hits === 'own' ? ['own', 'user'] : ['keeper', 'thing']
    newEntry(world, {
      agent,
      type,
      dn: `cn=hit ${i}`,
      anchor: `hit ${i}`,
      imported: true,
      state: 'connector',
      link: object.id,
    })
  }
  const entry = newEntry(world, {
    agent: 'own',
    type: 'user',
    dn: 'cn=entry',
    anchor: 'entry',
    imported: true,
    ...held(cell),
  })
  if (!isLinked(cell)) return { world, entry: entry.id }
  const object = {
    id: world.nextId++,
    type: 'person',
    values: { displayName: ['ann'], department: ['a'] },
    references: [],
  }
  world.objects.push(object)
  Object.assign(entry, { link: object.id, gives: { displayName: 'user name', department: 'user unit' } })
  if (cell.other !== undefined) addOther(world, object.id, cell.other)
  return { world, entry: entry.id }
}

function held({ state, pending, filtered, speaks }: Cell): Partial<Entry> {
  const before = { id: ['k'], name: ['ann'], unit: ['a'] }
  const image = {
    id: ['k'],
    ...(speaks && { name: [pending === undefined ? 'ann' : 'anna'], unit: ['a'] }),
    ...(filtered && { kind: ['Contractor'] }),
  }
  return { state, pendingImport: pending, image, synchronized: state === 'new' || pending === 'add' ? {} : before }
}

function addOther(world: World, object: number, { kind }: Other): void {
  const add = {
    operation: 'add' as const,
    dn: 'cn=other',
    changes: { unit: [{ operation: 'set' as const, values: ['a'] }] },
    references: [],
    doubtful: false,
  }
  const image = { name: ['bea'], unit: ['a'] }
  newEntry(world, {
    agent: 'other',
    type: 'account',
    dn: 'cn=other',
    state: 'connector',
    link: object,
    ...(kind === 'imported' && { anchor: 'other', imported: true, image, synchronized: image }),
    ...(kind === 'unsent' && { pending: add }),
    ...(kind === 'sent' && { unconfirmed: add }),
  })
}
