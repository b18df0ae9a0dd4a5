import { hasEnded, type RunStatus, severityOf, stopsProfile } from '../../model/status.js'
import { agents as listAgents } from '../../service/agents.js'
import { runs, startRun, stepsOf } from '../../service/runs.js'
import type { OpenedHub } from '../open-hub.js'
import { followRun } from '../run/follow-run.js'
import type { Screen } from '../screen.js'
import { plainDisplay } from './display.js'

const SOURCES = ['hr', 'contoso', 'fabrikam']
const TARGET = 'portal'
const PAGE = { limit: 500, backwards: false }

export interface ExampleRuns {
  readonly statuses: readonly RunStatus[]
  /** Whether everything went well and found nothing to do. */
  readonly unchanged: boolean
}

/** Reads the sources, synchronizes, writes the portal and reads it back. Stops where a run was stopped. */
export async function runExample(opened: OpenedHub, screen: Screen, signal: AbortSignal): Promise<ExampleRuns> {
  await waitForOpenRuns(opened, screen, signal)
  const statuses: RunStatus[] = []
  const ids: number[] = []
  for await (const [agent, profile] of todo(opened)) {
    const { run } = await startRun(opened.hub, opened.actor, { agent, profile })
    ids.push(run)
    const status = await followRun(opened, run, { display: plainDisplay(screen, agent), signal })
    statuses.push(status)
    if (stopsProfile(status) || signal.aborted) break
  }
  const good = !signal.aborted && statuses.every(status => severityOf(status) === 'good')
  return { statuses, unchanged: good && !(await anythingChanged(opened, ids)) }
}

/** What to run, decided as it goes: an agent that is new is synchronized fully, afterwards only what has changed. */
async function* todo(opened: OpenedHub): AsyncGenerator<readonly [agent: string, profile: string]> {
  for (const agent of SOURCES) yield [agent, 'full-import']
  for (const agent of SOURCES) yield [agent, await synchronization(opened, agent)]
  yield [TARGET, 'export']
  yield [TARGET, 'full-import']
  yield [TARGET, await synchronization(opened, TARGET)]
}

async function synchronization({ hub, actor }: OpenedHub, name: string): Promise<string> {
  const { rows } = await listAgents(hub, actor, PAGE)
  const full = rows.find(agent => agent.name === name)?.fullSynchronizationRequired === true
  return full ? 'full-synchronization' : 'delta-synchronization'
}

// A hub that was killed in the middle leaves a run behind, which the worker ends within seconds.
async function waitForOpenRuns({ hub, actor }: OpenedHub, screen: Screen, signal: AbortSignal): Promise<void> {
  for (let waited = false; !signal.aborted; waited = true) {
    const { rows } = await runs(hub, actor, { ended: false }, PAGE)
    if (rows.every(run => hasEnded(run.status))) return
    if (!waited)
      screen.line('  Waiting for a run that has not ended; one whose process was killed takes up to 30 seconds.')
    await new Promise(resolve => setTimeout(resolve, 200))
  }
}

const NOTHING_NEW = new Set([
  'stage-no-change',
  'filtered-objects',
  'connector-no-flow',
  'disconnector-remains',
  'disconnector-filtered',
  'outbound-connector-no-flow',
])

async function anythingChanged({ hub, actor }: OpenedHub, ids: readonly number[]): Promise<boolean> {
  const steps = await stepsOf(hub, actor, ids)
  return steps.some(step => Object.keys(step.counters).some(name => !NOTHING_NEW.has(name.split('@')[0] ?? name)))
}
