import { isValidDn } from '../../model/dn.js'
import { bytesOf } from './bytes.js'
import { parseDate } from './date-parse.js'
import { DATE, type ExpressionFunction } from './function.js'
import { guidToBinary, guidToText, sidToText } from './identifiers.js'

/** Functions from one type to another. */
export const CONVERSION: readonly ExpressionFunction[] = [
  { signature: 'CBool(string): bool', description: 'A text as a condition', call: toBoolean },
  {
    signature: 'CBool(int): bool',
    description: 'Whether a number is not zero',
    call: (number: bigint) => number !== 0n,
  },
  { signature: 'CBool(bool): bool', description: 'The condition itself', call: (condition: boolean) => condition },
  { signature: `CDate(string): ${DATE}`, description: 'The point in time that a text gives', call: parseDate },
  {
    signature: 'CGuid(string): string',
    aliases: ['ConvertStringToGuid'],
    description: 'A GUID as a binary value, in the order of bytes of Active Directory',
    perValue: true,
    call: guidToBinary,
  },
  { signature: 'CNum(string): int', description: 'The number that a text gives', perValue: true, call: toNumber },
  { signature: 'CNum(int): int', description: 'The number itself', call: (number: bigint) => number },
  { signature: 'CRef(string): string', description: 'A distinguished name, checked', perValue: true, call: toName },
  { signature: 'CStr(string): string', description: 'The text itself', call: (text: string) => text },
  { signature: 'CStr(int): string', description: 'A number as text', call: (number: bigint) => number.toString() },
  { signature: 'CStr(bool): string', description: "'true' or 'false'", call: (condition: boolean) => `${condition}` },
  ...['CStr', 'string'].map(
    (name): ExpressionFunction => ({
      signature: `${name}(${DATE}): string`,
      description: 'A point in time as text (ISO 8601, UTC)',
      call: (date: Date) => date.toISOString().replace('.000Z', 'Z'),
    }),
  ),
  {
    signature: 'ConvertFromBase64(string): string',
    description: 'The text behind base64 of UTF-16',
    perValue: true,
    call: (text: string) => bytesOf(text).toString('utf16le'),
  },
  {
    signature: 'ConvertFromBase64(string, string): string',
    description: 'The text behind base64: Unicode, ASCII or UTF8',
    perValue: true,
    call: (text: string, encoding: string) => bytesOf(text).toString(encodingOf(encoding)),
  },
  {
    signature: 'ConvertToBase64(string): string',
    description: 'A text as base64 of UTF-16',
    perValue: true,
    call: (text: string) => Buffer.from(text, 'utf16le').toString('base64'),
  },
  {
    signature: 'ConvertToBase64(string, string): string',
    description: 'A text as base64: Unicode, ASCII or UTF8',
    perValue: true,
    call: (text: string, encoding: string) => Buffer.from(text, encodingOf(encoding)).toString('base64'),
  },
  {
    signature: 'ConvertFromUTF8Hex(string): string',
    description: 'The text behind hexadecimal UTF-8',
    perValue: true,
    call: fromHex,
  },
  {
    signature: 'ConvertToUTF8Hex(string): string',
    description: 'A text as hexadecimal UTF-8, which fits into names',
    perValue: true,
    call: (text: string) => Buffer.from(text, 'utf8').toString('hex').toUpperCase(),
  },
  {
    signature: 'StringFromGuid(string): string',
    description: 'The text of a binary GUID',
    perValue: true,
    call: guidToText,
  },
  {
    signature: 'StringFromSid(string): string',
    aliases: ['ConvertSidToString'],
    description: 'The text of a binary security identifier',
    perValue: true,
    call: sidToText,
  },
]

/** The number that a text gives: decimal, or hexadecimal after `&H` or `0x`. Undefined when it gives none. */
export function numberOf(text: string): bigint | undefined {
  const trimmed = text.trim().replace(/^&h/i, '0x')
  if (!/^([+-]?\d+|0x[0-9a-f]+)$/i.test(trimmed)) return undefined
  const number = BigInt(trimmed.replace(/^\+/, ''))
  return BigInt.asIntN(64, number) === number ? number : undefined
}

function toNumber(text: string): bigint {
  const number = numberOf(text)
  if (number === undefined) throw new Error(`'${text}' is no whole number`)
  return number
}

function toBoolean(text: string): boolean {
  const word = text.trim().toLowerCase()
  if (word === 'true' || word === 'false') return word === 'true'
  const number = numberOf(text)
  if (number === undefined) throw new Error(`'${text}' is neither true nor false, nor a number`)
  return number !== 0n
}

function toName(text: string): string {
  if (!isValidDn(text)) throw new Error(`'${text}' is no distinguished name`)
  return text
}

const ENCODINGS = { unicode: 'utf16le', utf8: 'utf8', ascii: 'ascii' } as const

function encodingOf(name: string): BufferEncoding {
  const encoding = ENCODINGS[name.toLowerCase() as keyof typeof ENCODINGS]
  if (encoding === undefined) throw new Error(`an encoding is Unicode, ASCII or UTF8, found '${name}'`)
  return encoding
}

function fromHex(text: string): string {
  if (!/^([0-9a-f]{2})*$/i.test(text)) throw new Error(`'${text}' is not hexadecimal`)
  return Buffer.from(text, 'hex').toString('utf8')
}
