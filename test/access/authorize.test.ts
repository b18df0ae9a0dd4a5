import { describe, expect, test } from '@jest/globals'
import { authorize, mayDo } from '../../src/access/authorize.js'
import { OPERATIONS, type Operation } from '../../src/access/operations.js'
import { ROLES } from '../../src/access/roles.js'

/** The whole table, written out: a new operation or role fails here until somebody has decided about it. */
const MATRIX: Record<Operation, string> = {
  //                     administrator operator joiner password reader
  'read-agents': '         yes           yes      yes    yes      yes',
  'read-entries': '        yes           yes      yes    yes      yes',
  'read-metaverse': '      yes           no       yes    no       yes',
  'read-runs': '           yes           yes      no     no       yes',
  'read-problems': '       yes           yes      yes    no       yes',
  'read-configuration': '  yes           no       no     no       no',
  'test-agent': '          yes           yes      no     no       no',
  'set-password': '        yes           no       no     yes      no',
  'change-password': '     yes           no       no     yes      no',
  'start-run': '           yes           yes      no     no       no',
  'cancel-run': '          yes           yes      no     no       no',
  'pause-schedule': '      yes           yes      no     no       no',
  'resume-schedule': '     yes           yes      no     no       no',
  'start-schedule': '      yes           yes      no     no       no',
  'join-entry': '          yes           no       yes    no       no',
  'project-entry': '       yes           no       yes    no       no',
  'disconnect-entry': '    yes           no       yes    no       no',
  'set-disconnector-state': ' yes        no       yes    no       no',
  'hold-exports': '        yes           yes      no     no       no',
  'release-exports': '     yes           yes      no     no       no',
  'clear-run-history': '   yes           yes      no     no       no',
  'clear-connector-space': ' yes         no       no     no       no',
  're-evaluate-deletion-rules': ' yes    no       no     no       no',
  'undo-run': ' yes    no       no     no       no',
  'plan-configuration': '  yes           no       no     no       no',
  'commit-preview': '      yes           yes      no     no       no',
  'what-if': '             yes           no       no     no       no',
  'apply-configuration': ' yes           no       no     no       no',
  'clear-history': '       yes           no       no     no       no',
  'read-keys': '           yes           no       no     no       no',
  'create-key': '          yes           no       no     no       no',
  'revoke-key': '          yes           no       no     no       no',
  'rotate-key': '          yes           no       no     no       no',
  'read-audit': '          yes           no       no     no       no',
  'read-figures': '        yes           yes      no     no       yes',
}

test('the table names every operation', () => {
  expect(Object.keys(MATRIX).sort()).toEqual(Object.keys(OPERATIONS).sort())
})

describe.each(Object.entries(MATRIX) as [Operation, string][])('%s', (operation, cells) => {
  test.each(ROLES.map((role, i) => [role, cells.trim().split(/\s+/)[i]] as const))('%s: %s', (role, expected) => {
    expect(mayDo([role], operation)).toBe(expected === 'yes')
    const attempt = (): void => authorize({ name: 'somebody', roles: [role] }, operation)
    if (expected === 'yes') expect(attempt).not.toThrow()
    else
      expect(attempt).toThrow(expect.objectContaining({ problem: expect.objectContaining({ code: 'access.denied' }) }))
  })
})
