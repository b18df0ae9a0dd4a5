import { isDeepStrictEqual } from 'node:util'
import type { ConfigurationChange } from './configuration-change.js'
import type { HubDocument } from './document.js'
import { codeChanges, type FilesBeforeAndAfter, fileChanges } from './extensions/code-changes.js'
import { NO_FILES } from './extensions/files.js'
import { type Path, pathText } from './place.js'
import { type AgentRequirement, type Requirements, requirementsOf } from './requirements.js'

export type { ConfigurationChange }

/** What applying a document would change, and what its agents have to run afterwards. */
export interface ConfigurationPlan {
  readonly changes: readonly ConfigurationChange[]
  /** Of every agent of the next document, in its order. */
  readonly requirements: readonly AgentRequirement[]
}

/** A plan before it is known which entries there are. */
export type ConfigurationComparison = ConfigurationPlan & Requirements

/** Compares a document with the one in force; undefined stands for none. Pure: nothing is applied, and nothing is counted. */
export function planConfiguration(
  current: HubDocument | undefined,
  next: HubDocument,
  files: FilesBeforeAndAfter = NO_CODE,
): ConfigurationComparison {
  return {
    changes: [...changesBetween(current ?? {}, next, []), ...fileChanges(files)],
    ...requirementsOf(current, next, codeChanges(current, next, files)),
  }
}

const NO_CODE: FilesBeforeAndAfter = { before: NO_FILES, after: NO_FILES }

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
