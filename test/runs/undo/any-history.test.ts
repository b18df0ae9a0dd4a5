import { afterAll, beforeAll, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { rememberedPast } from '../../support/remembered-past.js'
import { openStage, type Stage } from './stage.js'
import type { HubState, Row } from './support.js'
import { putBadge, putGroup, putPerson, sourceOf, type Variant } from './world.js'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.hub.drop())

type Edit =
  | {
      readonly kind: 'person'
      readonly id: string
      readonly room: string | undefined
      readonly boss: string | undefined
      readonly name: string
    }
  | { readonly kind: 'badge'; readonly number: string; readonly holder: string; readonly room: string | undefined }
  | { readonly kind: 'group'; readonly name: string; readonly members: readonly string[] }
  | { readonly kind: 'leaves'; readonly agent: 'hr' | 'badges'; readonly anchor: string }

const id = fc.constantFrom('0', '1', '2', '3', '4')
const room = fc.option(fc.constantFrom('r0', 'r1'), { nil: undefined })
const edit: fc.Arbitrary<Edit> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('person' as const),
      id,
      room,
      boss: fc.option(id, { nil: undefined }),
      name: fc.constantFrom('n1', 'n2'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('badge' as const),
      number: fc.constantFrom('B0', 'B1', 'B2'),
      holder: id,
      room,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('group' as const),
      name: fc.constantFrom('g', 'h'),
      members: fc.uniqueArray(id),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('leaves' as const),
      agent: fc.constantFrom('hr' as const, 'badges' as const),
      anchor: fc.constantFrom('0', '1', 'B0', 'g'),
    }),
  },
)
const variant: fc.Arbitrary<Partial<Variant>> = fc.record(
  {
    filtered: fc.constantFrom('r0', 'r1'),
    rooms: fc.boolean(),
    when: fc.constantFrom('has(mv.title)', 'has(mv.badge)'),
    recall: fc.boolean(),
    deletion: fc.constantFrom(
      { when: 'any-connector', of: ['hr'] },
      { when: 'last-connector', ignore: ['target', 'badges'] },
    ),
  },
  { requiredKeys: [] },
)

const history = fc.record({
  deprovisioning: fc.constantFrom(
    'make-normal-disconnector' as const,
    'make-explicit-disconnector' as const,
    'delete-object' as const,
  ),
  // What stands when the run begins is what the sources have said and what was sent.
  first: fc.array(edit, { minLength: 3, maxLength: 12 }),
  sent: fc.boolean(),
  next: fc.array(edit, { maxLength: 5 }),
  agent: fc.constantFrom('hr' as const, 'badges' as const),
  type: fc.constantFrom('full' as const, 'delta' as const),
  during: variant,
})

function make(change: Edit): void {
  if (change.kind === 'person') {
    const { name, room, boss } = change
    putPerson(change.id, { name, ...(room && { room }), ...(boss && { boss }) })
  } else if (change.kind === 'badge') putBadge(change.number, change.holder, change.room)
  else if (change.kind === 'group') putGroup(change.name, change.members)
  else if (sourceOf(change.agent).objects.has(change.anchor)) sourceOf(change.agent).delete(change.anchor)
}

async function importAll(): Promise<void> {
  for (const agent of ['hr', 'badges'] as const) await stage.run(agent, 'full-import')
}

async function settle(sent: boolean): Promise<void> {
  await importAll()
  for (let round = 0; round < 2; round++)
    for (const agent of ['hr', 'badges'] as const) await stage.run(agent, 'full-synchronization')
  if (sent) await stage.send()
}

const entries = (state: HubState): Set<unknown> => new Set([...state.links, ...state.states].map(row => row.entry))

/**
 * What can be compared: an entry that the source has deleted does not come back, nor does what was only said by it; a disconnector
 * that the run made another disconnector concerns no object.
 */
function comparable(state: HubState, { gone, linked }: { gone: ReadonlySet<unknown>; linked: ReadonlySet<unknown> }) {
  const there = (row: Row): boolean => !gone.has(row.entry)
  const given = ({ entry, ...row }: Row): Row => (gone.has(entry) || entry === null ? row : { entry, ...row })
  return {
    ...state,
    links: state.links.filter(there),
    states: state.states.filter(row => there(row) && linked.has(row.entry)),
    references: state.references.map(given),
  }
}

