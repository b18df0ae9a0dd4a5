import { type Context, compileFunction } from 'node:vm'
import { type Export, type Import, readStatement } from './module-statements.js'
import { stripTypes } from './strip-types.js'
import { syntaxPlace, syntaxProblem } from './syntax-place.js'

/** A module as the body of a function of what it imports, its lines and columns where the author wrote them. */
export interface ModuleText {
  readonly file: string
  /** With `this.d` for the default export. */
  readonly code: string
  readonly imports: readonly Import[]
  readonly exports: readonly Export[]
}

/**
 * Reads a module. Where its import and export statements are, V8 says: it stops at each as at an error, because it reads the text as a
 * function, and what runs the code is also what understands it.
 * @throws ProblemError `configuration.syntax` with the place
 */
export function readModule(file: string, text: string): ModuleText {
  let code = stripTypes(file, text)
  const imports: Import[] = []
  const exports: Export[] = []
  for (;;) {
    const error = syntaxError(file, code, parametersOf(imports))
    if (error === undefined) return { file, code, imports, exports }
    const place = syntaxPlace(error, file)
    const offset = offsetOf(code, place)
    if (!/(?:import|export)\b/y.test(code.slice(offset))) {
      throw syntaxProblem(place, (error as Error).message, hintOf((error as Error).message))
    }
    const statement = readStatement(code, offset, place)
    imports.push(...statement.imports)
    exports.push(...statement.exports)
    code = code.slice(0, offset) + statement.replacement + code.slice(statement.end)
  }
}

/** Strict, as modules are; the extra line is not counted. */
const START = "'use strict'\n"

/** The variables that a module's imports are in, in their order. */
export const parametersOf = (imports: readonly Import[]): string[] =>
  imports.flatMap(({ names }) => names.map(({ local }) => local))

/** A module to be run: `this` takes its default export in `d`; it answers functions that answer the other exports. */
export type ModuleFunction = (this: { d?: unknown }, ...imports: unknown[]) => Record<string, () => unknown>

/** The module as a function in a context. */
export function compileModule({ file, code, imports, exports }: ModuleText, context: Context): ModuleFunction {
  const answer = exports.map(({ name, local }) => `${JSON.stringify(name)}: () => ${local}`).join(', ')
  return compile(file, `${code}\nreturn { ${answer} }`, { parameters: parametersOf(imports), context })
}

interface Compiling {
  readonly parameters: readonly string[]
  readonly context?: Context
}

function compile(file: string, code: string, { parameters, context }: Compiling): ModuleFunction {
  return compileFunction(START + code, parameters, {
    filename: file,
    lineOffset: -1,
    ...(context && { parsingContext: context }),
  }) as ModuleFunction
}

function syntaxError(file: string, code: string, parameters: readonly string[]): unknown {
  try {
    compile(file, code, { parameters })
    return undefined
  } catch (error) {
    return error
  }
}

function offsetOf(code: string, { line, column }: { line: number; column: number }): number {
  let start = 0
  for (let i = 1; i < line; i++) start = code.indexOf('\n', start) + 1
  return start + column - 1
}

function hintOf(message: string): string {
  if (message.includes('import.meta')) return 'Rules know nothing of files: leave it out.'
  if (message.includes('await')) return 'Rules answer at once and wait for nothing.'
  return 'Expected TypeScript.'
}
