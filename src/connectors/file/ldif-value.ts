import { isBase64 } from '../kit/value.js'
import type { EntryPair, EntryTrouble } from './entry-value.js'
import type { LdifLine } from './ldif-reader.js'

const DESCRIPTION = /^[A-Za-z0-9][A-Za-z0-9.-]*(;[A-Za-z0-9=*-]+)*$/

/** Reads a line as `name: text`, `name:: base64`; a URL (`name:< …`) is refused, for a record must not open other files. */
export function pairOf({ text, number: line }: LdifLine): EntryPair | EntryTrouble {
  const colon = text.indexOf(':')
  const description = text.slice(0, Math.max(colon, 0)).trimEnd()
  if (colon < 0 || !DESCRIPTION.test(description)) {
    return { code: 'parse-error', message: `"${text.slice(0, 60)}" is no "name: value".`, line }
  }
  const key = description.toLowerCase().replace(';binary', '')
  const sign = text[colon + 1]
  if (sign === '<') {
    return {
      code: 'parse-error',
      message: `${description} refers to a URL; only values in the file itself are read.`,
      line,
    }
  }
  if (sign !== ':') return { description, key, value: text.slice(colon + 1).replace(/^ +/, ''), line }
  const encoded = text.slice(colon + 2).trim()
  if (!isBase64(encoded))
    return { code: 'invalid-base64-value', message: `The value of ${description} is no base64.`, line }
  return { description, key, value: Buffer.from(encoded, 'base64'), line }
}
