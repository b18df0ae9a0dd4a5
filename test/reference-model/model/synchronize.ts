import { copyOf } from './copy.js'
import { exportReferences } from './export-references.js'
import { inbound } from './inbound.js'
import { outbound } from './outbound.js'
import { type Done, type Page, Refused } from './page.js'
import { resolveReferences, settle } from './references.js'
import { count, type Report } from './report.js'
import { type Entry, entriesOf, entryOf, ghostsOf, note, objectOf, type World } from './state.js'

export interface Synchronization {
  readonly world: World
  readonly agent: string
  readonly full: boolean
  readonly report: Report
  /** How many entries are decided together. */
  readonly pageSize: number
}

/** A synchronization step (domain.md 2.4), in the pieces between which it may be interrupted. What the source deleted comes last. */
export function* synchronizeStep(work: Synchronization): Generator<void, string> {
  const { world, agent, full, report } = work
  if (ghostsOf(world).length > 0) {
    deleteGhosts(work)
    yield
  }
  for (const deleted of [false, true]) {
    let after = 0
    for (;;) {
      const ids = entriesOf(world, agent)
        .filter(entry => entry.id > after && isWork(entry, { full, deleted }))
        .map(entry => entry.id)
        .slice(0, work.pageSize)
      if (ids.length === 0) break
      synchronizePage(work, ids)
      report.done += ids.length
      after = ids.at(-1) as number
      yield
    }
  }
  if (report.errors > 0) return 'completed-sync-errors'
  return report.done === 0 ? 'completed-no-objects' : 'success'
}

// No object can be without a connector: what an import left so goes before anything else (domain.md 7.2).
function deleteGhosts({ world, agent, full, report }: Synchronization): void {
  const before = copyOf(world)
  const ghosts = ghostsOf(world)
  world.objects = world.objects.filter(object => !ghosts.includes(object))
  const page = newPage({ world, agent, full, ids: new Set() })
  const busy = exportReferences(before, page, resolveReferences(before, page))
  report.counters['object-deleted'] = ghosts.length
  for (const { counter, entry } of countOutbound(page, busy)) count(report, counter, entry)
}

function isWork(entry: Entry, { full, deleted }: { readonly full: boolean; readonly deleted: boolean }): boolean {
  if (deleted || entry.pendingImport === 'delete') return deleted && entry.pendingImport === 'delete'
  if (full) return entry.imported
  return (
    entry.pendingImport !== undefined || entry.state === 'disconnector' || entry.troubles.synchronization !== undefined
  )
}

/** What goes wrong leaves no trace but its problem: the others are decided as if it had not been there. */
export function synchronizePage(work: Synchronization, ids: readonly number[]): void {
  const { world, report } = work
  const broken = new Map<number, string>()
  let refused = new Map<number, string>()
  for (;;) {
    const attempt = copyOf(world)
    const failed = new Map([...broken, ...refused])
    const outcome = decide(
      { ...work, world: attempt },
      world,
      ids.filter(id => !failed.has(id)),
    )
    if (outcome.kind === 'decided') {
      Object.assign(world, attempt)
      for (const [id, code] of failed) fail(world, report, { id, code })
      for (const name of outcome.counted) count(report, name.counter, name.entry)
      return
    }
    if (outcome.kind === 'refused') refused.set(outcome.entry, outcome.code)
    else {
      for (const id of outcome.entries) broken.set(id, outcome.code)
      refused = new Map()
    }
  }
}

function fail(world: World, report: Report, { id, code }: { readonly id: number; readonly code: string }): void {
  const entry = entryOf(world, id)
  note(entry.troubles, 'synchronization', { code, step: world.step })
  count(report, 'flow-failure', entry)
  report.errors++
}

interface Counted {
  readonly counter: string
  readonly entry: Entry
}

type Outcome =
  | { readonly kind: 'decided'; readonly counted: readonly Counted[] }
  /** One entry; all that touched an object that could not go out. */
  | { readonly kind: 'refused'; readonly entry: number; readonly code: string }
  | { readonly kind: 'broken'; readonly entries: readonly number[]; readonly code: string }

const newPage = (of: Pick<Page, 'world' | 'agent' | 'full' | 'ids'>): Page => ({
  ...of,
  entries: [],
  touched: new Map(),
  linked: new Set(),
  emptied: new Set(),
  givers: new Map(),
  planned: new Map(),
  outbound: [],
})

