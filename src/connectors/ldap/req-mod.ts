import type { LoggedChange } from './log-record.js'

const OPERATIONS: ReadonlyMap<number, LoggedChange['operation']> = new Map([
  [0x2b, 'add'], // +
  [0x2d, 'delete'], // -
  [0x3d, 'replace'], // =
  [0x23, 'increment'], // #
])
const COLON = 0x3a
const SPACE = 0x20

/**
 * Reads the values of reqMod of OpenLDAP's accesslog (slapo-accesslog(5)): `attribute:+ value`, and a colon alone between two changes
 * of the same attribute. Values of one change are joined again. Undefined when one of them is none.
 */
export function parseReqMod(values: readonly Buffer[]): LoggedChange[] | undefined {
  const changes: { type: string; operation: LoggedChange['operation']; values: Buffer[] }[] = []
  let isNew = true
  for (const value of values) {
    if (value.length === 1 && value[0] === COLON) {
      isNew = true
      continue
    }
    const colon = value.indexOf(COLON)
    const operation = OPERATIONS.get(value[colon + 1] ?? 0)
    if (colon < 1 || operation === undefined) return undefined
    const type = value.toString('latin1', 0, colon)
    const start = value[colon + 2] === SPACE ? colon + 3 : colon + 2
    const content = value.length > colon + 2 ? [value.subarray(start)] : []
    const last = changes.at(-1)
    if (!isNew && last?.type === type && last.operation === operation) last.values.push(...content)
    else changes.push({ type, operation, values: content })
    isNew = false
  }
  return changes
}
