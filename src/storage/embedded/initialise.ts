import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chown, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ProblemError } from '../../model/problem.js'
import { SERVER_ENVIRONMENT } from './account.js'
import { USER } from './found-server.js'
import type { Home } from './home.js'

const run = promisify(execFile)

/**
 * Creates the database cluster unless there is one. It is made under another name and moved into place when complete, so
 * that a start killed half-way leaves nothing that looks finished. The caller holds the home's lock.
 */
export async function initialise(home: Home): Promise<void> {
  const version = await readFile(join(home.data, 'PG_VERSION'), 'utf8').catch(missing)
  if (version === undefined) return create(home)
  const [major] = home.binaries.version.split('.')
  if (version.trim() === major) return
  throw new ProblemError({
    code: 'storage.unavailable',
    message: `The data in ${home.data} belongs to PostgreSQL ${version.trim()}; this hub brings PostgreSQL ${major}`,
    hint: 'Dump it with the former release of the hub and load it into an empty folder, or use that release.',
    where: { file: home.data },
  })
}

function missing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined
  throw new ProblemError(
    {
      code: 'storage.unavailable',
      message: `The data folder of the embedded PostgreSQL cannot be read: ${error.message}`,
      hint: 'It may belong to another user: run the hub as that user or as root, or choose another data folder.',
    },
    { cause: error },
  )
}

async function create(home: Home): Promise<void> {
  const leftovers = (await readdir(home.folder)).filter(name => name.startsWith('data.'))
  await Promise.all(leftovers.map(name => rm(join(home.folder, name), { recursive: true, force: true })))
  await createPassword(home)
  const draft = `${home.data}.${randomBytes(6).toString('hex')}`
  // The built-in locale is the same on every machine, whatever locales are installed, and knows Unicode.
  const locale = ['--encoding=UTF8', '--no-locale', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
  const access = [`--username=${USER}`, `--pwfile=${home.passwordFile}`, '--auth=scram-sha-256']
  await run(home.binaries.initdb, [`--pgdata=${draft}`, ...locale, ...access], {
    ...home.account,
    cwd: home.folder,
    env: SERVER_ENVIRONMENT,
  }).catch(error => {
    throw new ProblemError(
      {
        code: 'storage.unavailable',
        message: `The embedded PostgreSQL could not create its data: ${String(error.stderr || error.message).trim()}`,
        hint: `Check that ${home.folder} can be written to and has room, or set DATABASE_URL.`,
        where: { file: home.folder },
      },
      { cause: error },
    )
  })
  await rename(draft, home.data)
}

async function createPassword(home: Home): Promise<void> {
  await writeFile(home.passwordFile, `${randomBytes(24).toString('hex')}\n`, { mode: 0o600 })
  if (home.account !== undefined) await chown(home.passwordFile, home.account.uid, home.account.gid)
}
