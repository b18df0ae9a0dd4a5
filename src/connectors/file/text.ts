import { TextDecoder } from 'node:util'
import { stop } from '../kit/stop.js'
import { bytesOf, cutOff, type Part } from './bytes.js'
import type { CsvSettings } from './settings.js'

export type Encoding = CsvSettings['encoding']

const NAMES = { utf8: 'UTF-8', latin1: 'Latin-1', utf16le: 'UTF-16' } as const
const LINE_FEED = 10
/** A lone surrogate: no encoding can store it. */
export const HALF_CHARACTER = /\p{Surrogate}/u

/**
 * The characters of a file, piece by piece, without a byte order mark.
 * @throws ConnectorError `stopped-code-page-conversion` at bytes that are no characters.
 */
export async function* textOf(
  file: string,
  encoding: Encoding,
  { part, signal }: { readonly part: Part; readonly signal: AbortSignal },
): AsyncGenerator<string> {
  let line = 1
  const decoder =
    encoding === 'latin1' ? undefined : new TextDecoder(encoding === 'utf8' ? 'utf-8' : 'utf-16le', { fatal: true })
  for await (const bytes of bytesOf(file, part, signal)) {
    yield decoder === undefined ? bytes.toString('latin1') : decoded(decoder, bytes, { file, encoding, line })
    line += countLines(bytes)
  }
  try {
    yield decoder?.decode() ?? ''
  } catch {
    throw cutOff(file, 'The file ends in the middle of a character.', line)
  }
}

function decoded(decoder: TextDecoder, bytes: Buffer, at: { file: string; encoding: Encoding; line: number }): string {
  try {
    return decoder.decode(bytes, { stream: true })
  } catch {
    throw notText(at.file, at.encoding, at.line + linesBefore(bytes, at.encoding))
  }
}

function notText(file: string, encoding: Encoding, line: number) {
  return stop('stopped-code-page-conversion', {
    code: 'source.malformed',
    message: `Line ${line} of the file is not ${NAMES[encoding]}.`,
    hint: 'Set encoding to what the file is written in (utf8, latin1, utf16le), or have it written in UTF-8.',
    where: { file, line },
  })
}

function countLines(bytes: Buffer): number {
  let count = 0
  for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1)) count++
  return count
}

// The good lines before the bad one. A character may be cut at the start of the piece, so the first line counts as good.
function linesBefore(bytes: Buffer, encoding: Encoding): number {
  if (encoding !== 'utf8') return 0
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let lines = 0
  let start = 0
  for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, start)) {
    try {
      decoder.decode(bytes.subarray(start, at))
    } catch {
      if (lines > 0 || start > 0) return lines
    }
    lines++
    start = at + 1
  }
  return lines
}
