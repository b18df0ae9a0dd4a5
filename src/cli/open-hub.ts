import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { hostname, userInfo } from 'node:os'
import { type Actor, localActor } from '../access/actor.js'
import { ensureConfiguredIndexes } from '../configuration/apply.js'
import { loadRuleSet } from '../configuration/load.js'
import type { TraceEvent } from '../connectors/connector.js'
import { ProblemError } from '../model/problem.js'
import { configureFrom } from '../runs/configure.js'
import { openQueue, type RunQueue } from '../runs/queue.js'
import { startWhatIfs } from '../runs/what-if/what-if-worker.js'
import { startWorker } from '../runs/worker.js'
import type { Hub } from '../service/hub.js'
import type { Log } from '../service/log.js'
import { openRunEventFeed } from '../service/run-event-feed.js'
import { type Database, openDatabase } from '../storage/database.js'
import { startEmbedded } from '../storage/embedded.js'
import { migrate } from '../storage/migrate.js'
import { placeOf, unreachable } from './database-problem.js'
import { finishingQueue } from './finishing-queue.js'
import { databaseFolder, folderOf, type Settings } from './settings.js'

const OLDEST_POSTGRES = 150_000

export interface OpenOptions {
  readonly settings: Settings
  readonly log: Log
  /** Whether this process executes runs. */
  readonly worker: boolean
  /** Told what happens to the data folder, in one line. */
  readonly say: (line: string) => void
}

export interface OpenedHub {
  readonly hub: Hub
  /** Who works at this machine. */
  readonly actor: Actor
  /** The schema changes that opening it brought. */
  readonly migrated: readonly string[]
  /** Stops taking runs, and waits for those that this process has taken. */
  finish(): Promise<void>
  /** Interrupts what is under way and closes everything; an embedded database ends with the last hub that uses it. */
  close(): Promise<void>
}

/**
 * Opens the hub on DATABASE_URL, or on the embedded database of the data folder, with the schema up to date.
 * @throws ProblemError `storage.unavailable` with the remedy; `configuration.syntax` when runs have no folder to work in
 */
export async function openHub({ settings, log, worker, say }: OpenOptions): Promise<OpenedHub> {
  if (worker) requireConfiguration(settings)
  await using stack = new AsyncDisposableStack()
  const { database, migrated } = await openStorage(settings, stack, say)
  const onError = (error: unknown) => log.error({ err: error }, 'the queue has trouble')
  const queue = await openQueue(database, { worker, onError })
  stack.defer(() => queue.stop())
  const finishing = finishingQueue(queue)
  const events = await openRunEventFeed(database, log)
  stack.defer(() => events.close())
  const hub: Hub = {
    database,
    queue: finishing.queue,
    events,
    configurationFolder: folderOf(settings.configuration),
    log,
  }
  if (worker) await work(hub, finishing.queue, stack)
  const opened = stack.move()
  return { hub, actor: whoIsHere(), migrated, finish: finishing.finish, close: () => opened.disposeAsync() }
}

// Runs would look for their files in a folder that is not there, and say so one by one.
function requireConfiguration({ configuration, configurationNamed }: Settings): void {
  if (!configurationNamed || existsSync(configuration)) return
  throw new ProblemError({
    code: 'configuration.syntax',
    message: `${configuration} does not exist`,
    hint: 'Name a hub.yaml or a folder of *.yaml files with --config or HUB_CONFIG.',
    where: { file: configuration },
  })
}

async function work(hub: Hub, queue: RunQueue, stack: AsyncDisposableStack): Promise<void> {
  const { database, configurationFolder, log } = hub
  const { version, document } = await loadRuleSet(database)
  if (version > 0) await ensureConfiguredIndexes(database, document)
  const name = `${hostname()}-${process.pid}-${randomBytes(3).toString('hex')}`
  const tell = (message: string, details: object): void => log.error(withStack(details), message)
  const worker = await startWorker({
    database,
    queue,
    name,
    configure: configureFrom(database, configurationFolder, agent => traceOf(log, agent)),
    log: tell,
  })
  stack.defer(() => worker.stop())
  const whatIfs = startWhatIfs({ database, name, log: tell })
  stack.defer(() => whatIfs.stop())
}

/** The requests of the agents that HUB_TRACE names (several with commas, * for all) go to the log. */
function traceOf(log: Log, agent: string) {
  const wanted = (process.env.HUB_TRACE ?? '').split(',').map(name => name.trim())
  if (!wanted.includes('*') && !wanted.includes(agent)) return undefined
  return (event: TraceEvent): void => log.info({ agent, ...event }, 'source')
}

// The log prints an error with its stack under this one name only.
function withStack(details: object): object {
  if (!('error' in details)) return details
  const { error, ...rest } = details
  return { ...rest, err: error }
}

async function openStorage(
  settings: Settings,
  stack: AsyncDisposableStack,
  say: (line: string) => void,
): Promise<{ database: Database; migrated: readonly string[] }> {
  const { databaseUrl } = settings
  const place = databaseUrl === undefined ? 'The embedded database' : placeOf(databaseUrl)
  const url = databaseUrl ?? (await startOwn(settings, stack, say))
  try {
    const database = await openDatabase({ url })
    stack.defer(() => database.close())
    await checkVersion(database, place)
    return { database, migrated: await migrate(database) }
  } catch (error) {
    throw error instanceof ProblemError ? error : new ProblemError(unreachable(error, place), { cause: error })
  }
}

async function startOwn(settings: Settings, stack: AsyncDisposableStack, say: (line: string) => void): Promise<string> {
  const server = await startEmbedded({ dataFolder: databaseFolder(settings), say })
  stack.defer(() => server.stop())
  return server.url
}

async function checkVersion(database: Database, place: string): Promise<void> {
  const [row] = await database.query<{ number: number; name: string }>(
    `select current_setting('server_version_num')::int as number, current_setting('server_version') as name`,
  )
  if (row === undefined || row.number >= OLDEST_POSTGRES) return
  throw new ProblemError({
    code: 'storage.unavailable',
    message: `${place} is PostgreSQL ${row.name}; the hub needs 15 or newer`,
    hint: 'Upgrade the server, or unset DATABASE_URL to use the embedded database.',
  })
}

function whoIsHere(): Actor {
  try {
    return localActor(`local:${userInfo().username}`)
  } catch {
    // A container may run under a number that has no name.
    return localActor('local')
  }
}
