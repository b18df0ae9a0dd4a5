import type { ASTNode } from '@marcbachmann/cel-js'
import { type Node, readOf } from './expression-node.js'
import { closingNulls, emptyWhenAbsent, isNullWord, nullWord, openBranch } from './expression-nulls.js'
import { VALUE_TESTS, valueTest } from './expression-tests.js'
import { ABSENT_IS_EMPTY, VOLATILE } from './functions/all.js'

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
  /** Calls that give something else each time. */
  readonly volatile: readonly AttributeRead[]
}

const LOOPS = new Set(['map', 'filter', 'all', 'exists', 'exists_one', 'bind'])

/** Which parameters of a function are always evaluated; those of all others are. */
const ALWAYS: Readonly<Record<string, (index: number) => boolean>> = {
  IIF: index => index === 0,
  Switch: index => index === 0,
  Select: index => index === 1,
  Where: index => index === 1,
  With: index => index > 0,
}

/** Finds what an expression reads, and prepares its tests of values and its nulls for the type check. */
export function analyse(ast: ASTNode, variable: string): Analysis {
  const finder = new Finder(variable)
  finder.visit(ast as Node, true)
  closingNulls(ast as Node)
  return finder
}

class Finder implements Analysis {
  readonly reads: AttributeRead[] = []
  readonly required = new Set<string>()
  readonly unclear: Node[] = []
  readonly volatile: AttributeRead[] = []
  readonly #variable: string

  constructor(variable: string) {
    this.#variable = variable
  }

  visit(node: Node, always: boolean): void {
    const read = readOf(node)
    if (read?.variable === this.#variable) {
      this.reads.push({ name: read.name, node })
      if (always) this.required.add(read.name)
      return
    }
    switch (node.op) {
      case 'value':
        return
      case 'id':
        if (node.args === this.#variable) this.unclear.push(node)
        else if (isNullWord(node)) nullWord(node)
        return
      case 'call':
        this.#call(node, always)
        return
      case 'rcall':
        this.visit(node.args[1] as Node, always)
        for (const argument of node.args[2]) this.visit(argument as Node, always && !LOOPS.has(node.args[0]))
        return
      case '?:':
        this.visit(node.args[0] as Node, always)
        this.#branches(node.args.slice(1) as Node[])
        return
      case '||':
      case '&&':
        for (const side of node.args) this.visit(side as Node, false)
        return
      default:
        for (const child of children(node)) this.visit(child, always)
    }
  }

  #branches(branches: readonly Node[]): void {
    for (const branch of branches) {
      this.visit(branch, false)
      openBranch(branch)
    }
  }

  #call(node: Node, always: boolean): void {
    const [name, args] = node.args as [string, Node[]]
    const [first] = args
    if (isNullWord(node)) nullWord(node)
    if (VOLATILE.has(name)) this.volatile.push({ name, node })
    if (name === 'ImportedValue') this.#imported(node, first, always)
    if (name === 'has' && first !== undefined && readOf(first) !== undefined)
      node.setMeta('macro', valueTest(first, 'IsPresent'))
    const isAlways = name === 'has' || name in VALUE_TESTS ? () => false : (ALWAYS[name] ?? evaluatesAll(name))
    const own = name === 'Select' || name === 'Where' || name === 'With' ? 1 : 0
    args.forEach((argument, i) => {
      if (i >= own) this.visit(argument, always && isAlways(i))
    })
    if (name === 'IIF') args.slice(1).forEach(openBranch)
    if (name === 'Switch') args.filter((_, i) => i % 2 === 1).forEach(openBranch)
    if (ABSENT_IS_EMPTY.has(name) && first !== undefined) args[0] = emptyWhenAbsent(first)
  }

  #imported(node: Node, parameter: Node | undefined, always: boolean): void {
    if (this.#variable !== 'cs' || parameter?.op !== 'value' || typeof parameter.args !== 'string') return
    this.reads.push({ name: parameter.args, node })
    if (always) this.required.add(parameter.args)
  }
}

const evaluatesAll = (name: string): ((index: number) => boolean) =>
  ABSENT_IS_EMPTY.has(name) ? index => index > 0 : () => true

function children(node: Node): Node[] {
  const { args } = node
  if (Array.isArray(args)) return (args as unknown[]).flat().filter(isNode)
  return isNode(args) ? [args] : []
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'op' in value
