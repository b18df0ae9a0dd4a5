import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Document, isMap, isScalar, isSeq, parse, visit } from 'yaml'
import { memorySource } from '../../../src/connectors/memory/index.js'
import type { StepDefinition, StepType } from '../../../src/model/step.js'
import { expectObjectsBehindCounters } from '../../support/behind-counters.js'
import { type TestHub, testHub } from '../../support/hub.js'
import { type RememberedPast, rememberedPast } from '../../support/remembered-past.js'
import { scenarioConfiguration } from './configuration.js'
import { type Edit, edit } from './edits.js'
import { type Deed, isDeed, operate } from './operator.js'
import { previewed } from './previewed.js'
import { type Camera, camera, difference, type Snapshot } from './snapshot.js'

/** One part of steps.yaml: edits of the sources or another configuration, then runs. */
interface Step {
  readonly title: string
  readonly configuration?: string
  /** So many days go by: grace periods end. */
  readonly days?: number
  readonly edits?: readonly Edit[]
  readonly runs?: readonly Run[]
}

/** `agent step`, the same as an object with limits, or what a person does. */
type Run = string | (StepDefinition & { readonly agent: string }) | Deed

interface Outcome {
  readonly run: string
  readonly status?: string
  readonly refused?: string
  readonly problem?: string
  readonly counters?: Readonly<Record<string, number>>
  /** What the run changed: of objects and entries by name. */
  readonly changes: Snapshot
}

type Outcomes = readonly { readonly title: string; readonly runs: readonly Outcome[] }[]

/**
 * Carries a scenario's folder out and answers what happened beside what was expected. `UPDATE=1` writes the expectation anew.
 * Whatever the scenario is about, every counter has its objects behind it, a preview of what is to be synchronized says what then
 * happens, and afterwards the hub knows what was after each run.
 */
export async function playScenario(folder: string): Promise<{ happened: Outcomes; expected: unknown }> {
  const { document, files } = await scenarioConfiguration(folder, 'hub.yaml')
  const steps: readonly Step[] = parse(await readFile(join(folder, 'steps.yaml'), 'utf8'))
  for (const agent of Object.values(document.agents)) memorySource(agent.settings.source).reset()
  const hub = await testHub(document, folder, files)
  try {
    const happened = await play(hub, folder, steps)
    return { happened, expected: await expectation(join(folder, 'expected.yaml'), happened) }
  } finally {
    await hub.drop()
  }
}

async function play(hub: TestHub, folder: string, steps: readonly Step[]): Promise<Outcomes> {
  const eyes = { camera: camera(hub.database), past: rememberedPast(hub.database) }
  const outcomes: { title: string; runs: Outcome[] }[] = []
  let before: Snapshot = {}
  for (const { title, configuration, days, edits = [], runs = [] } of steps) {
    if (configuration !== undefined) {
      const { document, files } = await scenarioConfiguration(folder, configuration)
      await hub.apply(document, files)
    }
    if (days !== undefined)
      await hub.database.query('update deferred_deletion set due = due - make_interval(days => $1)', [days])
    for (const change of edits) edit(change)
    const outcome: { title: string; runs: Outcome[] } = { title, runs: [] }
    for (const run of runs) {
      const done = await runOne(hub, eyes, { run, before })
      before = done.after
      outcome.runs.push(done.outcome)
    }
    outcomes.push(outcome)
  }
  await eyes.past.check()
  return outcomes
}

interface Eyes {
  readonly camera: Camera
  readonly past: RememberedPast
}

async function runOne(hub: TestHub, eyes: Eyes, { run, before }: { readonly run: Run; readonly before: Snapshot }) {
  const { number, ...done } =
    typeof run === 'object' && isDeed(run) ? await operate(hub.database, run) : await runStep(hub, run)
  if (number !== undefined) await expectObjectsBehindCounters(hub.database, number)
  await eyes.past.remember()
  const after = await eyes.camera.take()
  return { after, outcome: { ...done, changes: difference(before, after) } }
}

async function runStep(hub: TestHub, run: Exclude<Run, Deed>) {
  const { agent, ...step } =
    typeof run === 'string' ? { agent: run.split(' ')[0] as string, type: run.split(' ')[1] as StepType } : run
  const checkPreview = await previewed(hub.database, agent, step.type)
  const { status, counters, problem, run: number } = await hub.run(agent, step)
  await checkPreview?.(counters)
  return {
    number,
    run: `${agent} ${step.type}`,
    status,
    ...(problem === null ? {} : { problem: problem.code }),
    counters: Object.fromEntries(Object.entries(counters).sort()),
  }
}

async function expectation(path: string, happened: Outcomes): Promise<unknown> {
  if (process.env.UPDATE === '1') {
    if (process.env.CI === 'true') throw new Error('UPDATE=1 is refused in CI: expectations are read by people')
    await writeFile(path, print(happened))
  }
  if (!existsSync(path)) throw new Error(`${path} is missing: write it, or run with UPDATE=1 and read every line`)
  return parse(await readFile(path, 'utf8'))
}

/** YAML as a person would write it: short things on one line. */
function print(value: unknown): string {
  const document = new Document(value, { aliasDuplicateObjects: false })
  visit(document, {
    Collection(_key, node) {
      const parts = isMap(node) ? node.items.map(pair => pair.value) : isSeq(node) ? node.items : []
      if (parts.every(part => isScalar(part) || (isSeq(part) && part.items.every(isScalar)))) node.flow = true
    },
  })
  return document.toString({ lineWidth: 150 })
}
