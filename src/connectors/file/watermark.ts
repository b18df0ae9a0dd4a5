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

/** The end of the last whole line, and whether it is that of the file. Read from the back. */
export async function endOfLines(file: string, width: 1 | 2): Promise<number> {
  const size = await sizeOf(file)
  if (size === 0) return 0
  await using handle = await openToRead(file)
  const newline = Buffer.from('\n', width === 1 ? 'latin1' : 'utf16le')
  for (let until = size; until > 0; ) {
    const start = Math.max(0, until - FINGERPRINT_BYTES)
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(until - start), 0, until - start, start)
    const at = buffer.subarray(0, bytesRead).lastIndexOf(newline)
    if (at >= 0) return start + at + width
    // One byte of overlap, for a newline of two bytes.
    until = start === 0 ? 0 : start + width - 1
  }
  return 0
}

async function fingerprint(file: string, length: number): Promise<string> {
  if (length === 0) return ''
  await using handle = await open(file, 'r')
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, 0)
  return createHash('sha256').update(buffer.subarray(0, bytesRead)).digest('hex')
}
