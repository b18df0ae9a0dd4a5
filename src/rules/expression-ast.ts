import type { ASTNode } from '@marcbachmann/cel-js'
import { presenceMacro } from './expression-macros.js'

/** A parsed node with the library's hooks that its types leave out. */
export type Node = ASTNode & { setMeta(key: string, value: unknown): Node }

/** An attribute read: `cs.sn` or `cs['msDS-phoneticSurname']`. */
export interface AttributeRead {
  readonly name: string
  readonly node: Node
}

export interface Analysis {
  readonly reads: readonly AttributeRead[]
  /** Attributes without which nothing can come of the expression: read on every path, outside `has`, `||`, `&&` and branches. */
  readonly required: ReadonlySet<string>
  /** Uses of the variable as a whole or with a computed name, which cannot be checked. */
  readonly unclear: readonly Node[]
}

const LOOPS = new Set(['map', 'filter', 'all', 'exists', 'exists_one', 'bind'])
const GUARDS = new Set(['has', 'IsPresent'])

/** Finds what an expression reads, and prepares its guards and closing nulls for the type check. */
export function analyse(ast: ASTNode, variable: string): Analysis {
  const reads: AttributeRead[] = []
  const required = new Set<string>()
  const unclear: Node[] = []

  function visit(node: Node, always: boolean): void {
    const name = readOf(node, variable)
    if (name !== undefined) {
      reads.push({ name, node })
      if (always) required.add(name)
      return
    }
    switch (node.op) {
      case 'value':
        return
      case 'id':
        if (node.args === variable) unclear.push(node)
        return
      case 'call':
        visitCall(node, node.args[0], node.args[1] as Node[], always)
        return
      case 'rcall':
        visit(node.args[1] as Node, always)
        for (const argument of node.args[2]) visit(argument as Node, always && !LOOPS.has(node.args[0]))
        return
      case '?:':
        visit(node.args[0] as Node, always)
        visit(node.args[1] as Node, false)
        visit(node.args[2] as Node, false)
        return
      case '||':
      case '&&':
        for (const side of node.args) visit(side as Node, false)
        return
      default:
        for (const child of children(node)) visit(child, always)
    }
  }

  function visitCall(node: Node, name: string, args: readonly Node[], always: boolean): void {
    const [first] = args
    const guarded = GUARDS.has(name) && args.length === 1 && first ? readOf(first, variable) : undefined
    if (first && guarded !== undefined) {
      reads.push({ name: guarded, node: first })
      node.setMeta('macro', presenceMacro(first))
      return
    }
    const lazy = name === 'IIF' || GUARDS.has(name)
    args.forEach((argument, i) => {
      visit(argument, always && !(lazy && (i > 0 || name !== 'IIF')))
    })
  }

  visit(ast as Node, true)
  allowClosingNull(ast as Node)
  return { reads, required, unclear }
}

/** The attribute that a node reads from the variable, if that is what it does. */
function readOf(node: Node, variable: string): string | undefined {
  if (node.op !== '.' && node.op !== '[]') return undefined
  const [object, key] = node.args
  if (object.op !== 'id' || object.args !== variable) return undefined
  if (typeof key === 'string') return key
  return key.op === 'value' && typeof key.args === 'string' ? key.args : undefined
}

function children(node: Node): Node[] {
  const { args } = node
  if (Array.isArray(args)) return (args as unknown[]).flat().filter(isNode)
  return isNode(args) ? [args] : []
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'op' in value

// `condition ? value : null` gives nothing. CEL wants one type for both branches, so a closing null takes the other's type;
// a null anywhere else stays an error.
function allowClosingNull(node: Node): void {
  if (node.op === 'value' && node.args === null) node.setMeta('check', OPEN_TYPE)
  else if (node.op === '?:') for (const branch of node.args.slice(1)) allowClosingNull(branch as Node)
  else if (node.op === 'call' && node.args[0] === 'IIF')
    for (const branch of node.args[1].slice(1)) allowClosingNull(branch as Node)
}

const OPEN_TYPE = (checker: { getType(name: string): unknown }): unknown => checker.getType('N')
