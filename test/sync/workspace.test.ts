import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Situation } from '../../src/sync/inbound.js'
import { inboundCounter } from '../../src/sync/inbound-counter.js'
import type { WorkEntry, WorkObject } from '../../src/sync/work.js'
import { createWorkspace, type Workspace } from '../../src/sync/workspace.js'
import { joiningRules } from './rules.js'

const object = (id: number, name: string, life: WorkObject['life'] = 'held'): WorkObject => ({
  id,
  type: 'person',
  attributes: { employeeID: [name] },
  links: [],
  life,
  deferred: undefined,
})
const entry = (id: number, dn: string): WorkEntry => ({
  id,
  agent: 1,
  objectType: 'user',
  anchor: undefined,
  dn,
  image: {},
  synchronized: {},
  present: [],
  pending: undefined,
  moved: false,
  state: 'disconnector',
  recorded: false,
  link: undefined,
  filteredBy: undefined,
  pendingExport: undefined,
  sent: [],
  life: 'held',
})
const open = (): Workspace =>
  createWorkspace({
    rules: joiningRules,
    now: 0,
    full: false,
    nextId: () => 0,
    entries: [entry(1, 'a'), entry(2, 'b')],
    objects: [object(11, 'x'), object(12, 'X')],
  })
const picture = (workspace: Workspace): unknown => ({
  entries: [...workspace.entries.values()].sort((a, b) => a.id - b.id),
  objects: [...workspace.objects.values()].sort((a, b) => a.id - b.id),
  references: [...workspace.references],
  found: ['x', 'y', 'z'].map(key => [...workspace.search('employeeID', [key])].sort()),
})

test('going back to a mark leaves nothing of what came after it, in whatever order it came', () => {
  const deed = fc.oneof(
    fc.tuple(fc.nat(3), fc.constantFrom('p', 'q')).map(
      ([id, dn]) =>
        (workspace: Workspace) =>
          workspace.setEntry(entry(id, dn)),
    ),
    fc
      .tuple(
        fc.integer({ min: 10, max: 14 }),
        fc.constantFrom('x', 'y', 'Z'),
        fc.constantFrom<WorkObject['life']>('held', 'new', 'deleted'),
      )
      .map(
        ([id, name, life]) =>
          (workspace: Workspace) =>
            workspace.setObject(object(id, name, life)),
      ),
    fc.nat(3).map(
      id => (workspace: Workspace) =>
        workspace.addReferenceWork({
          object: id,
          metaverseAttribute: 'manager',
          from: undefined,
          whole: false,
          sharing: 'none',
        }),
    ),
  )
  fc.assert(
    fc.property(fc.array(deed), fc.array(deed), (before, after) => {
      const workspace = open()
      for (const each of before) each(workspace)
      const then = picture(workspace)
      const mark = workspace.mark()
      for (const each of after) each(workspace)
      workspace.rollback(mark)
      expect(picture(workspace)).toEqual(then)
    }),
  )
})

test('the search follows what objects become, without regard to case', () => {
  const workspace = open()
  expect(workspace.search('employeeID', ['x'])).toEqual([11, 12])
  workspace.setObject(object(11, 'other'))
  workspace.setObject(object(12, 'x', 'deleted'))
  workspace.setObject(object(13, 'X', 'new'))
  expect(workspace.search('employeeID', ['x'])).toEqual([13])
})

test.each<[Situation, boolean, boolean, string]>([
  ['deleted-disconnector', false, false, 'disconnector-deleted'],
  ['deleted-connector', false, false, 'connector-delete-leave-mv'],
  ['deleted-connector', false, true, 'connector-delete-remove-mv'],
  ['retyped', true, false, 'connector-delete-add-processed'],
  ['filtered', false, false, 'disconnector-filtered'],
  ['connector-filtered', false, false, 'connector-filtered-leave-mv'],
  ['connector-filtered', false, true, 'connector-filtered-remove-mv'],
  ['joined', false, false, 'disconnector-joined-no-flow'],
  ['joined', true, false, 'disconnector-joined-flow'],
  ['joined', true, true, 'disconnector-joined-remove-mv'],
  ['projected', false, false, 'disconnector-projected-no-flow'],
  ['projected', true, false, 'disconnector-projected-flow'],
  ['projected', false, true, 'disconnector-projected-remove-mv'],
  ['connected', false, false, 'connector-no-flow'],
  ['connected', true, false, 'connector-flow'],
  ['connected', true, true, 'connector-flow-remove-mv'],
  ['remains', false, false, 'disconnector-remains'],
])('%s, flowed %s, gone %s: %s', (situation, flowed, gone, counter) => {
  expect(inboundCounter({ situation, flowed, gone })).toBe(counter)
})
