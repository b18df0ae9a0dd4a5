import { memorySource } from '../../src/connectors/memory/index.js'
import { type Counter, OUTBOUND_COUNTERS, WITHOUT_DETAIL } from '../../src/model/counter.js'
import type { Database } from '../../src/storage/database.js'
import { deedsOf } from './deeds.js'
import { sourceName } from './engine/document.js'
import { observe } from './engine/observe.js'
import { type Populations, populationOf, populationsIn } from './engine/populations.js'
import { type DetailRow, loadCounters, loadDetails, loadEntries, loadGhosts, loadPlace } from './engine/rows.js'
import { type Ran, run } from './engine/run.js'
import { carryOut, redirectAfterExport, sourceOf } from './events.js'
import type { Schedule, Step } from './history.js'
import { type Detail, newReport } from './model/report.js'
import type { World } from './model/state.js'
import { type View, viewOf } from './model/view.js'
import { type Ended, newWorld, runStep, type StepRequest } from './model/world.js'
import { isSame } from './same.js'

/** Where the two sides part. */
export interface Difference {
  readonly population: string
  readonly step: number
  readonly what: string
  readonly hub: unknown
  readonly model: unknown
}

export interface Hub {
  readonly database: Database
  apply(document: object): Promise<void>
}

interface Life {
  readonly hub: Hub
  readonly schedule: Schedule
  readonly populations: Populations
  readonly worlds: Map<string, World>
  /** What entries of the hub were called when they were last seen; details of runs may speak of those that are gone. */
  readonly names: Map<number, string>
}

/** Lives a schedule on both sides, comparing them after every step. Answers the first difference. */
export async function live(hub: Hub, schedule: Schedule): Promise<Difference | undefined> {
  const agents = schedule.rules.agents.map(({ name }) => name)
  const prefixes = Object.keys(schedule.populations)
  const populations = populationsIn(prefixes, agents)
  const worlds = new Map(prefixes.map(prefix => [prefix, newWorld(schedule.rules)]))
  const life = { hub, schedule, populations, worlds, names: new Map<number, string>() }
  for (const [i, step] of schedule.steps.entries()) {
    for (const prefix of prefixes) happen(life, prefix, i)
    const difference = await take(life, step, i)
    if (difference !== undefined) return difference
  }
  return undefined
}

function happen({ schedule, populations, worlds }: Life, prefix: string, at: number): void {
  const { sources } = worlds.get(prefix) as World
  for (const event of schedule.populations[prefix]?.[at] ?? []) {
    for (const deed of deedsOf(sources, prefix, event)) {
      carryOut(sources, deed)
      populations.carryOut(prefix, deed)
    }
  }
}

async function take(life: Life, step: Step, at: number): Promise<Difference | undefined> {
  const { hub, populations, worlds } = life
  const requests = await plan(life, step)
  const ran = await runInHub(life, step)
  populations.look()
  const views = await observe(hub.database, populations)
  for (const { id, dn } of await loadEntries(hub.database)) life.names.set(id, dn)
  const rows = (await loadDetails(hub.database, ran.run)).map(row => ({
    ...row,
    dn: row.dn ?? life.names.get(row.entry_id ?? 0) ?? '',
  }))
  const details = Map.groupBy(rows, row => populationOf(row.dn))
  const counters = await loadCounters(hub.database, ran.run)
  const unequal = compareDetails(counters, rows, { step: at, agent: step.agent })
  if (unequal !== undefined) return unequal
  const ended: Ended[] = []
  for (const [prefix, world] of worlds) {
    const hubSide = {
      view: views.get(prefix) as View,
      details: (details.get(prefix) ?? []).map(each => `${each.counter} ${each.agent} ${each.dn}`).sort(),
    }
    let found: Ended | undefined
    let parting: Parting | undefined
    for (const candidate of candidates(world, step, { isOpen: isOpen(step, ran), requests: requests.get(prefix) })) {
      parting = partingOf(hubSide, candidate)
      if (parting !== undefined) continue
      found = candidate
      break
    }
    if (found === undefined) {
      return {
        population: prefix,
        step: at,
        what: `after ${ran.status}: ${parting?.what}`,
        hub: parting?.hub,
        model: parting?.model,
      }
    }
    ended.push(found)
    worlds.set(prefix, found.world)
    if (step.type === 'export') follow(life, prefix, { before: world, after: found.world, agent: step.agent })
  }
  const ghosts = step.type.endsWith('synchronization') && !ran.killed ? await loadGhosts(hub.database) : []
  if (ghosts.length > 0)
    return { population: '', step: at, what: 'objects without a connector', hub: ghosts, model: [] }
  return compareRuns(counters, ran, ended, at)
}

// A kill may leave off anywhere; a connection lost while writing leaves what was on its way.
const isOpen = (step: Step, ran: Ran): boolean =>
  ran.killed || (step.type === 'export' && ran.status === 'stopped-connectivity')

function follow(
  { populations }: Life,
  prefix: string,
  { before, after, agent }: { readonly before: World; readonly after: World; readonly agent: string },
): void {
  for (const deed of redirectAfterExport(sourceOf(before.sources, agent), sourceOf(after.sources, agent), agent)) {
    carryOut(after.sources, deed)
    populations.carryOut(prefix, deed)
  }
}

