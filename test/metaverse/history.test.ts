import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  type AttributeState,
  type AttributeStates,
  type Contributor,
  causesOf,
  NOTHING,
  type ObjectChange,
  type ObjectState,
  stateAt,
  statesBefore,
} from '../../src/metaverse/history.js'

const NAMES = ['displayName', 'mail', 'proxyAddresses', 'manager']

const contributor: fc.Arbitrary<Contributor> = fc
  .record({
    entry: fc.integer({ min: 1, max: 3 }),
    rule: fc.integer({ min: 1, max: 2 }),
    at: fc.integer({ min: 1, max: 3 }),
  })
  // An entry is of one agent.
  .map(each => ({ ...each, agent: each.entry % 2 }))

/** As the hub holds it: an entry contributes an attribute once, and what is empty is absent. */
const attributeState: fc.Arbitrary<AttributeState> = fc.record({
  values: fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { maxLength: 2 }),
  contributors: fc.uniqueArray(contributor, { maxLength: 2, selector: each => each.entry }),
})

const attributes: fc.Arbitrary<AttributeStates> = fc
  .dictionary(fc.constantFrom(...NAMES), attributeState)
  .map(states =>
    Object.fromEntries(
      Object.entries(states).filter(([, state]) => state.values.length + state.contributors.length > 0),
    ),
  )

/** What an object was at one time after the other; undefined while it did not exist. Several states may share a time. */
const lives = fc.array(
  fc.record({
    pause: fc.integer({ min: 0, max: 3 }),
    state: fc.option(fc.record({ type: fc.constantFrom('person', 'contact'), attributes }), { nil: undefined }),
  }),
  { maxLength: 12 },
)

/** Records what a hub would record: one change for each difference. */
function record(
  remembered: readonly { readonly at: number; readonly state: ObjectState | undefined }[],
): ObjectChange[] {
  const changes: ObjectChange[] = []
  let held: ObjectState | undefined
  for (const { at, state } of remembered) {
    const type = held?.type ?? state?.type ?? ''
    const before = statesBefore(held?.attributes ?? {}, state?.attributes ?? {})
    if (held === undefined && state !== undefined) changes.push({ kind: 'created', type, at, before: {} })
    else if (held !== undefined && state === undefined) changes.push({ kind: 'deleted', type, at, before })
    else if (Object.keys(before).length > 0 || held?.type !== state?.type)
      changes.push({ kind: 'updated', type, at, before })
    held = state
  }
  return changes.reverse()
}

const sorted = (state: ObjectState | undefined): unknown =>
  state && {
    type: state.type,
    attributes: Object.fromEntries(
      Object.entries(state.attributes)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, { values, contributors }]) => [
          name,
          { values: values.toSorted(), contributors: contributors.toSorted((a, b) => a.entry - b.entry) },
        ]),
    ),
  }

describe('the state at a time', () => {
  test('is what was remembered, whatever happened since', () => {
    fc.assert(
      fc.property(lives, steps => {
        let at = 0
        const remembered = steps.map(({ pause, state }) => {
          at += pause
          return { at, state }
        })
        const changes = record(remembered)
        const now = remembered.at(-1)?.state
        for (let time = -1; time <= at + 1; time++) {
          const expected = remembered.findLast(each => each.at <= time)?.state
          expect(sorted(stateAt(now, changes, time))).toEqual(sorted(expected))
        }
      }),
      { numRuns: 500 },
    )
  })

  test('of an object that is gone begins with what its deletion remembers', () => {
    const mail: AttributeState = { values: ['a@b'], contributors: [{ agent: 1, entry: 7, rule: 3, at: 5 }] }
    const changes: ObjectChange[] = [
      { kind: 'deleted', type: 'person', at: 20, before: { mail } },
      { kind: 'created', type: 'person', at: 10, before: {} },
    ]
    expect(stateAt(undefined, changes, 20)).toBeUndefined()
    expect(stateAt(undefined, changes, 19)).toEqual({ type: 'person', attributes: { mail } })
    expect(stateAt(undefined, changes, 9)).toBeUndefined()
  })
})

describe('what a change remembers', () => {
  const by = (entry: number, at = 1): Contributor => ({ agent: 1, entry, rule: 1, at })

  test('is what is different, and that something was not there', () => {
    const same: AttributeState = { values: ['x'], contributors: [by(1)] }
    expect(statesBefore({ same, gone: same }, { same: { values: ['x'], contributors: [by(1)] }, come: same })).toEqual({
      gone: same,
      come: NOTHING,
    })
  })

  test('is also who gave it, when only that changes; their order is none', () => {
    const before = { a: { values: ['x'], contributors: [by(1), by(2)] } }
    expect(statesBefore(before, { a: { values: ['x'], contributors: [by(2), by(1)] } })).toEqual({})
    expect(statesBefore(before, { a: { values: ['x'], contributors: [by(1)] } })).toEqual(before)
    expect(statesBefore(before, { a: { values: ['x'], contributors: [by(1), by(2, 9)] } })).toEqual(before)
  })
})

describe('what caused a change', () => {
  const by = (entry: number, at = 1): Contributor => ({ agent: 1, entry, rule: 1, at })
  const state = (...contributors: Contributor[]): AttributeState => ({ values: ['x'], contributors })

  test.each([
    ['who gives it anew', state(by(1)), state(by(1, 2)), [by(1, 2)]],
    ['who takes over', state(by(1)), state(by(2)), [by(2)]],
    ['who joins others', state(by(1)), state(by(1), by(2)), [by(2)]],
    ['who ceases', state(by(1), by(2)), state(by(2)), [by(1)]],
    ['nobody', state(by(1)), state(by(1)), []],
  ])('%s', (_what, before, after, expected) => {
    expect(causesOf(before, after)).toEqual(expected)
  })
})
