import { stop } from '../kit/stop.js'
import { bytesOf, cutOff, type Part } from './bytes.js'
import { type Encoding, markedEncoding, strictDecoder } from './encoding.js'

const MARK = '\uFEFF'

/**
 * The characters of a file, piece by piece, without a byte order mark.
 * @throws ConnectorError `stopped-code-page-conversion` with line and column at bytes that are no characters.
 */
export async function* textOf(
  file: string,
  encoding: Encoding,
  { part, signal }: { readonly part: Part; readonly signal: AbortSignal },
): AsyncGenerator<string> {
  const decoder = strictDecoder(encoding)
  let line = 1
  let column = 1
  let isFirst = (part.start ?? 0) === 0
  let marked: Encoding | undefined
  for await (const bytes of bytesOf(file, part, signal)) {
    if (isFirst) marked = markedEncoding(bytes)
    const decoded = decoder.write(bytes)
    const text = isFirst && decoded.text.startsWith(MARK) ? decoded.text.slice(1) : decoded.text
    isFirst = false
    const lines = countLines(text)
    column = lines === 0 ? column + text.length : text.length - text.lastIndexOf('\n')
    line += lines
    if (decoded.isBad) throw notText(file, encoding, { line, column, marked })
    yield text
  }
  if (decoder.endsWithin()) throw cutOff(file, 'The file ends in the middle of a character.', line)
}

function notText(
  file: string,
  encoding: Encoding,
  { line, column, marked }: { line: number; column: number; marked: Encoding | undefined },
) {
  const other = marked !== undefined && marked !== encoding ? `The file begins with the mark of ${marked}. ` : ''
  return stop('stopped-code-page-conversion', {
    code: 'source.malformed',
    message: `Line ${line}, column ${column} of the file is not ${encoding}.`,
    hint: `${other}Set encoding to what the file is written in, or have it written in UTF-8.`,
    where: { file, line, column },
  })
}

function countLines(text: string): number {
  let count = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++
  return count
}
