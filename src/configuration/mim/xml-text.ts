import { ProblemError } from '../../model/problem.js'

const ZIP = [0x50, 0x4b]

/**
 * The characters of an XML file. The byte order mark tells the encoding, or else the XML declaration; without both it is UTF-8.
 * @throws ProblemError `configuration.syntax` when the bytes are no text
 */
export function decodeXml(bytes: Uint8Array, file: string): string {
  if (ZIP.every((byte, i) => bytes[i] === byte))
    throw notXml(file, 'This is a zip archive', 'Unpack it, and name the folder with MV.XML in it.')
  if (bytes.length === 0) throw notXml(file, 'The file is empty', 'Copy it again from the server, or export again.')
  const encoding = encodingOf(bytes)
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes).replace(/^\uFEFF/, '')
  } catch {
    const message = `The file is not ${encoding.toUpperCase()}`
    throw notXml(file, message, 'Copy it from the server as it is: no program may have changed its encoding.')
  }
}

function encodingOf(bytes: Uint8Array): string {
  const [first, second, third] = bytes
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8'
  if (first === 0x3c && second === 0) return 'utf-16le'
  if (first === 0 && second === 0x3c) return 'utf-16be'
  const beginning = new TextDecoder('latin1').decode(bytes.subarray(0, 200))
  const declared = /^\s*<\?xml[^>]*\sencoding=["']([\w.-]+)["']/.exec(beginning)?.[1]?.toLowerCase()
  // Two-byte characters would have shown: a file that only says so was converted.
  return declared === undefined || declared.startsWith('utf-16') || !isKnown(declared) ? 'utf-8' : declared
}

function isKnown(encoding: string): boolean {
  try {
    return new TextDecoder(encoding).encoding !== ''
  } catch {
    return false
  }
}

const notXml = (file: string, message: string, hint: string): ProblemError =>
  new ProblemError({ code: 'configuration.syntax', message, hint, where: { file, line: 1, column: 1 } })