const connects = (state: HubState, entry: unknown, object: unknown): boolean =>
  state.links.some(link => link.entry === entry && link.object_id === object)

/**
 * References that the run took in while nobody was there whom they name: undoing it brings whom they name, and with it them, as a
 * reference comes in whenever its target appears (domain.md 1.7).
 */
function comeLate(
  { before, after, back }: Readonly<Record<'before' | 'after' | 'back', HubState>>,
  next: readonly Edit[],
) {
  const names = next.flatMap(each => (each.kind === 'person' ? [each.id] : each.kind === 'group' ? [each.name] : []))
  const isTakenIn = (row: Row): boolean => names.some(name => row.entry === `1 cn=${name}`)
  const isBrought = (target: unknown): boolean =>
    before.links.some(link => link.object_id === target && !connects(after, link.entry, target))
  const known = new Set(before.references.map(row => `${row.object_id} ${row.attribute} ${row.target_id}`))
  return back.references.filter(
    row =>
      !known.has(`${row.object_id} ${row.attribute} ${row.target_id}`) && isTakenIn(row) && isBrought(row.target_id),
  )
}

/** The state as if those references had not come. */
function without(state: HubState, late: readonly Row[]): HubState {
  if (late.length === 0) return state
  const isLate = ({ entry, target, attribute }: Row): boolean =>
    late.some(
      row =>
        row.attribute === attribute && connects(state, entry, row.object_id) && connects(state, target, row.target_id),
    )
  const told = new Set(state.referenceExports.filter(isLate).map(row => row.entry))
  const referenceExports = state.referenceExports.filter(row => !isLate(row))
  const isEmpty = ({ entry, changes, dn }: Row): boolean =>
    dn === null &&
    Object.keys(changes as object).length === 0 &&
    told.has(entry) &&
    !referenceExports.some(row => row.entry === entry)
  return {
    ...state,
    references: state.references.filter(row => !late.includes(row)),
    referenceExports,
    exports: state.exports.filter(row => !isEmpty(row)),
  }
}

async function check({
  deprovisioning,
  first,
  sent,
  next,
  agent,
  type,
  during,
}: typeof history extends fc.Arbitrary<infer T> ? T : never) {
  await stage.reset()
  await stage.configure({ deprovisioning })
  for (const each of first) make(each)
  await settle(sent)
  for (const each of next) make(each)
  await importAll()
  const before = await stage.state()
  const past = rememberedPast(stage.hub.database)
  await past.remember()
  await stage.configure({ deprovisioning, ...during })
  const run = await stage.run(agent, `${type}-synchronization`)
  const after = await stage.state()
  await past.remember()
  await stage.configure({ deprovisioning })
  const undone = await stage.undo(run.run)
  const back = await stage.state()
  await past.remember()
  await past.check()
  const left = entries(after)
  const gone = new Set([...entries(before)].filter(entry => !left.has(entry) && !String(entry).startsWith('3 ')))
  const linked = new Set([...before.links, ...after.links].map(row => row.entry))
  expect(undone.problem).toBeNull()
  const late = comeLate({ before, after, back }, next)
  expect(comparable(without(back, late), { gone, linked })).toEqual(comparable(before, { gone, linked }))
  if (gone.size > 0) return
  await stage.configure({ deprovisioning, ...during })
  await stage.undo(undone.run)
  expect(comparable(await stage.state(), { gone, linked })).toEqual(comparable(after, { gone, linked }))
}

// A group takes in a member whom the run filters in the same moment.
const TAKEN_IN: Parameters<typeof check>[0] = {
  deprovisioning: 'make-normal-disconnector',
  first: [
    { kind: 'group', name: 'h', members: [] },
    { kind: 'person', id: '1', room: 'r0', boss: undefined, name: 'n1' },
  ],
  sent: true,
  next: [
    { kind: 'person', id: '1', room: 'r1', boss: undefined, name: 'n1' },
    { kind: 'group', name: 'h', members: ['1'] },
  ],
  agent: 'hr',
  type: 'full',
  during: { filtered: 'r1', deletion: { when: 'any-connector', of: ['hr'] } },
}

test('undoing any run brings back what was before it, and undoing that what was after it', async () => {
  await fc.assert(fc.asyncProperty(history, check), {
    numRuns: Number(process.env.UNDO_RUNS ?? 12),
    endOnFailure: true,
    examples: [[TAKEN_IN]],
  })
}, 170_000)
