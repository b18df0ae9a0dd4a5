import { createHash } from 'node:crypto'
import { access, chmod, chown, constants, mkdir, realpath, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { ProblemError } from '../../model/problem.js'
import { type Account, canWrite, serverAccount } from './account.js'
import { type Binaries, findBinaries } from './binaries.js'
import { SHARED_FOLDERS, sharedFolder } from './shared-folder.js'

/** Everything about one embedded server that does not change while it runs. */
export interface Home {
  /** Belongs to the server's account; holds all of the following. */
  readonly folder: string
  readonly data: string
  readonly passwordFile: string
  readonly logFile: string
  readonly lockFile: string
  readonly account: Account | undefined
  readonly binaries: Binaries
}

/**
 * Prepares the folder of an embedded server. Where the server's account cannot reach the folder that was asked for,
 * the data lives in a folder of its own below the shared folder, and `say` is told so in one line.
 */
export async function prepareHome(dataFolder: string, say: (line: string) => void): Promise<Home> {
  const wanted = resolve(dataFolder)
  const account = await serverAccount(wanted)
  const binaries = await findBinaries(account)
  await makePrivate(wanted)
  const folder = account === undefined ? await ownFolder(wanted) : await accountFolder(account, wanted, say)
  const real = await realpath(folder)
  return {
    folder: real,
    data: join(real, 'data'),
    passwordFile: join(real, 'password'),
    logFile: join(real, 'server.log'),
    lockFile: join(real, 'start.lock'),
    account,
    binaries,
  }
}

/** Private is the folder itself; those above it are what the system makes them, so that the server's account can pass. */
async function makePrivate(folder: string): Promise<void> {
  try {
    await mkdir(dirname(folder), { recursive: true })
    await mkdir(folder, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw unmakable(folder, error as Error)
  }
}

async function ownFolder(wanted: string): Promise<string> {
  await access(wanted, constants.R_OK | constants.W_OK | constants.X_OK).catch(error => {
    throw closed(wanted, error)
  })
  return wanted
}

/** Data that exists stays where it is, whatever has become of the folders around it. */
async function accountFolder(account: Account, wanted: string, say: (line: string) => void): Promise<string> {
  const held = await holdsData(wanted)
  const name = `data-${createHash('sha256').update(wanted).digest('hex').slice(0, 12)}`
  const moved = held ? undefined : await findShared(name)
  if (moved === undefined && (await openTo(account, wanted))) return wanted
  if (held) throw unreachable(wanted)
  const folder = moved ?? join(await sharedFolder(), name)
  await mkdir(folder, { recursive: true })
  await give(account, folder)
  say(`The database's user cannot reach ${wanted}; its data is kept in ${folder}.`)
  return folder
}

async function holdsData(folder: string): Promise<boolean> {
  return (await stat(join(folder, 'data')).catch(() => undefined)) !== undefined
}

async function findShared(name: string): Promise<string | undefined> {
  for (const folder of SHARED_FOLDERS) {
    if (await holdsData(join(folder, name))) return join(folder, name)
  }
  return undefined
}

async function openTo(account: Account, folder: string): Promise<boolean> {
  const before = await stat(folder)
  await give(account, folder)
  if (await canWrite(account, folder)) return true
  await chown(folder, before.uid, before.gid)
  await chmod(folder, before.mode & 0o777)
  return false
}

async function give(account: Account, folder: string): Promise<void> {
  await chown(folder, account.uid, account.gid)
  await chmod(folder, 0o700)
}

function unreachable(folder: string): ProblemError {
  return new ProblemError({
    code: 'storage.unavailable',
    message: `The user that owns the data in ${folder} can no longer reach that folder`,
    hint: 'Let that user pass the folders above it (chmod o+x), or set DATABASE_URL.',
    where: { file: folder },
  })
}

function unmakable(folder: string, cause: Error): ProblemError {
  return new ProblemError(
    {
      code: 'storage.unavailable',
      message: `The data folder ${folder} cannot be made: ${cause.message}`,
      hint: 'Choose another one with --data or HUB_DATA, or set DATABASE_URL.',
      where: { file: folder },
    },
    { cause },
  )
}

function closed(folder: string, cause: unknown): ProblemError {
  return new ProblemError(
    {
      code: 'storage.unavailable',
      message: `The data folder ${folder} belongs to another user`,
      hint: 'Run the hub as that user or as root, choose another data folder, or set DATABASE_URL.',
      where: { file: folder },
    },
    { cause },
  )
}
