import type { Problem } from '../../model/problem.js'
import type { Capabilities, ObjectTypeSelection, Page, ReadRequest } from '../connector.js'
import type { ReadItem } from '../kit/pages.js'
import { stop } from '../kit/stop.js'
import { type DeltaDecoder, deltaDecoder } from './decode-delta.js'
import type { ProgramPage } from './protocol.js'
import type { Requests } from './requests.js'
import { isProblemCode, outOfTurn } from './trouble.js'

interface Reading {
  readonly can: Capabilities
  readonly types: readonly ObjectTypeSelection[]
  /** Seconds. */
  readonly limit: number
}

/** The pages of a program. The next one is read from the pipe only when it is asked for, so a fast program waits. */
export async function* readProgram(
  requests: Requests,
  { mode, watermark, pageSize, signal }: ReadRequest,
  { can, types, limit }: Reading,
): AsyncGenerator<Page> {
  if (mode === 'full' ? !can.fullImport : !can.deltaImport) throw notDeclared(mode)
  if (mode === 'delta' && watermark === undefined) throw noWatermark()
  const decoder = deltaDecoder(types)
  const request = { type: 'read', mode, pageSize, ...(watermark !== undefined && { watermark }) }
  for await (const reply of requests.replies(request, { limit, signal })) {
    if (reply.type === 'page') yield* pagesIn(reply, decoder, pageSize)
    else if (reply.type === 'done') {
      const { watermark: next, listed } = reply
      yield { deltas: [], end: { ...(next !== undefined && { watermark: next }), ...(listed && { listed }) } }
    } else throw outOfTurn('work', `The program answered read with ${reply.type}.`)
  }
}

function* pagesIn(page: ProgramPage, decoder: DeltaDecoder, pageSize: number): Generator<Page> {
  const items: ReadItem[] = [...page.deltas.map(decoder), ...page.problems.map(problemOf)]
  let rest: Omit<Page, 'deltas'> = {
    ...(page.filtered > 0 && { filtered: page.filtered }),
    ...(page.gone && { gone: page.gone }),
    ...(page.present && { present: page.present }),
  }
  for (let at = 0; at === 0 || at < items.length; at += pageSize) {
    const piece = items.slice(at, at + pageSize)
    const filtered = piece.filter(({ kind }) => kind === 'filtered').length + (rest.filtered ?? 0)
    const problems = piece.flatMap(item => (item.kind === 'problem' ? [item.problem] : []))
    const deltas = piece.filter(item => item.kind !== 'problem' && item.kind !== 'filtered')
    yield { ...rest, deltas, ...(problems.length > 0 && { problems }), ...(filtered > 0 && { filtered }) }
    rest = {}
  }
}

function problemOf({ code, message, hint, dn, anchor }: ProgramPage['problems'][number]): ReadItem {
  const where = { ...(dn !== undefined && { dn }), ...(anchor !== undefined && { anchor }) }
  const known: Problem = isProblemCode(code)
    ? { code, message }
    : { code: 'read-error', message: `${code}: ${message}` }
  return { kind: 'problem', problem: { ...known, ...(hint !== undefined && { hint }), where } }
}

function notDeclared(mode: ReadRequest['mode']) {
  const status = mode === 'full' ? 'no-start-ma' : 'no-start-delta-step-type-not-configured'
  return stop(status, {
    code: 'run.configuration',
    message: `The settings do not promise ${mode}-import.`,
    hint: `Add ${mode}-import to capabilities, if the program can do it.`,
    where: { path: 'settings.capabilities' },
  })
}

const noWatermark = () =>
  stop('no-start-full-import-required', {
    code: 'source.watermark-missing',
    message: 'It is not known where the last import ended.',
    hint: 'Run a full import; delta imports can go on after it.',
  })
