import { ProblemError } from '../model/problem.js'

/** The types that an id can stand for. */
export const NODE_TYPES = [
  'Agent',
  'ConfigurationVersion',
  'ConnectorSpaceEntry',
  'MetaverseObject',
  'ObjectProblem',
  'Run',
  'RunProfile',
  'WhatIf',
] as const
export type NodeType = (typeof NODE_TYPES)[number]

export interface NodeKey {
  readonly type: NodeType
  readonly key: number
}

/** A global id: opaque to clients, and versioned, so that its form may change and old ones still be understood. */
export const nodeId = (type: NodeType, key: number): string => Buffer.from(`v1:${type}:${key}`).toString('base64url')

const FORM = /^v1:([A-Za-z]+):(0|[1-9]\d{0,15})$/

/** @throws ProblemError `request.invalid` when it is no id of the hub */
export function parseNodeId(id: string): NodeKey {
  const found = nodeKey(id)
  if (found !== undefined) return found
  throw invalid(id, 'an id')
}

function nodeKey(id: string): NodeKey | undefined {
  const [, type, digits] = FORM.exec(Buffer.from(id, 'base64url').toString()) ?? []
  const key = Number(digits)
  const known = NODE_TYPES.find(each => each === type)
  const isOne = known !== undefined && Number.isSafeInteger(key) && nodeId(known, key) === id
  return isOne ? { type: known, key } : undefined
}

/**
 * The key of an id that must be of this type.
 * @param about the field of an input that has it
 * @throws ProblemError `request.invalid`
 */
export function keyOf(type: NodeType, id: string, about?: string): number {
  const found = nodeKey(id)
  if (found?.type === type) return found.key
  throw invalid(id, found === undefined ? 'an id' : `the id of a ${type}`, about)
}

const invalid = (id: string, what: string, about?: string): ProblemError =>
  new ProblemError({
    code: 'request.invalid',
    message: `“${id.slice(0, 100)}” is not ${what}.`,
    hint: 'Ids come from the graph itself: ask for the field id of an object.',
    ...(about !== undefined && { about }),
  })
