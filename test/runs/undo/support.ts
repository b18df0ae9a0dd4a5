import type { Problem } from '../../../src/model/problem.js'
import type { RunStatus } from '../../../src/model/status.js'
import { configureFrom } from '../../../src/runs/configure.js'
import { executeRun } from '../../../src/runs/execute-run.js'
import type { RunQueue } from '../../../src/runs/queue.js'
import { queueUndo, type UndoRequest } from '../../../src/runs/undo/queue-undo.js'
import type { Database } from '../../../src/storage/database.js'
import { createIdSources } from '../../../src/storage/ids.js'

export interface UndoResult {
  readonly run: number
  readonly status: RunStatus
  readonly counters: Readonly<Record<string, number>>
  readonly problem: Problem | null
}

/** Undoes a run where the test stands. */
export async function undo(
  database: Database,
  run: number,
  request: Omit<UndoRequest, 'run' | 'requestedBy'> = {},
): Promise<UndoResult> {
  const queue = { send: async () => undefined } as unknown as RunQueue
  const queued = await queueUndo({ database, queue }, { ...request, run, requestedBy: 'test' })
  const bugs: unknown[] = []
  const status = await executeRun(
    {
      database,
      ids: createIdSources(),
      worker: 'test',
      configure: configureFrom(database, process.cwd()),
      log: (_message, details) => bugs.push((details as { error: unknown }).error),
      signal: new AbortController().signal,
    },
    queued.run,
  )
  if (bugs.length > 0) throw bugs[0]
  const [step] = await database.query<Pick<UndoResult, 'counters' | 'problem'>>(
    'select counters, problem from run_step where run_id = $1',
    [queued.run],
  )
  return {
    run: queued.run,
    status: status as RunStatus,
    counters: step?.counters ?? {},
    problem: step?.problem ?? null,
  }
}

export type Row = Readonly<Record<string, unknown>>

/** Everything that an undo has to put back. Entries go by their names: what was provisioned anew has another number. */
export interface HubState {
  readonly objects: readonly Row[]
  readonly references: readonly Row[]
  readonly links: readonly Row[]
  readonly states: readonly Row[]
  readonly exports: readonly Row[]
  readonly referenceExports: readonly Row[]
}

const NAME = (alias: string): string => `${alias}.agent_id || ' ' || ${alias}.dn`

export async function stateOf(database: Database): Promise<HubState> {
  const query = (text: string): Promise<Row[]> => database.query(text)
  return {
    objects: await query('select id, type, attributes, keys from metaverse_object order by id'),
    references: await query(
      `select m.object_id, m.attribute, m.target_id, ${NAME('e')} as entry, m.rule_id
       from metaverse_reference m left join entry e on e.id = m.entry_id order by 1, 2, 3`,
    ),
    links: await query(
      `select ${NAME('e')} as entry, l.object_id, l.rule_id, l.explicit,
         (select jsonb_object_agg(key, value->0) from jsonb_each(l.contributions)) as gives
       from link l join entry e on e.id = l.entry_id order by 1`,
    ),
    states: await query(
      `select ${NAME('e')} as entry, coalesce(d.state, 'disconnector') as state
       from entry e left join disconnector d on d.entry_id = e.id
       where not exists (select from link l where l.entry_id = e.id) order by 1`,
    ),
    exports: await query(
      `select ${NAME('e')} as entry, x.layer, x.operation, x.dn, x.changes
       from export_change x join entry e on e.id = x.entry_id order by 1, 2`,
    ),
    referenceExports: await query(
      `select ${NAME('e')} as entry, x.layer, x.attribute, ${NAME('t')} as target, x.operation
       from export_reference x join entry e on e.id = x.entry_id join entry t on t.id = x.target_id order by 1, 2, 3, 4`,
    ),
  }
}