async function plan({ hub, populations, worlds }: Life, step: Step): Promise<Map<string, StepRequest[]>> {
  const { agent, type } = step
  const request: StepRequest = { agent, type, pageSize: step.batchSize }
  const requests = new Map([...worlds.keys()].map(prefix => [prefix, [request]]))
  if (step.fault?.kind !== 'cut' || !type.endsWith('import')) return requests
  const { watermark } = await loadPlace(hub.database, agent)
  const isFull = type === 'full-import'
  if (!isFull && watermark === undefined) return requests
  const from = isFull ? 'objects' : (watermark as number)
  const source = memorySource(sourceName(agent))
  const there = isFull ? [...source.all()].length : source.log.length - (watermark as number)
  if (there <= step.fault.after) return requests
  // Only whole pages are used of what was read before.
  const items = Math.floor(step.fault.after / step.batchSize) * step.batchSize
  return new Map(
    [...worlds.keys()].map(prefix => {
      const after = populations.ownShare(agent, prefix, { from, items })
      return [prefix, [{ ...request, cut: { after, nothing: items === 0 } }]]
    }),
  )
}

async function runInHub({ hub }: Life, step: Step): Promise<Ran> {
  const { faults } = memorySource(sourceName(step.agent))
  const fault = step.fault?.kind === 'cut' ? step.fault.after : undefined
  if (step.type === 'export') faults.cutWriteAfter = fault
  else faults.cutReadAfter = fault
  const ran = await run(hub.database, step)
  faults.cutWriteAfter = undefined
  faults.cutReadAfter = undefined
  return ran
}

const MOST = 60

interface Possible {
  readonly isOpen: boolean
  readonly requests: readonly StepRequest[] | undefined
}

/** Where a step may have left the world. */
function* candidates(world: World, step: Step, { isOpen, requests = [] }: Possible): Generator<Ended> {
  if (isOpen) yield* interrupted(world, step)
  for (const request of requests) yield runStep(world, request)
}

/** What a step may have left behind that did not come to its end. */
function* interrupted(world: World, { agent, type, batchSize }: Step): Generator<Ended> {
  const request = { agent, type, pageSize: batchSize }
  yield { world, report: newReport(), status: undefined }
  if (type !== 'export') {
    for (let pieces = 0; pieces < MOST; pieces++) {
      const ended = runStep(world, { ...request, pieces })
      yield ended
      if (ended.status !== undefined) return
    }
    return
  }
  const pending = world.entries.filter(
    entry => entry.agent === agent && (entry.pending ?? entry.escrowed) !== undefined,
  ).length
  for (let after = 0; after <= pending * 2; after++) {
    for (let underway = 0; underway <= pending; underway++) {
      for (const arrived of [false, true]) yield runStep(world, { ...request, stop: { after, underway, arrived } })
    }
  }
}

interface HubSide {
  readonly view: View
  readonly details: readonly string[]
}

interface Parting {
  readonly what: string
  readonly hub: unknown
  readonly model: unknown
}

function partingOf(hub: HubSide, { world, report }: Ended): Parting | undefined {
  const view = viewOf(world)
  for (const part of ['sources', 'entries', 'objects', 'strangers', 'ghosts', 'agents'] as const) {
    for (const key of new Set([...Object.keys(hub.view[part]), ...Object.keys(view[part])])) {
      const [there, here] = [hub.view[part][key], view[part][key]]
      if (!isSame(there, here)) return { what: `${part} ${key}`, hub: there, model: here }
    }
  }
  const details = report.details.map(showDetail).sort()
  return isSame(details, hub.details) ? undefined : { what: 'details', hub: hub.details, model: details }
}

const showDetail = ({ counter, agent, dn }: Detail): string => `${counter} ${agent} ${dn}`

/** Behind every counter there are as many objects as it says, also when the worker was killed. */
function compareDetails(
  counters: Readonly<Record<string, number>>,
  rows: readonly DetailRow[],
  { step, agent }: { readonly step: number; readonly agent: string },
): Difference | undefined {
  const behind: Record<string, number> = {}
  for (const row of rows) {
    const isOutbound = (OUTBOUND_COUNTERS as readonly string[]).includes(row.counter)
    const name = isOutbound ? `${row.counter}@${row.agent}` : row.counter
    behind[name] = (behind[name] ?? 0) + 1
  }
  const told = Object.entries(counters).filter(
    ([name, count]) => count !== 0 && !WITHOUT_DETAIL.has(name.split('@')[0] as Counter),
  )
  const [hub, model] = [told, Object.entries(behind)].map(list => JSON.stringify([...list].sort()))
  return hub === model ? undefined : { population: 'all', step, what: `rows behind counters of ${agent}`, hub, model }
}

const SEVERITY = [
  'stopped-connectivity',
  'no-start-full-import-required',
  'completed-discovery-errors',
  'completed-sync-errors',
  'completed-export-errors',
  'completed-transient-objects',
  'completed-warnings',
  'success',
  'completed-no-objects',
]

function compareRuns(
  counters: Readonly<Record<string, number>>,
  ran: Ran,
  ended: readonly Ended[],
  step: number,
): Difference | undefined {
  if (ran.killed) return undefined
  const sum: Record<string, number> = {}
  for (const { report } of ended)
    for (const [name, count] of Object.entries(report.counters)) sum[name] = (sum[name] ?? 0) + count
  const show = (record: Readonly<Record<string, number>>): string =>
    JSON.stringify(
      Object.entries(record)
        .filter(([, count]) => count !== 0)
        .sort(),
    )
  if (show(sum) !== show(counters)) return { population: 'all', step, what: 'counters', hub: counters, model: sum }
  const status = SEVERITY.find(each => ended.some(one => one.status === each))
  return status === ran.status ? undefined : { population: 'all', step, what: 'status', hub: ran.status, model: status }
}
