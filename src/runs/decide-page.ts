import type { RuleSet } from '../rules/rule-set.js'
import type { Session } from '../storage/database.js'
import { loadNamed } from '../storage/sync/load-entries.js'
import type { Inbound } from '../sync/inbound.js'
import { nameIn, type TakenNames, type WantedName } from '../sync/names.js'
import type { Outbound } from '../sync/outbound.js'
import { outcomeOf, type PageOutcome } from '../sync/outcome.js'
import { type Failed, inboundPage, namesOf, outboundPage } from '../sync/synchronize.js'
import type { WorkEntry } from '../sync/work.js'
import { createWorkspace, type Workspace } from '../sync/workspace.js'
import type { PageContent } from './load-page.js'

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
  readonly now: number
  readonly nextId: () => number
  /** Has enough ids at hand for deciding the page once. */
  readonly reserve: () => Promise<void>
}

/**
 * Decides a page. An entry that fails leaves no trace: the page is decided again without it, so that what it caused
 * in passing is gone too.
 */
export async function decidePage(session: Session, deciding: Deciding): Promise<PageDecision> {
  const failed = new Map<number, Failed>()
  for (;;) {
    const ids = deciding.ids.filter(id => !failed.has(id))
    await deciding.reserve()
    const workspace = createWorkspace({
      ...deciding,
      entries: deciding.content.entries,
      objects: deciding.content.objects,
    })
    const page = inboundPage(workspace, ids)
    const { taken, admitted } = await loadTaken(session, workspace, namesOf(workspace, page))
    const { outbound, failed: broken } = outboundPage(workspace, page, taken)
    if (broken.length === 0) {
      for (const failure of page.failed) failed.set(failure.entry, failure)
      const inbound = page.groups.flatMap(group => group.entries)
      const loaded = { entries: [...deciding.content.entries, ...admitted], objects: deciding.content.objects }
      return {
        workspace,
        inbound,
        outbound,
        failed: [...failed.values()],
        outcome: outcomeOf(
          workspace,
          loaded,
          inbound.map(each => each.entry),
        ),
      }
    }
    for (const failure of broken) failed.set(failure.entry, failure)
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
