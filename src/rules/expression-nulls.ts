import { type Checker, type Node, type NodeKind, openType, valueOrNothing } from './expression-node.js'
import { ABSENT, BLOCKED, IGNORED, isAbsence } from './expression-signals.js'

/** Words for no value, and how an expression ends that comes to one (domain.md 14.4). */
const WORDS: Readonly<Record<string, Error>> = { NULL: ABSENT, AuthoritativeNull: BLOCKED, IgnoreThisFlow: IGNORED }

/** `NULL`, `Null()`, `AuthoritativeNull` or `IgnoreThisFlow`. */
export const isNullWord = (node: Node): boolean =>
  node.op === 'id' ? Object.hasOwn(WORDS, node.args) : isNullCall(node)

const isNullCall = (node: Node): boolean => node.op === 'call' && node.args[0] === 'Null' && node.args[1].length === 0

/** Makes a word for no value end the expression. */
export function nullWord(node: Node): void {
  const signal = node.op === 'id' ? (WORDS[node.args] ?? ABSENT) : ABSENT
  node.setMeta('async', false)
  node.setMeta('check', (checker: Checker) => checker.getType('dyn'))
  node.setMeta('evaluate', () => {
    throw signal
  })
}

/**
 * One of several results. CEL wants one type for all of them, so a branch without a value takes the type of the others.
 * A null anywhere else stays an error.
 */
export function openBranch(node: Node): void {
  if (isNull(node)) {
    node.setMeta('evaluate', () => {
      throw ABSENT
    })
  }
  if (isNull(node) || isNullWord(node)) node.setMeta('check', openType)
  else if (node.op === 'call' && node.args[0] === 'Error' && node.meta.macro) node.meta.macro.open = true
}

/** Lets a null that is the expression's whole result be one: it then costs no exception. */
export function closingNulls(node: Node): void {
  if (isNull(node) || isNullCall(node) || (node.op === 'id' && node.args === 'NULL')) {
    node.setMeta('check', openType)
    node.setMeta('evaluate', () => null)
  } else if (isNullWord(node)) node.setMeta('check', openType)
  else for (const branch of resultsOf(node)) closingNulls(branch)
}

function resultsOf(node: Node): Node[] {
  if (node.op === '?:') return node.args.slice(1) as Node[]
  if (node.op !== 'call') return []
  const [name, args] = node.args as [string, Node[]]
  if (name === 'IIF') return args.slice(1)
  if (name === 'Switch') return args.filter((_, i) => i % 2 === 1)
  return name === 'With' ? args.slice(2) : []
}

const isNull = (node: Node): boolean => node.op === 'value' && node.args === null

/** In place of a text that may be absent: an empty one. */
export const emptyWhenAbsent = (node: Node): Node => node.clone(orEmpty(node), node).setMeta('async', false)

function orEmpty(node: Node): NodeKind {
  const valueIn = valueOrNothing(node, isAbsence)
  return {
    name: 'orEmpty',
    check: (checker, _, context) => checker.check(node, context),
    evaluate: (evaluator, _, context) => valueIn(evaluator, context) ?? '',
  }
}
