import { stop } from '../kit/stop.js'
import { beginningOf } from './bytes.js'
import { ENCODINGS, type Encoding, markedEncoding } from './encoding.js'

const DECLARED = /^<\?xml\s[^>]*?encoding\s*=\s*["']([\w.:-]+)["']/

/**
 * How a document stores characters: as the settings say, its byte order mark, its XML declaration, or else in UTF-8.
 * @throws ConnectorError when the declaration names an encoding that is not known.
 */
export async function encodingOf(file: string, set: Encoding | undefined): Promise<Encoding> {
  if (set !== undefined) return set
  const beginning = await beginningOf(file)
  const marked = markedEncoding(beginning)
  if (marked !== undefined) return marked
  const name = DECLARED.exec(beginning.toString('latin1'))?.[1]
  if (name === undefined) return 'utf8'
  const word = name.toLowerCase().replace(/^utf-/, 'utf')
  const found = ENCODINGS.find(encoding => encoding === word)
  if (found !== undefined) return found
  throw stop('stopped-code-page-conversion', {
    code: 'source.malformed',
    message: `The file is declared to be in ${name}, which cannot be read.`,
    hint: `Have it written in UTF-8, or set encoding to one of ${ENCODINGS.join(', ')}.`,
    where: { file, line: 1 },
  })
}

/** The name of an encoding in an XML declaration. */
export function declaredName(encoding: Encoding): string {
  if (encoding === 'latin1') return 'ISO-8859-1'
  return encoding.startsWith('utf16') ? 'UTF-16' : encoding.replace(/^utf8$/, 'utf-8').toUpperCase()
}
