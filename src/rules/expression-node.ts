import type { ASTNode } from '@marcbachmann/cel-js'

/** The parts of the library's nodes, checker and evaluator that its types leave out. Everything that knows them is in expression-*.ts. */
export type Node = ASTNode & {
  readonly meta: { readonly macro?: Macro }
  setMeta(key: string, value: unknown): Node
  clone(kind: NodeKind, args: unknown): Node
}

/** A kind of node: how it is checked and evaluated. */
export interface NodeKind {
  readonly name: string
  check(checker: Checker, node: Node, context: Context): CheckedType
  evaluate(evaluator: Evaluator, node: Node, context: Context): unknown
}

export interface CheckedType {
  readonly kind: string
  readonly type: string
  readonly valueType?: CheckedType
  isDynOrBool(): boolean
  unify(registry: Registry, other: CheckedType): CheckedType | null
}

interface Registry {
  getListType(item: CheckedType): CheckedType
}

export interface Checker {
  readonly registry: Registry
  check(node: ASTNode, context: Context): CheckedType
  getType(name: string): CheckedType
  checkAccessOnType(node: { op: string; args: readonly unknown[] }, context: Context, type: CheckedType): CheckedType
  formatType(type: CheckedType): string
  createError(code: string, message: string, node: ASTNode): Error
}

export interface Evaluator {
  run(node: ASTNode, context: Context): unknown
}

/** The names that can be seen at a place. */
export interface Context {
  getVariable(name: string): { readonly type: CheckedType } | undefined
  getValue(name: string): unknown
  forkWithVariable(name: string, type: CheckedType): Fork
}

/** A context with one name more; one serves all evaluations of its place. */
export interface Fork extends Context {
  reuse(parent: Context): Fork
  setIterValue(value: unknown, evaluator: Evaluator): Fork
}

/** A function that sees its parameters before they are evaluated. */
export interface Macro {
  readonly async: false
  /** For those that never give a value: whether the other branch decides the type. */
  open?: boolean
  typeCheck(checker: Checker, macro: Macro, context: Context): CheckedType
  evaluate(evaluator: Evaluator, macro: Macro, context: Context): unknown
}

/** A type that is still open: whatever else is there decides it. */
export const openType = (checker: Checker): CheckedType => checker.getType('N')

/** The attribute that a node reads from a variable, if that is what it does. */
export function readOf(node: ASTNode): { readonly variable: string; readonly name: string } | undefined {
  if (node.op !== '.' && node.op !== '[]') return undefined
  const [object, key] = node.args
  if (object.op !== 'id') return undefined
  if (typeof key === 'string') return { variable: object.args, name: key }
  return key.op === 'value' && typeof key.args === 'string' ? { variable: object.args, name: key.args } : undefined
}

/**
 * What a node gives, or undefined when that is nothing. The absence of an attribute is seen without an error being made for it,
 * which would cost far more than the evaluation.
 */
export function valueOrNothing(node: ASTNode, isAbsence: (error: unknown) => boolean) {
  const read = readOf(node)
  return (evaluator: Evaluator, context: Context): unknown => {
    if (read !== undefined && (read.variable === 'cs' || read.variable === 'mv'))
      return (context.getValue(read.variable) as Readonly<Record<string, unknown>>)[read.name]
    try {
      return evaluator.run(node, context)
    } catch (error) {
      if (isAbsence(error)) return undefined
      throw error
    }
  }
}
