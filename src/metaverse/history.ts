import { sameValues, type Values } from '../model/value.js'
import type { Contribution } from './object.js'

/** A contribution with the entry it came from. */
export interface Contributor extends Contribution {
  readonly agent: number
  readonly entry: number
}

/** An attribute as it stood: its values, and who gave them. Reference attributes have contributors only; their values are rows. */
export interface AttributeState {
  readonly values: Values
  /** More than one where several entries give values of one attribute. */
  readonly contributors: readonly Contributor[]
}

export type AttributeStates = Readonly<Record<string, AttributeState>>

/** A metaverse object as it stood at some time. */
export interface ObjectState {
  readonly type: string
  readonly attributes: AttributeStates
}

const CHANGE_KINDS = ['created', 'updated', 'deleted', 'handed-over'] as const
/** `handed-over`: the values stay, and somebody else gives them. */
export type ChangeKind = (typeof CHANGE_KINDS)[number]

/** What may happen to an object, its links included. */
export const EVENT_KINDS = [...CHANGE_KINDS, 'linked', 'unlinked'] as const
export type EventKind = (typeof EVENT_KINDS)[number]

/** One change of an object, with what was before it. */
export interface ObjectChange {
  readonly kind: ChangeKind
  /** Its type before; of a creation the one it was made with. */
  readonly type: string
  /** Milliseconds since 1970. */
  readonly at: number
  /** The attributes that changed as they stood before; of a deletion all of them, of a creation none. */
  readonly before: AttributeStates
}

export const NOTHING: AttributeState = { values: [], contributors: [] }

const isNothing = ({ values, contributors }: AttributeState): boolean =>
  values.length === 0 && contributors.length === 0

/** What a change has to remember: every attribute that is different afterwards, as it was. */
export function statesBefore(before: AttributeStates, after: AttributeStates): AttributeStates {
  const changed: Record<string, AttributeState> = {}
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const was = stateOf(before, name)
    if (!sameState(was, stateOf(after, name))) changed[name] = was
  }
  return changed
}

/**
 * The object as it was at a time, from what it is now (undefined: it is gone) and its changes since, the newest first.
 * A change of that very moment had happened. Undefined: it did not exist.
 */
export function stateAt(
  now: ObjectState | undefined,
  newestFirst: Iterable<ObjectChange>,
  at: number,
): ObjectState | undefined {
  let state = now
  for (const change of newestFirst) if (change.at > at) state = stateBefore(state, change)
  return state
}

/** The object as it was before a change, from what it was afterwards; undefined: it did not exist. */
export function stateBefore(
  state: ObjectState | undefined,
  { kind, type, before }: Pick<ObjectChange, 'kind' | 'type' | 'before'>,
): ObjectState | undefined {
  if (kind === 'created') return undefined
  if (kind === 'deleted') return { type, attributes: replace({}, before) }
  return state && { type, attributes: replace(state.attributes, before) }
}

function replace(attributes: AttributeStates, before: AttributeStates): AttributeStates {
  const states = { ...attributes }
  for (const [name, state] of Object.entries(before)) {
    if (isNothing(state)) delete states[name]
    else states[name] = state
  }
  return states
}

/** Who caused a change of an attribute: those who give what they did not give before, or else those who give it no longer. */
export function causesOf(before: AttributeState, after: AttributeState): readonly Contributor[] {
  const come = after.contributors.filter(each => !before.contributors.some(other => sameContributor(each, other)))
  if (come.length > 0) return come
  return before.contributors.filter(each => !after.contributors.some(other => sameContributor(each, other)))
}

export const stateOf = (states: AttributeStates, name: string): AttributeState =>
  Object.hasOwn(states, name) ? (states[name] as AttributeState) : NOTHING

const sameState = (a: AttributeState, b: AttributeState): boolean =>
  sameValues(a.values, b.values) && sameContributors(a.contributors, b.contributors)

const sameContributors = (a: readonly Contributor[], b: readonly Contributor[]): boolean =>
  a.length === b.length && a.every(each => b.some(other => sameContributor(each, other)))

const sameContributor = (a: Contributor, b: Contributor): boolean =>
  a.entry === b.entry && a.rule === b.rule && a.at === b.at
