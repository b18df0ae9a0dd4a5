import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from '@jest/globals'
import { command } from '../../src/connectors/command/index.js'
import type { ExportDelta, ObjectTypeSelection } from '../../src/connectors/connector.js'
import { connectorError, readAll } from './reading.js'

export const PROGRAM = join(import.meta.dirname, 'odd-program.mjs')
const PERSON: ObjectTypeSelection = {
  name: 'person',
  attributes: [
    { name: 'mail', type: 'string', multivalued: true },
    { name: 'note', type: 'string', multivalued: false },
    { name: 'age', type: 'number', multivalued: false },
    { name: 'active', type: 'boolean', multivalued: false },
  ],
}
const ALL = ['full-import', 'delta-import', 'export', 'rename', 'value-changes', 'discovery', 'watch', 'passwords']
export const SECRET = 'hunter2-x'

/** How to open a program that does this. */
export const doing = (does: string, more: object = {}, settings: object = {}) => ({
  connector: command,
  types: [PERSON],
  folder: import.meta.dirname,
  settings: {
    command: [process.execPath, PROGRAM],
    capabilities: ALL,
    settings: { does, password: SECRET, ...settings },
    ...more,
  },
})
export const errorOf = (does: string, more: object = {}) => connectorError(readAll(doing(does, more)))
/** Expects how a read ends of a program that does this: with a remedy, and without a secret in what is told. */
export async function expectEnd(
  does: string,
  { status, code, message }: { readonly status: string; readonly code: string; readonly message: string },
): Promise<void> {
  const error = await errorOf(does)
  expect([error.status, error.problem.code]).toEqual([status, code])
  expect(error.problem.message).toContain(message)
  expect(error.problem.hint).toBeTruthy()
  expect(JSON.stringify(error.problem)).not.toContain(SECRET)
}

export const add = (anchor: string): ExportDelta => ({ kind: 'add', objectType: 'person', dn: anchor, attributes: {} })

export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** Waits until it is so, for a machine that has other work, too. */
export async function eventually(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let i = 0; i < 300; i++) {
    if (await isSo()) return
    await sleep(100)
  }
  throw new Error('It did not come to be.')
}