function decide(work: Synchronization, before: World, ids: readonly number[]): Outcome {
  const { world, agent, full } = work
  const page = newPage({ world, agent, full, ids: new Set(ids) })
  for (const id of ids) {
    const entry = entryOf(world, id)
    const code = refusalOf(() => page.entries.push(inbound(page, entry)))
    if (code !== undefined) return { kind: 'refused', entry: id, code }
    // Whoever is decided after it hears what it says now.
    entry.synchronized = entry.image
  }
  for (const id of new Set(page.entries.flatMap(each => each.objects))) {
    const code = refusalOf(() => outbound(page, id))
    if (code !== undefined) return { kind: 'broken', entries: together(page.entries, id), code }
  }
  // A reference to be sent after this is another change, which nobody has refused.
  forgetRefusals(world)
  const resolved = resolveReferences(before, page)
  const busy = exportReferences(before, page, resolved)
  const changed = new Set(
    resolved.filter(each => JSON.stringify(each.before) !== JSON.stringify(each.after)).map(each => each.object),
  )
  for (const done of page.entries) finish(world, done)
  forgetRefusals(world)
  return { kind: 'decided', counted: [...countInbound(page, changed), ...countOutbound(page, busy)] }
}

// What is no longer to be sent is no longer refused.
function forgetRefusals({ entries }: World): void {
  for (const { pending, escrowed, troubles } of entries)
    if (pending === undefined && escrowed === undefined) delete troubles.export
}

function refusalOf(work: () => unknown): string | undefined {
  try {
    work()
    return undefined
  } catch (error) {
    if (error instanceof Refused) return error.code
    throw error
  }
}

// Entries that touch the same objects succeed or fail as one.
function together(entries: readonly Done[], object: number): number[] {
  const objects = new Set([object])
  const found = new Set<Done>()
  for (let size = -1; size < found.size; ) {
    size = found.size
    for (const each of entries) {
      if (!each.objects.some(id => objects.has(id))) continue
      found.add(each)
      for (const id of each.objects) objects.add(id)
    }
  }
  return [...found].map(each => each.entry.id)
}

function finish(world: World, done: Done): void {
  const { entry } = done
  settle(done)
  entry.pendingImport = undefined
  entry.moved = false
  if (entry.troubles.synchronization?.step !== world.step) delete entry.troubles.synchronization
}

function countInbound({ world, entries }: Page, changed: ReadonlySet<number>): Counted[] {
  return entries.map(({ entry, situation, flowed, objects }) => {
    const last = objects.at(-1)
    const gone = last !== undefined && objectOf(world, last) === undefined
    return { counter: inboundCounter(situation, { gone, flowed: flowed || changed.has(last ?? 0) }), entry }
  })
}

function inboundCounter(situation: Done['situation'], { gone, flowed }: { gone: boolean; flowed: boolean }): string {
  const kept = flowed ? 'flow' : 'no-flow'
  switch (situation) {
    case 'deleted-disconnector':
      return 'disconnector-deleted'
    case 'deleted-connector':
      return gone ? 'connector-delete-remove-mv' : 'connector-delete-leave-mv'
    case 'retyped':
      return 'connector-delete-add-processed'
    case 'filtered':
      return 'disconnector-filtered'
    case 'connector-filtered':
      return gone ? 'connector-filtered-remove-mv' : 'connector-filtered-leave-mv'
    case 'joined':
    case 'projected':
      return `disconnector-${situation}-${gone ? 'remove-mv' : kept}`
    case 'connected':
      return gone ? 'connector-flow-remove-mv' : `connector-${kept}`
    case 'remains':
      return 'disconnector-remains'
  }
}

function countOutbound({ outbound }: Page, busy: readonly Entry[]): Counted[] {
  const rest = new Set(busy)
  const own = outbound.map(({ entry, counter, flowed }) => {
    const isBusy = rest.delete(entry)
    const ending = counter === 'provisioned-disconnect' ? '' : flowed || isBusy ? '-flow' : '-no-flow'
    return { counter: `${counter}${ending}@${entry.agent}`, entry }
  })
  return [...own, ...[...rest].map(entry => ({ counter: `outbound-connector-flow@${entry.agent}`, entry }))]
}
