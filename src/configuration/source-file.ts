import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type Scalar,
} from 'yaml'
import type { Problem, ProblemPlace } from '../model/problem.js'
import { type Part, type Path, pathText } from './place.js'

/** One YAML file with its positions. */
export interface SourceFile {
  readonly file: string
  /** What the file says, as plain data. Undefined when it is no mapping. */
  readonly value: Record<string, unknown> | undefined
  readonly problems: readonly Problem[]
  /** How many steps of a path the file holds. */
  depthOf(path: Path): number
  locate(path: Path, part?: Part, offset?: number): ProblemPlace
}

/** Parses one YAML file; never throws for what it says. */
export function parseSourceFile(file: string, text: string): SourceFile {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const at = (offset: number, path: Path): ProblemPlace => {
    const { line, col } = lines.linePos(offset)
    return { file, line, column: col, ...(path.length > 0 && { path: pathText(path) }) }
  }
  const problems: Problem[] = document.errors.map(error => ({
    code: 'configuration.syntax',
    message: error.message,
    hint: SYNTAX_HINTS[error.code] ?? 'Expected YAML: "key: value" lines, indented with spaces.',
    where: at(error.pos[0], []),
  }))
  const value = problems.length === 0 ? plainData(document, problems, at) : undefined
  return {
    file,
    value,
    problems,
    depthOf: path => walk(document, path).depth,
    locate: (path, part = 'value', offset) => {
      const found = walk(document, path)
      if (found.depth < path.length) return at(found.keyStart ?? found.valueStart ?? 0, path)
      if (part === 'key') return at(found.keyStart ?? found.valueStart ?? 0, path)
      const inside = offset === undefined ? undefined : insideText(found.node, text, offset)
      return at(inside ?? found.valueStart ?? found.keyStart ?? 0, path)
    },
  }
}

const SYNTAX_HINTS: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'Give each key once in a mapping; merge the two.',
  TAB_AS_INDENT: 'Indent with spaces.',
  BAD_INDENT: 'Keys of one mapping start in one column.',
  MULTILINE_IMPLICIT_KEY: 'A key and its colon stand on one line. Is a quote or a bracket not closed?',
  MISSING_CHAR: 'Is a quote or a bracket not closed?',
}

function plainData(
  document: Document,
  problems: Problem[],
  at: (offset: number, path: Path) => ProblemPlace,
): Record<string, unknown> | undefined {
  if (document.contents === null) return {}
  const value: unknown = document.toJS()
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  problems.push({
    code: 'configuration.syntax',
    message: 'The file holds no mapping',
    hint: 'Expected top-level keys such as version:, agents: and schedules:.',
    where: at(0, []),
  })
  return undefined
}

interface Found {
  readonly depth: number
  readonly node: Node | null
  readonly keyStart: number | undefined
  readonly valueStart: number | undefined
}

// Follows a path as far as it goes, remembering where the last key and value start.
function walk(document: Document, path: Path): Found {
  let node = document.contents as Node | null
  let keyStart: number | undefined
  let depth = 0
  for (const step of path) {
    if (isAlias(node)) node = node.resolve(document) ?? null
    if (isMap(node)) {
      const pair = node.items.find(item => isScalar(item.key) && String(item.key.value) === String(step))
      if (!pair) break
      keyStart = (pair.key as Scalar).range?.[0]
      node = pair.value as Node | null
    } else if (isSeq(node) && typeof step === 'number' && step < node.items.length) {
      keyStart = undefined
      node = node.items[step] as Node | null
    } else break
    depth++
  }
  return { depth, node, keyStart, valueStart: node?.range?.[0] }
}

// The place of a character of a text: exact for plain and simply quoted texts on one line, otherwise unknown.
function insideText(node: Node | null, source: string, offset: number): number | undefined {
  if (!isScalar(node) || typeof node.value !== 'string' || !node.range) return undefined
  const [start, end] = node.range
  const written = source.slice(start, end)
  if (written === node.value) return start + offset
  if (written.includes('\n')) return undefined
  if (written === `"${node.value}"`) return start + 1 + offset
  if (written !== `'${node.value.replaceAll("'", "''")}'`) return undefined
  return start + 1 + offset + (node.value.slice(0, offset).split("'").length - 1)
}
