import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { endAbandoned } from '../../src/runs/execute-run.js'
import { beginRun, beginStep, endStep } from '../../src/storage/runs/change-run.js'
import { createRun } from '../../src/storage/runs/create-run.js'
import { loadSteps, type StepRow } from '../../src/storage/runs/run-row.js'
import { type TestHub, testHub } from '../support/hub.js'
import { eventsOf, eventually, recordOf } from './crew.js'

let hub: TestHub
beforeAll(async () => {
  hub = await testHub({
    version: 1,
    agents: { one: { connector: 'memory', settings: { source: 'taken-over' }, objects: { user: { attributes: {} } } } },
  })
})
afterAll(() => hub?.drop())

/** A run of two steps whose worker has been silent for too long in the first. */
async function silentRun(): Promise<{ readonly run: number; readonly steps: readonly [StepRow, StepRow] }> {
  const { database } = hub
  const [agent] = (await database.query(`select id, name from agent where name = 'one'`)) as [
    { id: number; name: string },
  ]
  const steps = [{ type: 'full-import' }, { type: 'full-synchronization' }] as const
  const run = await database.transaction(transaction =>
    createRun(transaction, { agent, profile: 'both', steps, requestedBy: 'test' }),
  )
  await beginRun(database, run, randomUUID())
  const [first, second] = (await loadSteps(database, run)) as [StepRow, StepRow]
  await beginStep(database, first.id)
  return { run, steps: [first, second] }
}

const waiting = () =>
  hub.database.query(`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`)

test('a worker that goes on to the next step while it is being declared lost leaves no step open', async () => {
  const { database } = hub
  const { run, steps } = await silentRun()
  let lost: Promise<void> | undefined
  await database.transaction(async transaction => {
    await endStep(transaction, steps[0].id, 'success', undefined)
    lost = endAbandoned(database, run)
    await eventually(async () => ((await waiting()).length > 0 ? true : undefined))
    await beginStep(transaction, steps[1].id)
  })
  await lost
  const record = await recordOf(database, run)
  expect(record.status).toBe('stopped-server')
  expect(
    await database.query(
      'select status, ended_at is not null as ended from run_step where run_id = $1 order by number',
      [run],
    ),
  ).toEqual([
    { status: 'success', ended: true },
    { status: 'stopped-server', ended: true },
  ])
  expect((await eventsOf(database, run)).map(event => event.kind)).toEqual(['problem', 'step-ended', 'run-ended'])
})
