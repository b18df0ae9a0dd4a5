import { stripTypeScriptTypes } from 'node:module'
import { syntaxPlace, syntaxProblem } from './syntax-place.js'

/**
 * The JavaScript of a TypeScript text: types become spaces, so that every line and column stays where it is.
 * @throws ProblemError `configuration.syntax` with the place
 */
export function stripTypes(file: string, text: string): string {
  if (!file.endsWith('.ts')) return text
  try {
    // Without a comment that names the source: it would make V8 count lines from another start.
    return withoutWarning(() => stripTypeScriptTypes(text, { mode: 'strip' }))
  } catch (error) {
    const { code, message } = error as { code?: string; message: string }
    const hint =
      code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX'
        ? 'Only types that can be left out are allowed: no enum, no namespace, no parameter properties. Use an object or a union.'
        : 'Expected TypeScript.'
    throw syntaxProblem(syntaxPlace(error, file), message, hint)
  }
}

// Node says once that this function may change. It is pinned, and operators cannot do anything about it.
function withoutWarning<T>(work: () => T): T {
  const { emitWarning } = process
  process.emitWarning = () => undefined
  try {
    return work()
  } finally {
    process.emitWarning = emitWarning
  }
}
