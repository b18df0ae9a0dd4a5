import { type FileHandle, open } from 'node:fs/promises'
import type { ConnectorError } from '../connector.js'
import { checkSignal, stop } from '../kit/stop.js'

const CHUNK = 256 * 1024

export interface Part {
  readonly start?: number
  /** Offset of the first byte not to read; default: everything there is. */
  readonly end?: number
}

/** Opens a file to read. @throws ConnectorError `no-start-file-…`. */
export async function openToRead(file: string): Promise<FileHandle> {
  try {
    const handle = await open(file, 'r')
    const stat = await handle.stat()
    if (!stat.isDirectory()) return handle
    await handle.close()
    throw Object.assign(new Error(`${file} is a folder`), { code: 'EISDIR' })
  } catch (error) {
    throw openTrouble(error, file)
  }
}

/** The size of a file in bytes; 0 when it does not exist. */
export async function sizeOf(file: string): Promise<number> {
  try {
    await using handle = await open(file, 'r')
    return (await handle.stat()).size
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0
    throw openTrouble(error, file)
  }
}

/** The first bytes of a file: enough for a byte order mark and an XML declaration. */
export async function beginningOf(file: string): Promise<Buffer> {
  await using handle = await openToRead(file)
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(512), 0, 512, 0)
  return buffer.subarray(0, bytesRead)
}

/**
 * The bytes of a file, piece by piece. The pieces are only good until the next one is asked for.
 * @throws ConnectorError when the file cannot be read, or became shorter while it was read.
 */
export async function* bytesOf(file: string, part: Part, signal: AbortSignal): AsyncGenerator<Buffer> {
  await using handle = await openToRead(file)
  const until = part.end ?? (await handle.stat()).size
  const buffer = Buffer.allocUnsafe(CHUNK)
  let at = part.start ?? 0
  while (true) {
    checkSignal(signal)
    const wanted = part.end === undefined ? CHUNK : Math.min(CHUNK, until - at)
    const { bytesRead } = wanted > 0 ? await readAt(handle, buffer.subarray(0, wanted), { at, file }) : { bytesRead: 0 }
    if (bytesRead === 0) break
    at += bytesRead
    yield buffer.subarray(0, bytesRead)
  }
  if (at < until) throw cutOff(file, 'The file became shorter while it was read.')
}

async function readAt(handle: FileHandle, buffer: Buffer, { at, file }: { at: number; file: string }) {
  try {
    return await handle.read(buffer, 0, buffer.length, at)
  } catch (error) {
    const message = `The file cannot be read any further: ${(error as Error).message}`
    const hint = 'Check the disk or the network share, then run the import again.'
    throw stop('stopped-file-error', { code: 'source.connection-lost', message, hint, where: { file } }, error)
  }
}

/** Ends a read of a file that is not whole. */
export function cutOff(file: string, message: string, line?: number): ConnectorError {
  return stop('stopped-parsing-errors', {
    code: 'source.cut-off',
    message,
    hint: 'Have the file delivered again, complete. Nothing was deleted because of it.',
    where: { file, ...(line !== undefined && { line }) },
  })
}

/** Ends a read of a file whose records cannot be told apart from here on. */
export function malformed(file: string, message: string, place: { line?: number; column?: number }): ConnectorError {
  const hint = 'Correct the file at this place and run the import again.'
  return stop('stopped-parsing-errors', { code: 'source.malformed', message, hint, where: { file, ...place } })
}

function openTrouble(error: unknown, file: string): ConnectorError {
  const { code, message } = error as NodeJS.ErrnoException
  const where = { file }
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    const hint = 'Check the path, and that the file was delivered.'
    return stop('no-start-file-not-found', {
      code: 'source.not-found',
      message: `There is no file ${file}.`,
      hint,
      where,
    })
  }
  if (code === 'EACCES' || code === 'EPERM') {
    const hint = 'Let the account the hub runs under read the file and pass through its folders.'
    const text = `The hub may not open ${file}.`
    return stop('no-start-file-access-denied', { code: 'source.permission', message: text, hint, where })
  }
  const hint = 'Check that the path names an ordinary file.'
  return stop('no-start-file-open', {
    code: 'source.unreachable',
    message: `${file} cannot be opened: ${message}`,
    hint,
    where,
  })
}
