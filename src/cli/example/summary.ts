import { objectProblems } from '../../service/problems.js'
import { runs, stepsOf } from '../../service/runs.js'
import type { OpenedHub } from '../open-hub.js'
import { loadStatus } from '../status.js'

/** What the example has brought about, for people and for scripts. */
export interface ExampleSummary {
  readonly agents: number
  readonly people: number
  readonly groups: number
  /** Entries that found an object of another source, in all runs on this database; likewise projected and exported. */
  readonly joined: number
  readonly projected: number
  readonly exported: number
  /** Problems that stand now. */
  readonly problems: number
  readonly seconds: number
}

const PAGE = 500

export async function summarize(opened: OpenedHub, started: number): Promise<ExampleSummary> {
  const { hub, actor } = opened
  const { agents, metaverse } = await loadStatus(opened)
  const counted = await countEver(opened)
  const problems = await objectProblems(hub, actor, {}, { limit: 1, backwards: false })
  return {
    agents: agents.length,
    people: metaverse.person ?? 0,
    groups: metaverse.group ?? 0,
    joined: counted('disconnector-joined-'),
    projected: counted('disconnector-projected-'),
    exported: counted('export-') - counted('export-failure'),
    problems: await problems.count(),
    seconds: Math.round((performance.now() - started) / 100) / 10,
  }
}

/** Sums of counters, by how their names begin, over the whole run history. */
async function countEver({ hub, actor }: OpenedHub): Promise<(prefix: string) => number> {
  const totals = new Map<string, number>()
  for (let after: readonly number[] | undefined; ; ) {
    const { rows, more } = await runs(
      hub,
      actor,
      {},
      { limit: PAGE, backwards: false, ...(after === undefined ? {} : { after }) },
    )
    const ids = rows.map(run => run.id)
    for (const { counters } of await stepsOf(hub, actor, ids)) {
      for (const [name, count] of Object.entries(counters)) totals.set(name, (totals.get(name) ?? 0) + count)
    }
    if (!more) break
    after = ids.slice(-1)
  }
  return prefix => [...totals].reduce((sum, [name, count]) => (name.startsWith(prefix) ? sum + count : sum), 0)
}
