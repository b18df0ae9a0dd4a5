import { isUtf8 } from 'node:buffer'
import iconv from 'iconv-lite'

const BYTE_PER_CHARACTER = [
  ...['windows-1250', 'windows-1251', 'windows-1252', 'windows-1253', 'windows-1254', 'windows-1255'],
  ...['windows-1256', 'windows-1257', 'windows-1258', 'windows-874'],
  ...['iso-8859-1', 'iso-8859-2', 'iso-8859-3', 'iso-8859-4', 'iso-8859-5', 'iso-8859-6', 'iso-8859-7', 'iso-8859-8'],
  ...['iso-8859-9', 'iso-8859-10', 'iso-8859-11', 'iso-8859-13', 'iso-8859-14', 'iso-8859-15', 'iso-8859-16'],
  ...['us-ascii', 'koi8-r', 'koi8-u', 'cp437', 'cp850', 'cp852', 'cp855', 'cp866', 'macintosh'],
] as const
const BYTES_PER_CHARACTER = ['shift_jis', 'euc-jp', 'gbk', 'gb18030', 'big5', 'euc-kr'] as const

/** The encodings that files may have: Unicode, `latin1` (another word for `iso-8859-1`), and the code pages of old systems. */
export const ENCODINGS = [
  'utf8',
  'utf16le',
  'utf16be',
  'latin1',
  ...BYTE_PER_CHARACTER,
  ...BYTES_PER_CHARACTER,
] as const
export type Encoding = (typeof ENCODINGS)[number]

const UNICODE: ReadonlySet<Encoding> = new Set(['utf8', 'utf16le', 'utf16be'])
const REPLACED = '\uFFFD'
/** A lone surrogate: no encoding can store it. */
const HALF_CHARACTER = /\p{Surrogate}/u

/** What becomes of a piece of a file: its characters; with `isBad` those before the first bytes that are none. */
export interface Decoded {
  readonly text: string
  readonly isBad: boolean
}

/** Turns bytes into characters piece by piece; a character may be cut between two pieces. A byte order mark stays. */
export interface StrictDecoder {
  write(bytes: Buffer): Decoded
  /** Whether the last piece ended within a character. */
  endsWithin(): boolean
}

export function strictDecoder(encoding: Encoding): StrictDecoder {
  if (encoding === 'utf8') return carrying(decodeUtf8)
  if (encoding === 'utf16le') return carrying(bytes => decodeUtf16(bytes, false))
  if (encoding === 'utf16be') return carrying(bytes => decodeUtf16(bytes, true))
  return codePage(encoding)
}

/** The characters as a file stores them. */
export const encodeText = (text: string, encoding: Encoding): Buffer => iconv.encode(text, encoding)

/** Whether the encoding has every character of the text. */
export function canEncode(text: string, encoding: Encoding): boolean {
  if (HALF_CHARACTER.test(text)) return false
  return UNICODE.has(encoding) || iconv.decode(encodeText(text, encoding), encoding, { stripBOM: false }) === text
}

/** The byte order mark of a Unicode encoding; empty for others. */
export const markOf = (encoding: Encoding): Buffer =>
  UNICODE.has(encoding) ? encodeText('\uFEFF', encoding) : Buffer.alloc(0)

/** The Unicode encoding whose byte order mark the bytes begin with. */
export function markedEncoding(bytes: Buffer): Encoding | undefined {
  return (['utf8', 'utf16le', 'utf16be'] as const).find(encoding => {
    const mark = markOf(encoding)
    return bytes.subarray(0, mark.length).equals(mark)
  })
}

interface Cut extends Decoded {
  /** How many bytes at the end begin a character that is not whole. */
  readonly left: number
}

function carrying(decode: (bytes: Buffer) => Cut): StrictDecoder {
  let carried: Buffer = Buffer.alloc(0)
  return {
    write(bytes) {
      const whole = carried.length === 0 ? bytes : Buffer.concat([carried, bytes])
      const { text, isBad, left } = decode(whole)
      carried = left === 0 ? Buffer.alloc(0) : Buffer.from(whole.subarray(whole.length - left))
      return { text, isBad }
    },
    endsWithin: () => carried.length > 0,
  }
}

function decodeUtf8(bytes: Buffer): Cut {
  const left = unfinished(bytes)
  const whole = bytes.subarray(0, bytes.length - left)
  if (isUtf8(whole)) return { text: whole.toString('utf8'), isBad: false, left }
  // The longest beginning that is good: whether one is stays true for all that are shorter.
  let good = 0
  let bad = whole.length
  while (bad - good > 1) {
    const middle = (good + bad) >> 1
    const part = whole.subarray(0, middle)
    if (isUtf8(part.subarray(0, middle - unfinished(part)))) good = middle
    else bad = middle
  }
  const part = whole.subarray(0, good)
  return { text: part.subarray(0, good - unfinished(part)).toString('utf8'), isBad: true, left: 0 }
}

/** How many bytes at the end begin a character of UTF-8 that goes on behind them. */
function unfinished(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0
    if (byte < 0x80) return 0
    if (byte < 0xc0) continue
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
    return length > back ? back : 0
  }
  return 0
}

function decodeUtf16(bytes: Buffer, isBigEndian: boolean): Cut {
  const even = bytes.length & ~1
  const whole = bytes.subarray(0, even)
  const text = (isBigEndian ? Buffer.from(whole).swap16() : whole).toString('utf16le')
  const last = text.charCodeAt(text.length - 1)
  const isCut = last >= 0xd800 && last < 0xdc00
  const good = isCut ? text.slice(0, -1) : text
  const left = bytes.length - even + (isCut ? 2 : 0)
  if (good.isWellFormed()) return { text: good, isBad: false, left }
  return { text: good.slice(0, good.search(HALF_CHARACTER)), isBad: true, left: 0 }
}

// The library puts U+FFFD for what is no character. Of these encodings only gb18030 has that character, and no text means it.
function codePage(encoding: Encoding): StrictDecoder {
  const decoder = iconv.getDecoder(encoding, { stripBOM: false })
  return {
    write(bytes) {
      const text = decoder.write(bytes)
      const at = text.indexOf(REPLACED)
      return at < 0 ? { text, isBad: false } : { text: text.slice(0, at), isBad: true }
    },
    endsWithin: () => (decoder.end() ?? '') !== '',
  }
}
