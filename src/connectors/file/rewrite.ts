import { randomUUID } from 'node:crypto'
import { chown, type FileHandle, open, realpath, rename, stat, unlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { ConnectorError } from '../connector.js'
import { stop } from '../kit/stop.js'

/** Tells whether a file is still the one that was read. */
export interface FileStamp {
  readonly inode: bigint
  readonly size: bigint
  readonly modified: bigint
}

export async function exists(file: string): Promise<boolean> {
  try {
    await stat(file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw writeTrouble(error, file)
  }
}

export async function stampOf(file: string): Promise<FileStamp> {
  const { ino, size, mtimeNs } = await stat(file, { bigint: true })
  return { inode: ino, size, modified: mtimeNs }
}

/** @throws ConnectorError when somebody else wrote the file since `before`. */
export function unchanged(file: string, before: FileStamp | undefined, now: FileStamp): FileStamp {
  const same =
    before === undefined || (before.inode === now.inode && before.size === now.size && before.modified === now.modified)
  if (same) return now
  throw stop('stopped-export-write', {
    code: 'source.write-failed',
    message: 'The file was changed by somebody else during the export; nothing of this batch was written.',
    hint: 'See to it that only one program writes the file at a time, then run the export again.',
    where: { file },
  })
}

/**
 * Replaces a file by `content`: written beside it, made durable, then renamed, so that a reader sees the old file or the new
 * one and a crash leaves one of them.
 * @param before what the content was made from; undefined for a new file.
 */
export async function rewrite(
  file: string,
  before: FileStamp | undefined,
  content: AsyncIterable<Buffer>,
): Promise<void> {
  const target = before === undefined ? file : await realpath(file)
  const temporary = join(dirname(target), `.${basename(target)}.${randomUUID()}.tmp`)
  try {
    await using handle = await open(temporary, 'wx', 0o600)
    for await (const bytes of content) await handle.writeFile(bytes)
    if (before !== undefined) {
      unchanged(file, before, await stampOf(target))
      await keepOwner(handle, target, temporary)
    } else {
      await handle.chmod(0o644)
    }
    await handle.sync()
    await rename(temporary, target)
    await syncFolder(dirname(target))
  } catch (error) {
    await unlink(temporary).catch(() => {})
    throw error instanceof ConnectorError ? error : writeTrouble(error, file)
  }
}

async function keepOwner(handle: FileHandle, target: string, temporary: string): Promise<void> {
  const { mode, uid, gid } = await stat(target)
  // Only root may give files away; for anybody else the file is their own already.
  await chown(temporary, uid, gid).catch(() => {})
  await handle.chmod(mode & 0o7777)
}

async function syncFolder(folder: string): Promise<void> {
  await using handle = await open(folder, 'r')
  await handle.sync().catch(() => {})
}

function writeTrouble(error: unknown, file: string): ConnectorError {
  const message = `The file cannot be written: ${(error as Error).message}`
  const hint = 'Check that the folder exists, has space, and that the account the hub runs under may write in it.'
  return stop('stopped-export-write', { code: 'source.write-failed', message, hint, where: { file } }, error)
}
