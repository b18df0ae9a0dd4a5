import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import type { ConnectorError } from '../connector.js'
import { stop } from '../kit/stop.js'
import { openToRead, sizeOf } from './bytes.js'

/** How much of the beginning tells whether a file is still the one it was. */
const FINGERPRINT_BYTES = 4_096

/** A place in a file that only grows: `offset:length:hash of the first length bytes`. */
export async function watermarkAt(file: string, offset: number): Promise<string> {
  const length = Math.min(FINGERPRINT_BYTES, offset)
  return `${offset}:${length}:${await fingerprint(file, length)}`
}

/**
 * The offset that a watermark names, if the file still begins as it did.
 * @throws ConnectorError `no-start-full-import-required` when it does not.
 */
export async function offsetOf(file: string, watermark: string | undefined): Promise<number> {
  const match = /^(\d+):(\d+):([0-9a-f]*)$/.exec(watermark ?? '')
  if (match === null) throw fullImportRequired(file, 'It is not known how far the file was read.')
  const [offset, length] = [Number(match[1]), Number(match[2])]
  if ((await sizeOf(file)) < offset) throw fullImportRequired(file, 'The file is shorter than what was read of it.')
  if ((await fingerprint(file, length)) !== match[3])
    throw fullImportRequired(file, 'The file was replaced by another.')
  return offset
}

export function fullImportRequired(file: string, message: string): ConnectorError {
  return stop('no-start-full-import-required', {
    code: 'source.watermark-missing',
    message,
    hint: 'Run a full import; delta imports can go on after it.',
    where: { file },
  })
}

/** How the records of a growing file end. */
export interface RecordEnds {
  /** What the file ends with when its last record is whole. */
  readonly line: Buffer
  /** What certainly ends a record; looked for when the last line is still being written. */
  readonly border: readonly Buffer[]
  /** How many bytes the encoding counts by: a border stands at a multiple of it. */
  readonly unit: number
  /** Whether a line end at the end of the file says nothing: a record has many lines. */
  readonly hasManyLines?: boolean
}

/** The end of the last whole record: what is being appended right now is left for the next import. Read from the back. */
export async function endOfRecords(file: string, { line, border, unit, hasManyLines }: RecordEnds): Promise<number> {
  const size = await sizeOf(file)
  if (size === 0) return 0
  await using handle = await openToRead(file)
  const pieceAt = async (start: number, length: number) => {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, start)
    return buffer.subarray(0, bytesRead)
  }
  if (!hasManyLines && (await pieceAt(Math.max(0, size - line.length), line.length)).equals(line)) return size
  const overlap = Math.max(...border.map(one => one.length)) - 1
  for (let until = size; until > 0; ) {
    const start = Math.max(0, until - FINGERPRINT_BYTES)
    const piece = await pieceAt(start, until - start)
    const ends = border.map(one => endOfLast(piece, one, { start, unit })).filter(end => end !== undefined)
    if (ends.length > 0) return start + Math.max(...ends)
    until = start === 0 ? 0 : start + overlap
  }
  return 0
}

/** Where the last `border` of a piece ends. */
function endOfLast(piece: Buffer, border: Buffer, { start, unit }: { readonly start: number; readonly unit: number }) {
  let at = piece.lastIndexOf(border)
  while (at >= 0 && (start + at) % unit !== 0) at = at === 0 ? -1 : piece.lastIndexOf(border, at - 1)
  return at < 0 ? undefined : at + border.length
}

async function fingerprint(file: string, length: number): Promise<string> {
  if (length === 0) return ''
  await using handle = await open(file, 'r')
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, 0)
  return createHash('sha256').update(buffer.subarray(0, bytesRead)).digest('hex')
}
