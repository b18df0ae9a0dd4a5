import { isDeepStrictEqual } from 'node:util'
import type { HubDocument } from './document.js'
import { type Path, pathText } from './place.js'
import { type AgentRequirement, requirementsOf } from './requirements.js'

/** One difference between two documents. `before` and `after` are as written, of a new order the names in their order. */
export interface ConfigurationChange {
  readonly path: string
  readonly kind: 'added' | 'removed' | 'changed' | 'reordered'
  readonly before?: unknown
  readonly after?: unknown
}

/** What applying a document would change, and what its agents have to run afterwards. */
export interface ConfigurationPlan {
  readonly changes: readonly ConfigurationChange[]
  /** Of every agent of the next document, in its order. */
  readonly requirements: readonly AgentRequirement[]
}

/** Compares a document with the one in force; undefined stands for none. Pure: nothing is applied. */
export function planConfiguration(current: HubDocument | undefined, next: HubDocument): ConfigurationPlan {
  return { changes: changesBetween(current ?? {}, next, []), requirements: requirementsOf(current, next) }
}

function changesBetween(before: unknown, after: unknown, path: Path): ConfigurationChange[] {
  if (isMapping(before) && isMapping(after)) return changesInMapping(before, after, path)
  if (isDeepStrictEqual(before, after)) return []
  return [{ path: pathText(path), kind: 'changed', before, after }]
}

function changesInMapping(before: Mapping, after: Mapping, path: Path): ConfigurationChange[] {
  const changes: ConfigurationChange[] = []
  for (const [key, value] of Object.entries(before)) {
    if (!(key in after)) changes.push({ path: pathText([...path, key]), kind: 'removed', before: value })
  }
  for (const [key, value] of Object.entries(after)) {
    const at = [...path, key]
    if (key in before) changes.push(...changesBetween(before[key], value, at))
    else changes.push({ path: pathText(at), kind: 'added', after: value })
  }
  const common = (mapping: Mapping) => Object.keys(mapping).filter(key => key in before && key in after)
  // Of all mappings only these two say something by their order: it is the default precedence.
  const isRanking = (path.length === 1 && path[0] === 'agents') || path.at(-1) === 'objects'
  if (isRanking && !isDeepStrictEqual(common(before), common(after))) {
    changes.push({ path: pathText(path), kind: 'reordered', before: common(before), after: common(after) })
  }
  return changes
}

type Mapping = Readonly<Record<string, unknown>>

const isMapping = (value: unknown): value is Mapping =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
