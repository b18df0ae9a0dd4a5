import { type Problem, ProblemError } from '../model/problem.js'
import { type Inbound, inbound } from './inbound.js'
import { type TakenNames, type WantedName, wantedNames } from './names.js'
import { type Outbound, outbound } from './outbound.js'
import { uniqueViolations, violationProblem } from './unique.js'
import type { WorkEntry, WorkObject } from './work.js'
import type { Workspace } from './workspace.js'

/** An entry that could not be synchronized; it keeps its pending import and is tried again (domain.md 4.5). */
export interface Failed {
  readonly entry: number
  readonly problem: Problem
}

/**
 * Entries and objects that touch each other in one page: they succeed or fail as one, so that an error takes back
 * everything its object caused (domain.md 2.3) and nothing else.
 */
interface Group {
  readonly entries: Inbound[]
  readonly objects: Set<number>
}

export interface InboundPage {
  readonly groups: readonly Group[]
  readonly failed: readonly Failed[]
}

/** What is decided about one entry: by the rules, unless a person has. */
export type Act = (workspace: Workspace, entry: number) => Inbound

/** Inbound synchronization of a page's entries, in order. Each sees what those before it did. */
export function inboundPage(workspace: Workspace, entries: readonly number[], act: Act = inbound): InboundPage {
  const failed: Failed[] = []
  const byObject = new Map<number, Group>()
  const groups = new Set<Group>()
  for (const id of entries) {
    const mark = workspace.mark()
    try {
      const done = act(workspace, id)
      const group = merge(
        done.objects.map(object => byObject.get(object)).filter(g => g !== undefined),
        groups,
      )
      group.entries.push(done)
      for (const object of done.objects) group.objects.add(object)
      for (const object of group.objects) byObject.set(object, group)
    } catch (error) {
      workspace.rollback(mark)
      failed.push({ entry: id, problem: asProblem(error) })
    }
  }
  return { groups: [...groups], failed }
}

function merge(found: readonly Group[], groups: Set<Group>): Group {
  const [first, ...rest] = [...new Set(found)]
  const group = first ?? { entries: [], objects: new Set<number>() }
  for (const other of rest) {
    group.entries.push(...other.entries)
    for (const object of other.objects) group.objects.add(object)
    groups.delete(other)
  }
  groups.add(group)
  return group
}

/** The names that the outbound half will ask for; to be loaded between the two. */
export const namesOf = (workspace: Workspace, page: InboundPage): WantedName[] =>
  page.groups.flatMap(group => [...group.objects].flatMap(id => wantedNames(workspace, workspace.object(id))))

export interface OutboundPage {
  readonly outbound: readonly Outbound[]
  /** Entries whose objects could not go on. The page is to be decided again without them: nothing they caused may stay. */
  readonly failed: readonly Failed[]
}

/**
 * Outbound synchronization of every object that the inbound half touched.
 * @param loaded entries as they were before the page
 */
export function outboundPage(
  workspace: Workspace,
  page: InboundPage,
  { taken, loaded }: { readonly taken: TakenNames; readonly loaded: readonly WorkEntry[] },
): OutboundPage {
  const results: Outbound[] = []
  const failed: Failed[] = []
  const lost: Group[] = []
  for (const group of page.groups) {
    const mark = workspace.mark()
    const names = onTop(taken)
    try {
      results.push(...[...group.objects].flatMap(object => outbound(workspace, object, names)))
      names.keep()
    } catch (error) {
      workspace.rollback(mark)
      const problem = asProblem(error)
      // A name may be free, or taken, only because of one that has failed: without that one, it is another question.
      if (!isOfAny(lost, names.asked, loaded))
        failed.push(...group.entries.map(each => ({ entry: each.entry, problem })))
      lost.push(group)
    }
  }
  return { outbound: results, failed }
}

interface NamesOnTop extends TakenNames {
  /** The entries that were found by names they had before. */
  readonly asked: ReadonlySet<number>
  keep(): void
}

/** Names that are taken for good only when they are kept. */
function onTop(taken: TakenNames): NamesOnTop {
  const own = new Map<string, number>()
  const asked = new Set<number>()
  return {
    asked,
    get(name) {
      const before = taken.get(name)
      if (before !== undefined) asked.add(before)
      return own.get(name) ?? before
    },
    set: (name, entry) => own.set(name, entry),
    keep() {
      for (const [name, entry] of own) taken.set(name, entry)
    },
  }
}

function isOfAny(groups: readonly Group[], entries: ReadonlySet<number>, loaded: readonly WorkEntry[]): boolean {
  if (groups.length === 0) return false
  const objects = new Set(groups.flatMap(group => [...group.objects]))
  return (
    groups.some(group => group.entries.some(each => entries.has(each.entry))) ||
    loaded.some(({ id, link }) => entries.has(id) && link !== undefined && objects.has(link.object))
  )
}

/**
 * Entries whose objects ended up with a unique value that another object has, too. Of two objects of the page the later one
 * gives way.
 */
export function brokenByUniqueness(workspace: Workspace, page: InboundPage, loaded: readonly WorkObject[]): Failed[] {
  const before = new Map(loaded.map(object => [object.id, object.attributes]))
  const beaten = new Set<number>()
  const failed: Failed[] = []
  for (const group of page.groups.toReversed()) {
    const changed = [...group.objects]
      .map(id => workspace.object(id))
      .filter(object => object.life !== 'deleted' && object.attributes !== before.get(object.id))
    const violation = uniqueViolations(workspace, changed).find(each => !beaten.has(each.other))
    if (violation === undefined) continue
    for (const object of group.objects) beaten.add(object)
    const { problem } = violationProblem(violation)
    failed.push(...group.entries.map(each => ({ entry: each.entry, problem })))
  }
  return failed
}

/** @throws anything that is no problem of the data: a bug is not hidden. */
function asProblem(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem
  throw error
}
