import type { Supervise } from '../rules/extension.js'
import type { RuleSet } from '../rules/rule-set.js'
import type { Session } from '../storage/database.js'
import { loadNamed } from '../storage/sync/load-entries.js'
import type { Inbound } from '../sync/inbound.js'
import { nameIn, type TakenNames, type WantedName } from '../sync/names.js'
import type { Outbound } from '../sync/outbound.js'
import { outcomeOf, type PageOutcome } from '../sync/outcome.js'
import { type Act, brokenByUniqueness, type Failed, inboundPage, namesOf, outboundPage } from '../sync/synchronize.js'
import type { Trace } from '../sync/trace.js'
import type { WorkEntry } from '../sync/work.js'
import { createWorkspace, type Workspace } from '../sync/workspace.js'
import { loadHolders, type PageContent } from './load-page.js'

export interface PageDecision {
  readonly workspace: Workspace
  readonly inbound: readonly Inbound[]
  readonly outbound: readonly Outbound[]
  readonly failed: readonly Failed[]
  readonly outcome: PageOutcome
}

export interface Deciding {
  readonly rules: RuleSet
  readonly content: PageContent
  readonly ids: readonly number[]
  readonly full: boolean
  /** Entries to which the rules are applied even though nothing changed. */
  readonly whole?: ReadonlySet<number>
  readonly now: number
  readonly nextId: () => number
  /** Has enough ids at hand for deciding the page once. */
  readonly reserve: () => Promise<void>
  /** What is done with each entry in place of inbound synchronization. */
  readonly act?: Act
  /** Where decisions are noted. */
  readonly trace?: Trace | undefined
  /** Reference attributes whose presence decides who contributes. */
  readonly contested?: readonly string[]
}

/**
 * Decides a page. An entry that fails leaves no trace: the page is decided again without it, so that what it caused
 * in passing is gone too. It is also decided again when it gave names that nobody had foreseen (what an object loses in
 * provisioning may change its name) or unique values, now that it is known whether they are free.
 */
export async function decidePage(session: Session, deciding: Deciding): Promise<PageDecision> {
  try {
    return await decide(session, deciding, deciding.rules.supervise ?? unsupervised)
  } catch (error) {
    if (!(error instanceof TookTooLong)) throw error
    // Rules in code do not come to an end for some entry: once more, with a limit for each call, which then fails that entry.
    return decide(session, deciding, unsupervised)
  }
}

const unsupervised: Supervise = work => ({ done: true, value: work() })

class TookTooLong extends Error {}

function supervised<T>(supervise: Supervise, work: () => T): T {
  const result = supervise(work)
  if (!result.done) throw new TookTooLong()
  return result.value
}

async function decide(session: Session, deciding: Deciding, supervise: Supervise): Promise<PageDecision> {
  const failed = new Map<number, Failed>()
  const unforeseen: WantedName[] = []
  const known = new Set<string>()
  let { content } = deciding
  for (;;) {
    const ids = deciding.ids.filter(id => !failed.has(id))
    await deciding.reserve()
    const workspace = createWorkspace({ ...deciding, ...content, known, trace: begun(deciding.trace, ids) })
    const page = supervised(supervise, () => inboundPage(workspace, ids, deciding.act))
    const wanted = [...namesOf(workspace, page), ...unforeseen]
    const { taken, admitted } = await loadTaken(session, workspace, wanted)
    const { outbound, failed: broken } = supervised(supervise, () =>
      outboundPage(workspace, page, { taken, loaded: content.entries }),
    )
    const twins = broken.length > 0 ? [] : brokenByUniqueness(workspace, page, content.objects)
    // Who fails may do so because of a value that is another's, and would be given the next one.
    if (workspace.unknown.size > 0) {
      content = joined(content, await loadHolders(session, workspace.unknown, { contested: [], ...deciding }))
      for (const value of workspace.unknown) known.add(value)
      continue
    }
    if (broken.length + twins.length > 0) {
      for (const failure of [...broken, ...twins]) failed.set(failure.entry, failure)
      continue
    }
    const inbound = page.groups.flatMap(group => group.entries)
    const loaded = { entries: [...content.entries, ...admitted], objects: content.objects }
    const outcome = outcomeOf(
      workspace,
      loaded,
      inbound.map(each => each.entry),
    )
    const asked = new Set(wanted.map(name => nameIn(name.agent, name.key)))
    const unasked = [...outcome.created, ...outcome.renamed].filter(entry => !asked.has(nameIn(entry.agent, entry.key)))
    if (unasked.length > 0) {
      unforeseen.push(...unasked)
      continue
    }
    for (const failure of page.failed) failed.set(failure.entry, failure)
    return { workspace, inbound, outbound, failed: [...failed.values()], outcome }
  }
}

/** What was noted of an earlier attempt has never been; but of entries that failed it is told how they came to that. */
function begun(trace: Trace | undefined, ids: readonly number[]): Trace | undefined {
  if (ids.length > 0) trace?.restart()
  return trace
}

/** What was there stays; what was loaded later is added. */
function joined(content: PageContent, more: PageContent): PageContent {
  const entries = new Set(content.entries.map(entry => entry.id))
  const objects = new Set(content.objects.map(object => object.id))
  return {
    entries: [...content.entries, ...more.entries.filter(entry => !entries.has(entry.id))],
    objects: [...content.objects, ...more.objects.filter(object => !objects.has(object.id))],
  }
}

interface Taken {
  readonly taken: TakenNames
  readonly admitted: readonly WorkEntry[]
}

async function loadTaken(session: Session, workspace: Workspace, wanted: readonly WantedName[]): Promise<Taken> {
  const taken: TakenNames = new Map()
  const admitted: WorkEntry[] = []
  for (const agent of new Set(wanted.map(name => name.agent))) {
    const keys = wanted.filter(name => name.agent === agent).map(name => name.key)
    for (const { key, entry } of await loadNamed(session, agent, keys)) {
      taken.set(nameIn(agent, key), entry.id)
      if (workspace.entries.has(entry.id)) continue
      workspace.admit(entry)
      admitted.push(entry)
    }
  }
  return { taken, admitted }
}
