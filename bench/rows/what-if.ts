import { applyConfiguration } from '../../src/configuration/apply.js'
import { checkDocument } from '../../src/configuration/check.js'
import type { HubDocument } from '../../src/configuration/document.js'
import { loadRuleSet } from '../../src/configuration/load.js'
import { exportDocument } from '../../src/configuration/write.js'
import { executeWhatIf } from '../../src/runs/what-if/execute-what-if.js'
import type { Database } from '../../src/storage/database.js'
import { createWhatIf, findWhatIfs, takeWhatIf, type WhatIfRecord } from '../../src/storage/what-if/what-ifs.js'
import type { Bench } from '../bench.js'
import { DIRECTORY, TARGET } from '../configuration.js'
import { objectsOf } from '../data.js'
import { settle, timeOf } from '../measure.js'
import type { Row } from '../report.js'
import { settledHub } from '../settled-hub.js'

const RATIO_BUDGET = 3
const SECONDS_BUDGET = 180

/**
 * Every person gets another title, in the metaverse and in the target: what that would do, of a settled hub; then the same rule put in
 * force and synchronized.
 */
export async function whatIf(bench: Bench): Promise<Row[]> {
  const { hub, close } = await settledHub(bench, { name: 'what-if', people: bench.people, changing: [] })
  try {
    const { document } = await loadRuleSet(hub.database)
    const changed = withOtherTitles(document)
    await settle(hub.database)
    bench.say('what-if: trying another rule')
    const value = (await timeOf(() => tryOut(hub.database, changed, bench.people))) / 1000
    await applyConfiguration(hub.database, checkDocument({ ...changed }), { author: 'bench' })
    await settle(hub.database)
    bench.say('what-if: the same for good')
    const { milliseconds, counters } = await hub.run(DIRECTORY, 'full-synchronization')
    if (counters['connector-flow'] !== bench.people)
      throw new Error(`the synchronization counts ${JSON.stringify(counters)}`)
    const baseline = milliseconds / 1000
    const budget = `≤ ${RATIO_BUDGET}× and ≤ ${SECONDS_BUDGET} s`
    const ratio = value / baseline
    return [
      {
        name: 'what-if',
        value,
        unit: 's',
        baseline,
        ratio,
        budget,
        ok: ratio <= RATIO_BUDGET && value <= SECONDS_BUDGET,
      },
    ]
  } finally {
    await close()
  }
}

function withOtherTitles(document: HubDocument): HubDocument {
  const changed = structuredClone(document) as unknown as {
    agents: Record<string, { objects: Record<string, { import: Record<string, Record<string, unknown>> }> }>
  }
  const flows = changed.agents[DIRECTORY]?.objects.inetOrgPerson?.import.person
  if (flows === undefined) throw new Error('the configuration has no people')
  flows.title = { expression: "'Senior ' + cs.title" }
  return changed as unknown as HubDocument
}

async function tryOut(database: Database, document: HubDocument, people: number): Promise<void> {
  await createWhatIf(database, {
    document: exportDocument(document),
    files: {},
    version: 1,
    agents: [DIRECTORY],
    mode: 'full',
    requestedBy: 'bench',
  })
  const taken = await takeWhatIf(database, 'bench')
  if (taken === undefined) throw new Error('the what-if is gone')
  const log = (message: string, details: object) => process.stderr.write(`${message} ${JSON.stringify(details)}\n`)
  await executeWhatIf({ database, name: 'bench', log, signal: new AbortController().signal }, taken)
  const [done] = await findWhatIfs(database, [taken.id])
  check(done, people)
}

/** Every title, and every export of one; nobody else's. */
function check(done: WhatIfRecord | undefined, people: number): void {
  const counted = Object.fromEntries((done?.counts ?? []).map(({ kind, differences }) => [kind, differences]))
  const expected = { 'value-changed': people, 'export-added': people }
  const [step] = done?.steps ?? []
  if (
    done?.status === 'completed' &&
    JSON.stringify(counted) === JSON.stringify(expected) &&
    step?.counters['connector-flow'] === people &&
    step.counters['connector-no-flow'] === objectsOf(people) - people &&
    step.counters[`outbound-connector-flow@${TARGET}`] === people
  )
    return
  throw new Error(`the what-if ${done?.status}: ${JSON.stringify([counted, done?.steps, done?.problem])}`)
}
