import type { ExtensionFiles } from './files.js'
import { TimeOut } from './sandbox.js'
import type { SourcePlace } from './syntax-place.js'

/** What an author's code threw: its message, and where in the author's files it came from. */
export interface AuthorError {
  readonly message: string
  readonly place: SourcePlace | undefined
}

/** Never throws, whatever was thrown: code may throw anything. */
export function problemOfError(error: unknown, files: ExtensionFiles): AuthorError {
  if (error instanceof TimeOut) return { message: 'it takes too long', place: undefined }
  try {
    const { name, message, stack } = (error ?? {}) as { name?: unknown; message?: unknown; stack?: unknown }
    const text = typeof message === 'string' && message !== '' ? message : plainText(error)
    const isBug = typeof name === 'string' && name !== 'Error' && typeof message === 'string'
    return { message: isBug ? `${name}: ${text}` : text, place: placeIn(String(stack ?? ''), files) }
  } catch {
    return { message: 'an error that cannot be shown', place: undefined }
  }
}

const plainText = (error: unknown): string =>
  typeof error === 'string' && error !== '' ? error : 'an error without a message'

// The innermost frame that is in one of the author's files.
function placeIn(stack: string, files: ExtensionFiles): SourcePlace | undefined {
  for (const line of stack.split('\n')) {
    const [, file, row, column] = /^\s+at (?:.*\()?([^()]+):(\d+):(\d+)\)?$/.exec(line) ?? []
    if (file !== undefined && files.has(file)) return { file, line: Number(row), column: Number(column) }
  }
  return undefined
}
