// A process of its own that executes one run of one step, as a worker does. The one who started it may kill it at any time.
// What to do is in the first parameter; `begun` is said when the run begins, and how it ended as a last line.
import { configureFrom } from '../../src/runs/configure.js'
import { executeRun } from '../../src/runs/execute-run.js'
import { openDatabase } from '../../src/storage/database.js'
import { createIdSources } from '../../src/storage/ids.js'

export interface RunProcessTask {
  readonly url: string
  readonly folder: string
  readonly run: number
}

const task = JSON.parse(process.argv[2] ?? '{}') as RunProcessTask
const name = `identity-hub-${process.pid}`
const database = await openDatabase({ url: task.url, applicationName: name })
process.stdout.write('begun\n')
const status = await executeRun(
  {
    database,
    ids: createIdSources(),
    worker: name,
    configure: configureFrom(database, task.folder),
    log: (message, details) =>
      process.stderr.write(`${message} ${String((details as { error?: Error }).error?.stack)}\n`),
    signal: new AbortController().signal,
  },
  task.run,
)
process.stdout.write(`${status}\n`)
await database.close()
