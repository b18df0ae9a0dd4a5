import { randomBytes } from 'node:crypto'
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'

/** A held lock; disposing it lets the next one in. */
export interface Lock {
  release(): Promise<void>
}

/**
 * Takes the lock file, waiting while a living process holds it. A lock left behind by a dead process is broken.
 * PostgreSQL refuses a second server on one data folder by itself; this keeps two hubs from trying.
 */
export async function takeLock(path: string): Promise<Lock> {
  const token = `${process.pid} ${await startOf(process.pid)} ${randomBytes(6).toString('hex')}`
  const draft = `${path}.${token.split(' ')[2]}`
  await writeFile(draft, token, { mode: 0o600 })
  try {
    while (!(await claim(draft, path))) {
      const held = await readFile(path, 'utf8').catch(() => undefined)
      if (held !== undefined && !(await isHeld(held))) await breakLock(path, held)
      else await sleep(20)
    }
  } finally {
    await rm(draft, { force: true })
  }
  return {
    release: async () => {
      if ((await readFile(path, 'utf8').catch(() => undefined)) === token) await rm(path, { force: true })
    },
  }
}

/** Linking a finished file either takes the lock with its content or fails: nobody ever reads an empty lock. */
async function claim(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

async function isHeld(token: string): Promise<boolean> {
  const [pid, start] = token.split(' ')
  return isAlive(Number(pid)) && (await startOf(Number(pid))) === start
}

/** Moves a dead lock away; puts it back when a living process took it in between. */
async function breakLock(path: string, dead: string): Promise<void> {
  const aside = `${path}.${randomBytes(6).toString('hex')}`
  await rename(path, aside).catch(() => undefined)
  const moved = await readFile(aside, 'utf8').catch(() => undefined)
  if (moved !== undefined && moved !== dead) await claim(aside, path)
  await rm(aside, { force: true })
}

/** Whether a process of this id exists, whoever owns it. */
export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** When the process started, where the system tells: tells a process from an earlier one that had its id. */
async function startOf(pid: number): Promise<string> {
  const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  // The command name in parentheses may hold blanks; the start time is the 20th field after it.
  return line.slice(line.lastIndexOf(')') + 2).split(' ')[19] ?? 'unknown'
}
