import { describe, expect, test } from '@jest/globals'
import type { HeldEntry, HeldReference } from '../../src/connector-space/entry.js'
import { lanesText, nameKey } from '../../src/connector-space/hash.js'
import { IMPORT_TRANSITIONS, type ImportEvent, type ImportState } from '../../src/connector-space/import-states.js'
import { imageShape, toIncoming } from '../../src/connector-space/incoming.js'
import { stageDelete, stageModify, stageObject } from '../../src/connector-space/stage.js'
import type { Attributes } from '../../src/model/value.js'

const shape = imageShape([
  { name: 'cn', type: 'string', multivalued: false },
  { name: 'mail', type: 'string', multivalued: true },
  { name: 'member', type: 'reference', multivalued: true },
])
const DN = 'cn=a,dc=x'
const reported = (attributes: Attributes, { dn = DN, objectType = 'user' } = {}) =>
  toIncoming({ kind: 'add', objectType, dn, attributes }, 'A', shape)

const references = (...names: string[]): HeldReference[] =>
  names.map(name => ({ attribute: 'member', key: nameKey(name), pending: undefined }))
const IMAGE = { cn: ['a'], mail: ['m'] }

function held(change: Partial<HeldEntry> = {}): HeldEntry {
  return {
    id: 1,
    objectType: 'user',
    anchor: 'A',
    dn: DN,
    transient: false,
    image: IMAGE,
    lanes: reported({ ...IMAGE, member: ['cn=1', 'cn=2'] }).lanes,
    pending: undefined,
    unconfirmed: undefined,
    references: references('cn=1', 'cn=2'),
    ...change,
  }
}
const inState = (state: ImportState): HeldEntry => {
  if (state === 'settled') return held()
  if (state === 'provisioned') return held({ anchor: undefined, lanes: undefined, image: {}, references: [] })
  return held({
    pending: { operation: state, previous: state === 'add' ? undefined : { cn: ['before'] }, previousType: undefined },
  })
}
const WHOLE = { ...IMAGE, member: ['cn=1', 'cn=2'] }
const NEWS: Record<Exclude<ImportEvent, 'missing'>, ReturnType<typeof reported>> = {
  same: reported(WHOLE),
  different: reported({ ...WHOLE, mail: ['n'] }),
  retyped: reported(WHOLE, { objectType: 'robot' }),
}

describe('every state meets every event', () => {
  const cells = (Object.keys(IMPORT_TRANSITIONS) as ImportState[]).flatMap(state =>
    (['same', 'different', 'retyped'] as const).map(event => ({ state, event })),
  )
  // What the import leaves pending; nothing where it leaves the entry alone.
  const expected: Record<string, string | undefined> = {
    'settled same': undefined,
    'settled different': 'update',
    'settled retyped': 'delete-add',
    'provisioned same': 'add',
    'provisioned different': 'add',
    'provisioned retyped': 'add',
    'add same': 'add',
    'add different': 'add',
    'add retyped': 'add',
    'update same': undefined,
    'update different': 'update',
    'update retyped': 'delete-add',
    'delete same': 'update',
    'delete different': 'update',
    'delete retyped': 'delete-add',
    'delete-add same': undefined,
    'delete-add different': 'delete-add',
    'delete-add retyped': 'delete-add',
  }
  test.each(cells)('$state, $event', ({ state, event }) => {
    const staged = stageObject(NEWS[event], inState(state), shape)
    expect(staged.kind === 'change' ? staged.operation : undefined).toBe(expected[`${state} ${event}`])
    // The synchronized image is the one before the first of several imports.
    if (staged.kind === 'change' && state !== 'provisioned') {
      expect(staged.previous).toEqual(state === 'settled' ? IMAGE : state === 'add' ? undefined : { cn: ['before'] })
    }
  })

  test.each(['settled', 'add', 'update', 'delete-add'] as const)('%s, missing', state => {
    const staged = stageDelete(inState(state))
    expect(staged).toMatchObject({
      kind: 'delete',
      previous: state === 'settled' ? IMAGE : state === 'add' ? undefined : { cn: ['before'] },
    })
  })
})

test.each([
  ['a value', reported({ ...WHOLE, mail: ['n'] }), 'stage-update'],
  ['the order of values', reported({ ...WHOLE, member: ['cn=2', 'CN=1'] }), 'same'],
  ['a reference', reported({ ...WHOLE, member: ['cn=1'] }), 'stage-update'],
  ['the name', reported(WHOLE, { dn: 'cn=b,dc=x' }), 'stage-rename'],
  ['name and value', reported({ cn: ['b'] }, { dn: 'cn=b,dc=x' }), 'stage-rename'],
  ['the letter case of the name', reported(WHOLE, { dn: 'CN=A,dc=x' }), 'stage-rename'],
  ['the type', reported(WHOLE, { objectType: 'robot' }), 'stage-delete-add'],
])('a difference in %s', (_, incoming, counter) => {
  const staged = stageObject(incoming, held(), shape)
  expect(staged.kind === 'change' ? staged.counter : staged.kind).toBe(counter)
})

