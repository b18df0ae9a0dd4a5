import type { Deprovisioned, Resolution } from '../../rules/extension.js'
import type { MetaverseObject } from '../../rules/extension-api.js'
import { answerNow } from './call.js'
import { Failure } from './failure.js'
import { DECLINE } from './hub-helpers.js'
import { shown } from './results.js'

const isNothing = (answer: unknown): boolean => answer === undefined || answer === null || answer === DECLINE

const isObject = (answer: unknown): answer is Record<string, unknown> => typeof answer === 'object' && answer !== null

/** @throws Failure for anything but true and false: a forgotten `return` decides nothing */
export function answerBoolean(answer: unknown): boolean {
  const decided = answerNow(answer)
  if (typeof decided === 'boolean') return decided
  throw new Failure(
    'extension-dll-exception',
    `it answered ${shown(decided)}, not true or false`,
    'Answer true or false.',
  )
}

/** The metaverse type to create. Whether there is such a type, the engine says. */
export function projected(answer: unknown): string | undefined {
  const decided = answerNow(answer)
  if (isNothing(decided) || decided === false) return undefined
  if (typeof decided === 'string' && decided !== '') return decided
  const code =
    decided === true || decided === ''
      ? 'extension-projection-object-type-not-set'
      : 'extension-projection-invalid-object-type'
  throw new Failure(
    code,
    `it answered ${shown(decided)}, not a metaverse type`,
    "Answer a type such as 'person', or nothing.",
  )
}

/** The hit that was chosen. Whether the type exists, the engine says. */
export function resolved(answer: unknown, hits: readonly MetaverseObject[]): Resolution | undefined {
  const decided = answerNow(answer)
  if (isNothing(decided)) return undefined
  const long = isObject(decided) && 'hit' in decided ? decided : { hit: decided, type: undefined }
  const index = typeof long.hit === 'number' ? long.hit : hits.indexOf(long.hit as MetaverseObject)
  if (hits[index] === undefined) {
    const message =
      typeof long.hit === 'number'
        ? `it chose hit ${index} of ${hits.length}`
        : `it answered ${shown(decided)}, which is none of the hits`
    throw new Failure(
      'extension-join-resolution-index-out-of-bounds',
      message,
      'Answer one of the hits, its position from 0, or nothing.',
    )
  }
  if (long.type !== undefined && typeof long.type !== 'string') {
    throw new Failure(
      'extension-join-resolution-invalid-object-type',
      `it answered ${shown(long.type)} as a type`,
      'Answer the name of a metaverse type.',
    )
  }
  return { index, metaverseType: long.type }
}

const ACTIONS: Readonly<Record<string, Deprovisioned['action']>> = {
  disconnect: 'make-normal-disconnector',
  'explicit-disconnect': 'make-explicit-disconnector',
  delete: 'delete-object',
}

export interface DeprovisioningAnswer extends Omit<Deprovisioned, 'changes'> {
  /** New values by attribute, as the author gave them. */
  readonly set: Readonly<Record<string, unknown>>
}

export function deprovisioned(answer: unknown): DeprovisioningAnswer {
  const decided = answerNow(answer)
  const long = isObject(decided) ? decided : { action: decided }
  const action =
    typeof long.action === 'string' && Object.hasOwn(ACTIONS, long.action) ? ACTIONS[long.action] : undefined
  if (action === undefined)
    throw invalid(`it answered ${shown(isObject(decided) ? long.action : decided)}, which is no action`)
  const { dn, set } = long
  if (dn !== undefined && (typeof dn !== 'string' || dn === '')) throw invalid(`it answered ${shown(dn)} as a new name`)
  if (set !== undefined && !isObject(set)) throw invalid(`it answered ${shown(set)} as values to set`)
  return { action, dn, set: set ?? {} }
}

const invalid = (message: string): Failure =>
  new Failure(
    'extension-deprovisioning-invalid-result',
    message,
    "Answer 'disconnect', 'explicit-disconnect', 'delete', or { action, dn?, set? }.",
  )
