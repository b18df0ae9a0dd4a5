import type { Report } from './report.js'
import { agentRules } from './rules.js'
import { mergeExports } from './send.js'
import type { News } from './source.js'
import { decideReferences, type Staging, stageGone, stageNews, stageWhole } from './stage.js'
import { type Entry, entriesOf, type World } from './state.js'

export interface ImportOptions {
  /** The source breaks off after so many objects. */
  readonly cut: number | undefined
  /** Nothing of what was read before that could be used. */
  readonly nothing?: boolean
}

/**
 * A full import (domain.md 2.1), in the pieces between which it may be interrupted. Only one that reads everything
 * stages deletions.
 */
export function* fullImport(staging: Staging, { cut, nothing }: ImportOptions): Generator<void, string> {
  const { world, agent, report } = staging
  if (nothing) return 'stopped-connectivity'
  stateOf(world, agent).checkpoint = undefined
  yield
  const source = sourceOf(world, agent)
  const seen = new Set<number>()
  const watermark = source.log.length
  for (const object of source.objects.slice(0, cut)) {
    report.done++
    seen.add(stageWhole({ ...staging, complete: true }, object).id)
    yield
  }
  if (cut !== undefined) return 'stopped-connectivity'
  for (const entry of entriesOf(world, agent)) {
    if (!seen.has(entry.id) || entry.unconfirmed === undefined) continue
    decideReferences(staging, entry)
    yield
  }
  for (const entry of entriesOf(world, agent)) {
    if (entry.imported && entry.pendingImport !== 'delete' && !seen.has(entry.id)) stageGone(staging, entry)
  }
  yield
  for (const entry of entriesOf(world, agent)) settleUnseen(entry)
  yield
  forgetProblems(world, agent)
  stateOf(world, agent).watermark = watermark
  return endOf(world, agent, report)
}

// An exported creation that is not there is sent again if it is still wanted (domain.md 2.6).
function settleUnseen(entry: Entry): void {
  const sent = entry.unconfirmed
  if (entry.imported || sent === undefined) return
  if (entry.link === undefined || sent.operation === 'delete' || entry.pending?.operation === 'delete') {
    entry.pendingImport = 'delete'
    return
  }
  entry.pending = mergeExports(sent, entry.pending, { wasSent: false })
  entry.pending.doubtful = false
  entry.unconfirmed = undefined
  entry.anchor = undefined
}

function forgetProblems(world: World, agent: string): void {
  for (const [place, trouble] of Object.entries(world.strangers)) {
    if (place.startsWith(`${agent} `) && trouble.step !== world.step) delete world.strangers[place]
  }
  for (const { troubles } of entriesOf(world, agent)) {
    const trouble = troubles.import
    if (trouble !== undefined && trouble.step !== world.step && trouble.code !== 'exported-change-not-reimported')
      delete troubles.import
  }
}

/** A delta import: what the source's log says since the last complete import. Deletions wait for its end. */
export function* deltaImport(staging: Staging, { cut, nothing }: ImportOptions): Generator<void, string> {
  const { world, agent, report } = staging
  const state = stateOf(world, agent)
  if (state.watermark === undefined) return 'no-start-full-import-required'
  if (nothing) return 'stopped-connectivity'
  const { log } = sourceOf(world, agent)
  const end = log.length
  const items = log
    .slice(state.watermark, cut === undefined ? end : state.watermark + cut)
    .filter(item => isSelected(world, agent, item))
  const news = items.filter(item => item.kind !== 'gone')
  const staged = state.checkpoint ?? 0
  for (const item of news.slice(staged)) {
    stageNews(staging, item)
    report.done++
    state.checkpoint = (state.checkpoint ?? 0) + 1
    yield
  }
  if (cut !== undefined) return 'stopped-connectivity'
  for (const [i, item] of items.entries()) {
    if (item.kind !== 'gone' || isTakenBack(items, i)) continue
    stageNews(staging, item)
    report.done++
    yield
  }
  state.watermark = end
  state.checkpoint = undefined
  return endOf(world, agent, report)
}

// Of a change of nothing that the agent has selected, the source tells nothing.
function isSelected({ rules }: World, agent: string, item: News): boolean {
  if (item.kind !== 'change' || item.newDn !== undefined) return true
  const attributes = agentRules(rules, agent).types[item.type]?.attributes ?? {}
  return Object.keys(item.changes).some(name => name in attributes)
}

// A deletion whose object is then reported whole never mattered.
const isTakenBack = (items: readonly News[], at: number): boolean => {
  const gone = items[at]
  return items
    .slice(at + 1)
    .some(item => gone?.kind === 'gone' && item.kind === 'whole' && item.object.anchor === gone.anchor)
}

function endOf(world: World, agent: string, report: Report): string {
  if (report.errors > 0) return 'completed-discovery-errors'
  if (entriesOf(world, agent).some(entry => !entry.named && entry.pendingImport !== 'delete'))
    return 'completed-transient-objects'
  if (report.contradicted.size > 0) return 'completed-warnings'
  return report.done === 0 && report.counters['stage-delete'] === undefined ? 'completed-no-objects' : 'success'
}

function sourceOf(world: World, agent: string) {
  const source = world.sources[agent]
  if (source === undefined) throw new Error(`no source of ${agent}`)
  return source
}

function stateOf(world: World, agent: string) {
  const state = world.agents[agent]
  if (state === undefined) throw new Error(`no agent ${agent}`)
  return state
}
