import { execFile } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ProblemError } from '../../model/problem.js'

const run = promisify(execFile)

/** The system user a server runs as. PostgreSQL refuses to run as root. */
export interface Account {
  readonly uid: number
  readonly gid: number
}

/** Where `useradd` lives is not on every PATH. */
const PATH = `${process.env.PATH ?? ''}:/usr/sbin:/sbin:/usr/bin:/bin`

/** The environment of every server program: nothing of the caller's PostgreSQL settings or language reaches it. */
export const SERVER_ENVIRONMENT: Readonly<Record<string, string>> = { PATH, LC_ALL: 'C', TZ: 'UTC' }

/**
 * The account to run the server as, or undefined to run it as ourselves, which is always so unless we are root.
 * As root: the owner of a data folder that exists already, else the system user `postgres`, created when missing.
 */
export async function serverAccount(dataFolder: string): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined
  const held = await stat(join(dataFolder, 'data')).catch(() => undefined)
  if (held !== undefined && held.uid !== 0) return { uid: held.uid, gid: held.gid }
  return (await postgresAccount()) ?? (await createPostgresAccount())
}

async function postgresAccount(): Promise<Account | undefined> {
  try {
    const [uid, gid] = await Promise.all(['-u', '-g'].map(flag => run('id', [flag, 'postgres'], { env: { PATH } })))
    return { uid: Number(uid?.stdout), gid: Number(gid?.stdout) }
  } catch {
    return undefined
  }
}

async function createPostgresAccount(): Promise<Account> {
  // Another hub may be creating the same account: only what is there afterwards counts.
  const failures: unknown[] = []
  await run('groupadd', ['--system', 'postgres'], { env: { PATH } }).catch(error => failures.push(error))
  const user = [
    '--system',
    '--gid',
    'postgres',
    '--no-create-home',
    '--home-dir',
    '/nonexistent',
    '--shell',
    '/usr/sbin/nologin',
  ]
  await run('useradd', [...user, 'postgres'], { env: { PATH } }).catch(error => failures.push(error))
  const account = await postgresAccount()
  if (account !== undefined) return account
  throw new ProblemError(
    {
      code: 'storage.unavailable',
      message: 'PostgreSQL does not run as root, and the system user "postgres" could not be created',
      hint: 'Create it (groupadd postgres; useradd -g postgres postgres), run the hub as another user, or set DATABASE_URL.',
    },
    { cause: failures[0] },
  )
}

/** Whether a program run as the account ends well. Really running it sees permissions, ACLs and mounts alike. */
export async function runsAs(
  account: Account | undefined,
  program: string,
  parameters: readonly string[],
): Promise<boolean> {
  try {
    await run(program, parameters, { ...account, cwd: '/', env: SERVER_ENVIRONMENT })
    return true
  } catch {
    return false
  }
}

/** Whether the account can create files in a folder. Several may look at the same moment: each has a file of its own. */
export function canWrite(account: Account | undefined, folder: string): Promise<boolean> {
  return runsAs(account, '/bin/sh', ['-c', 'cd "$0" && : > ".probe.$$" && rm ".probe.$$"', folder])
}
