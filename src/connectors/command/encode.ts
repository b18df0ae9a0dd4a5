import type { DeltaResult, ExportDelta } from '../connector.js'
import type { ProgramResult } from './protocol.js'
import type { Asking, Requests } from './requests.js'
import { isProblemCode, outOfTurn } from './trouble.js'

/**
 * Gives a batch to the program and hands on its results as they come.
 * @throws ConnectorError when there are fewer or more of them than deltas; those that came count.
 */
export async function* writeProgram(
  requests: Requests,
  deltas: readonly ExportDelta[],
  asking: Asking,
): AsyncGenerator<DeltaResult> {
  if (deltas.length === 0) return
  let count = 0
  for await (const reply of requests.replies({ type: 'write', deltas }, asking)) {
    const delta = deltas[count]
    if (reply.type === 'done') {
      if (delta === undefined) return
      throw outOfTurn('work', `The program gave ${count} results for ${deltas.length} deltas.`)
    }
    if (reply.type !== 'result') throw outOfTurn('work', `The program answered write with ${reply.type}.`)
    if (delta === undefined) throw outOfTurn('work', `The program gave more than ${deltas.length} results.`)
    count++
    yield resultOf(reply, delta)
  }
}

function resultOf({ ok, anchor, code, message, hint, attribute }: ProgramResult, { dn }: ExportDelta): DeltaResult {
  if (ok) return { ok: true, ...(anchor !== undefined && { anchor }) }
  const said = message ?? 'The program refused it and did not say why.'
  const known = isProblemCode(code)
    ? { code, message: said }
    : { code: 'cd-error' as const, message: prefixed(code, said) }
  const where = { dn, ...(attribute !== undefined && { attribute }) }
  return { ok: false, problem: { ...known, ...(hint !== undefined && { hint }), where } }
}

const prefixed = (code: string | undefined, message: string): string =>
  code === undefined ? message : `${code}: ${message}`
