import type { DeletionRule, Deprovisioning, Rules } from '../model/rules.js'
import { newEntry, type World } from '../model/state.js'
import { newWorld } from '../model/world.js'

/** A connector that provisioning takes away because of what another entry says now. */
export interface Withdrawal {
  /** What the source knows of it. */
  readonly known: 'imported' | 'unsent' | 'sent' | 'in doubt' | 'changed'
  readonly action: Deprovisioning
  readonly recall: boolean
  readonly deletion: 'last' | 'last-ignoring' | 'any'
  /** Who ranks higher for what both give. */
  readonly first: 'own' | 'target'
}

const ACTIONS: readonly Deprovisioning[] = ['make-normal-disconnector', 'make-explicit-disconnector', 'delete-object']
const KNOWN: readonly Withdrawal['known'][] = ['imported', 'unsent', 'sent', 'in doubt', 'changed']
const DELETIONS: Record<Withdrawal['deletion'], DeletionRule> = {
  last: { kind: 'last', ignore: [] },
  'last-ignoring': { kind: 'last', ignore: ['own'] },
  any: { kind: 'any', of: ['target'] },
}

export const allWithdrawals = (): Withdrawal[] =>
  KNOWN.flatMap(known =>
    ACTIONS.flatMap(action =>
      [false, true].flatMap(recall =>
        (['last', 'last-ignoring', 'any'] as const).flatMap(deletion =>
          (['own', 'target'] as const).map(first => ({ known, action, recall, deletion, first })),
        ),
      ),
    ),
  )

const text = { reference: false, multivalued: false }
const nothing = { filter: [], joins: [], imports: [], exports: [], provision: [] }

export function rulesOfWithdrawal({ action, recall, deletion, first }: Withdrawal): Rules {
  const own = {
    name: 'own',
    recall: true,
    deprovisioning: 'make-normal-disconnector' as const,
    types: {
      user: {
        ...nothing,
        attributes: { name: text, unit: text },
        imports: [
          { type: 'person', attribute: 'displayName', from: 'name' },
          { type: 'person', attribute: 'department', from: 'unit' },
        ],
      },
    },
  }
  const target = {
    name: 'target',
    recall,
    deprovisioning: action,
    types: {
      account: {
        ...nothing,
        attributes: { cn: text },
        imports: [{ type: 'person', attribute: 'displayName', from: 'cn' }],
        exports: [{ type: 'person', attribute: 'cn', from: 'displayName', allowNulls: false, initialOnly: false }],
        provision: [
          {
            type: 'person',
            when: { attribute: 'department', equals: 'in' },
            name: { before: 'cn=', attribute: 'displayName', after: '' },
            rename: false,
          },
        ],
      },
    },
  }
  return {
    agents: first === 'own' ? [own, target] : [target, own],
    deletion: { person: DELETIONS[deletion] },
    precedence: {},
  }
}

/** Somebody has just moved out: the world before the decision, and the entry that says so. */
export function worldOfWithdrawal(withdrawal: Withdrawal): { readonly world: World; readonly entry: number } {
  const world = newWorld(rulesOfWithdrawal(withdrawal))
  const { known, first } = withdrawal
  world.nextId = 100
  const object = {
    id: world.nextId++,
    type: 'person',
    values: { displayName: ['ann'], department: ['in'] },
    references: [],
  }
  world.objects.push(object)
  const entry = newEntry(world, {
    agent: 'own',
    type: 'user',
    dn: 'cn=entry',
    anchor: 'entry',
    imported: true,
    state: 'connector',
    link: object.id,
    pendingImport: 'update',
    image: { name: ['ann'], unit: ['out'] },
    synchronized: { name: ['ann'], unit: ['in'] },
  })
  const isImported = known === 'imported' || known === 'changed'
  const isGiver = isImported && first === 'target'
  entry.gives = { department: 'user unit', ...(!isGiver && { displayName: 'user name' }) }
  const add = {
    operation: 'add' as const,
    dn: 'cn=ann',
    changes: { cn: [{ operation: 'set' as const, values: ['ann'] }] },
    references: [],
    doubtful: false,
  }
  newEntry(world, {
    agent: 'target',
    type: 'account',
    dn: 'cn=ann',
    state: 'connector',
    link: object.id,
    gives: isGiver ? { displayName: 'account cn' } : {},
    ...(isImported && { anchor: 'target', imported: true, image: { cn: ['ann'] }, synchronized: { cn: ['ann'] } }),
    ...(known === 'changed' && { pendingImport: 'update', image: { cn: ['anna'] } }),
    ...(known === 'unsent' && { pending: add }),
    ...(known === 'sent' && { unconfirmed: add }),
    ...(known === 'in doubt' && { escrowed: add }),
  })
  return { world, entry: entry.id }
}