test('references change one by one, and one that came and went leaves no trace', () => {
  const before = held({
    references: [
      ...references('cn=1', 'cn=2'),
      { attribute: 'member', key: nameKey('cn=new'), pending: 'add' },
      { attribute: 'member', key: nameKey('cn=old'), pending: 'delete' },
    ],
  })
  const staged = stageObject(reported({ ...IMAGE, member: ['cn=2', 'cn=3', 'cn=old'] }), before, shape)
  const changes = staged.kind === 'change' ? staged.references.map(({ key, change }) => [key, change]) : []
  expect(new Map(changes as [string, string][])).toEqual(
    new Map([
      [nameKey('cn=1'), 'mark-deleted'],
      [nameKey('cn=3'), 'insert'],
      [nameKey('cn=old'), 'restore'],
      [nameKey('cn=new'), 'remove'],
    ]),
  )
})

test('a stale hash is repaired, an object that is waited for is looked at', () => {
  expect(stageObject(reported(WHOLE), held({ lanes: [1, 2, 3, 4] }), shape)).toEqual({
    kind: 'same',
    id: 1,
    lanes: reported(WHOLE).lanes,
  })
  expect(stageObject(reported(WHOLE), held(), shape)).toEqual({ kind: 'same', id: 1, lanes: undefined })
  expect(stageObject(reported(WHOLE), held({ transient: true }), shape)).toMatchObject({
    kind: 'change',
    moved: true,
    counter: 'stage-no-change',
  })
})

describe('what was exported', () => {
  const sent = {
    operation: 'update' as const,
    dn: undefined,
    changes: {
      cn: [{ operation: 'replace' as const, values: ['a'] }],
      mail: [{ operation: 'add' as const, values: ['n'] }],
    },
  }

  test('is confirmed or contradicted by the whole object', () => {
    expect(stageObject(reported({ ...WHOLE, mail: ['m', 'n'] }), held({ unconfirmed: sent }), shape)).toMatchObject({
      contradicted: [],
      waiting: {},
    })
    expect(stageObject(reported(WHOLE), held({ unconfirmed: sent }), shape)).toMatchObject({
      operation: 'update',
      counter: 'stage-no-change',
      contradicted: [{ attribute: 'mail', found: ['m'] }],
      waiting: {},
    })
  })

  test('goes on waiting where a change does not speak of it', () => {
    const delta = {
      kind: 'modify' as const,
      dn: DN,
      anchor: 'A',
      changes: { cn: [{ operation: 'replace' as const, values: ['b'] }] },
    }
    expect(stageModify(delta, held({ unconfirmed: sent }), shape)).toMatchObject({
      contradicted: [{ attribute: 'cn', found: ['b'] }],
      waiting: { mail: sent.changes.mail },
    })
  })
})

test('a change gives the hash of the whole that it makes', () => {
  const delta = {
    kind: 'modify' as const,
    dn: DN,
    newDn: 'cn=b,dc=x',
    anchor: 'A',
    changes: {
      mail: [{ operation: 'add' as const, values: ['n'] }],
      member: [
        { operation: 'delete' as const, values: ['CN=1'] },
        { operation: 'add' as const, values: ['cn=3', 'cn=2'] },
      ],
    },
  }
  const staged = stageModify(delta, held(), shape)
  const whole = reported({ cn: ['a'], mail: ['m', 'n'], member: ['cn=2', 'cn=3'] }, { dn: 'cn=b,dc=x' })
  expect(staged).toMatchObject({ kind: 'change', counter: 'stage-rename', dn: 'cn=b,dc=x', image: whole.image })
  expect(staged.kind === 'change' ? lanesText(staged.lanes) : '').toBe(lanesText(whole.lanes))
})

test('replacing references speaks of all of them', () => {
  const staged = stageModify(
    { kind: 'modify', dn: DN, changes: { member: [{ operation: 'replace', values: ['cn=2'] }] } },
    held(),
    shape,
  )
  expect(staged).toMatchObject({ references: [{ key: nameKey('cn=1'), change: 'mark-deleted' }] })
})

test('a change of an object whose name was lost tells its name', () => {
  const delta = { kind: 'modify' as const, dn: 'cn=z,dc=x', anchor: 'A', changes: {} }
  expect(stageModify(delta, held({ transient: true }), shape)).toMatchObject({ dn: 'cn=z,dc=x', moved: true })
  expect(stageModify(delta, held(), shape)).toMatchObject({ kind: 'same' })
})

test('a group may have more members than a call may have arguments', () => {
  const member = Array.from({ length: 200_000 }, (_, i) => `cn=${i}`)
  const group = reported({ cn: ['a'], member })
  expect(group.references).toHaveLength(member.length)
  const staged = stageObject(group, held({ lanes: undefined, references: [] }), shape)
  expect(staged.kind === 'change' && staged.references).toHaveLength(member.length)
})
