import { once } from 'node:events'
import type { PoolClient } from 'pg'
import { from } from 'pg-copy-streams'

/** One row of a COPY: `null` and `undefined` are NULL, objects and arrays are JSON. */
export type CopyValue = string | number | boolean | null | undefined | object
export type CopyRow = readonly CopyValue[]

const CHUNK = 1 << 18
const SPECIAL = /[\\\n\r\t]/

/** Sends rows with COPY: a third of the cost of an insert. Answers how many. */
export async function copyRows(client: PoolClient, target: string, rows: Iterable<CopyRow>): Promise<number> {
  const stream = client.query(from(`copy ${target} from stdin`))
  // Awaited below; registered first so that an early failure of the server is not missed.
  const finished = once(stream, 'finish')
  finished.catch(() => undefined)
  let sent = 0
  let text = ''
  for (const row of rows) {
    text += encodeRow(row)
    sent++
    if (text.length > CHUNK) {
      if (!stream.write(text)) await Promise.race([once(stream, 'drain'), finished])
      text = ''
    }
  }
  stream.end(text)
  await finished
  return sent
}

function encodeRow(row: CopyRow): string {
  let line = ''
  for (let i = 0; i < row.length; i++) line += i === 0 ? encodeValue(row[i]) : `\t${encodeValue(row[i])}`
  return `${line}\n`
}

function encodeValue(value: CopyValue): string {
  if (value === null || value === undefined) return '\\N'
  if (typeof value === 'number') return String(value)
  if (typeof value === 'boolean') return value ? 't' : 'f'
  return escapeText(typeof value === 'string' ? value : jsonText(value))
}

/** JSON without the one character jsonb cannot hold. */
export const jsonText = (value: object): string => {
  const text = JSON.stringify(value)
  // A backslash escaped as two is stepped over, so that only a real escape of the zero character is replaced.
  return text.includes('\\u0000')
    ? text.replace(/\\(\\|u0000)/g, (all, what) => (what === 'u0000' ? '\\ufffd' : all))
    : text
}

function escapeText(text: string): string {
  if (!SPECIAL.test(text)) return text
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t')
}
