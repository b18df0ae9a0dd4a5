import { describe, expect, test } from '@jest/globals'
import type { ExportChange } from '../../src/connector-space/entry.js'
import { ProblemError } from '../../src/model/problem.js'
import type { AgentRules } from '../../src/rules/rule-set.js'
import { operatorAct } from '../../src/sync/operator.js'
import { outcomeOf } from '../../src/sync/outcome.js'
import { remake } from '../../src/sync/undo/undo-links.js'
import type { WorkEntry, WorkObject } from '../../src/sync/work.js'
import { createWorkspace } from '../../src/sync/workspace.js'
import { joiningRules } from './rules.js'

const DELETE: ExportChange = { operation: 'delete', dn: undefined, changes: {} }
const OBJECT: WorkObject = { id: 11, type: 'person', attributes: {}, links: [], life: 'held', deferred: undefined }
const LEFT: WorkEntry = {
  id: 1,
  agent: 1,
  objectType: 'user',
  anchor: 'a',
  dn: 'CONTOSO\\ada',
  image: {},
  synchronized: {},
  present: [],
  pending: undefined,
  moved: false,
  state: 'explicit-disconnector',
  recorded: true,
  link: undefined,
  filteredBy: undefined,
  pendingExport: undefined,
  sent: [DELETE],
  life: 'held',
}

function opened(listsDeletes: boolean, entry: WorkEntry) {
  const agent = { ...(joiningRules.agents.get(1) as AgentRules), listsDeletes }
  const rules = { ...joiningRules, agents: new Map([[1, agent]]) }
  const loaded = { entries: [entry], objects: [OBJECT] }
  const workspace = createWorkspace({ rules, now: 0, full: false, nextId: () => 99, ...loaded })
  return { workspace, outcome: () => outcomeOf(workspace, loaded, [1]) }
}
const codeOf = (work: () => unknown): string => {
  try {
    work()
    return 'ok'
  } catch (error) {
    if (error instanceof ProblemError) return error.problem.code
    throw error
  }
}

describe('an entry whose delete was sent', () => {
  const join = (listed: boolean, entry: WorkEntry) => {
    const { workspace, outcome } = opened(listed, entry)
    const code = codeOf(() => operatorAct(workspace, 1, { kind: 'join', object: 11 }))
    return { code, outcome }
  }

  test('is joined by hand when its source only lists deletes, and is listed no more', () => {
    const { code, outcome } = join(true, LEFT)
    expect(code).toBe('ok')
    expect(outcome().retaken).toEqual([{ agent: 1, entry: 1 }])
    // Undone, it would be listed again.
    expect(outcome().links).toMatchObject([{ object: 11, stateBefore: 'leaving' }])
  })

  test('is not while an export step has the delete in hand, nor when its source deletes', () => {
    expect(join(true, { ...LEFT, sending: true }).code).toBe('request.invalid')
    expect(join(false, LEFT).code).toBe('request.invalid')
  })

  test('gets its link back from an undo when its source only lists deletes', () => {
    const remaking = {
      object: 11,
      link: { agent: 1, entry: 1, rule: undefined, explicit: false },
      later: new Set<number>(),
      free: new Set<number>(),
    }
    const listed = opened(true, LEFT)
    expect(remake(listed.workspace, remaking)).toBe('linked')
    expect(listed.outcome().retaken).toEqual([{ agent: 1, entry: 1 }])
    expect(codeOf(() => remake(opened(false, LEFT).workspace, remaking))).toBe('undo.object-stays')
  })

  test('keeps what else was sent and waits to be seen', () => {
    const update: ExportChange = { operation: 'update', dn: undefined, changes: {} }
    const { workspace } = opened(true, { ...LEFT, sent: [update], pendingExport: DELETE })
    operatorAct(workspace, 1, { kind: 'join', object: 11 })
    expect(workspace.entry(1)).toMatchObject({ sent: [update], pendingExport: undefined })
  })
})
