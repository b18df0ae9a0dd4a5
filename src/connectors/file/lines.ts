import { malformed, type Part } from './bytes.js'
import type { Encoding } from './encoding.js'
import { textOf } from './text.js'

/** One line of a text file, without its end. */
export interface TextLine {
  readonly text: string
  readonly number: number
  /** The line end; only the last line of a file may lack it. */
  readonly end: '\r\n' | '\n' | ''
}

/** A file without line ends must not swallow the memory. */
const MAX_LINE_CHARACTERS = 64 * 1024 * 1024

/**
 * The lines of a file in order, which end with LF or CR LF.
 * @throws ConnectorError at bytes that are no characters, and at a line of more than 64 million characters.
 */
export async function* linesOf(
  file: string,
  encoding: Encoding,
  { part = {}, signal }: { readonly part?: Part | undefined; readonly signal: AbortSignal },
): AsyncGenerator<readonly TextLine[]> {
  let number = 0
  let parts: string[] = []
  let held = 0
  for await (const text of textOf(file, encoding, { part, signal })) {
    const lines: TextLine[] = []
    let start = 0
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', start)) {
      const line = parts.join('') + text.slice(start, at)
      number++
      lines.push(
        line.endsWith('\r') ? { text: line.slice(0, -1), number, end: '\r\n' } : { text: line, number, end: '\n' },
      )
      parts = []
      held = 0
      start = at + 1
    }
    if (start < text.length) parts.push(text.slice(start))
    held += text.length - start
    if (held > MAX_LINE_CHARACTERS)
      throw malformed(file, 'The line has more than 64 million characters.', { line: number + 1 })
    if (lines.length > 0) yield lines
  }
  if (held > 0) yield [{ text: parts.join(''), number: number + 1, end: '' }]
}
