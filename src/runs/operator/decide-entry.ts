import { loadRuleSet } from '../../configuration/load.js'
import { ProblemError } from '../../model/problem.js'
import { type ReferenceFlowRules, referenceFlowRules } from '../../rules/reference-flows.js'
import type { RuleSet } from '../../rules/rule-set.js'
import type { Database, Session } from '../../storage/database.js'
import { createIdSource } from '../../storage/ids.js'
import { type FoundEntry, findEntry } from '../../storage/operator/find-entry.js'
import { type Consequences, consequencesOf } from '../../sync/consequences.js'
import { type EntryAction, operatorAct } from '../../sync/operator.js'
import { decidePage, type PageDecision } from '../decide-page.js'
import { loadPage } from '../load-page.js'

export interface EntryDecision {
  readonly found: FoundEntry
  readonly decision: PageDecision
  readonly rules: RuleSet
  readonly flows: ReferenceFlowRules
  /** The object that is or was linked. */
  readonly object: number | undefined
  /** For a disconnection. */
  readonly consequences: Consequences | undefined
}

/** @throws ProblemError `request.not-found` */
export async function foundEntry(session: Session, entry: number): Promise<FoundEntry> {
  const found = await findEntry(session, entry)
  if (found !== undefined) return found
  throw new ProblemError({ code: 'request.not-found', message: 'The entry is gone.', about: 'entry' })
}

/**
 * Decides what a person wants of one entry, with everything that follows for other agents. Writes nothing.
 * @throws ProblemError why it cannot be done
 */
export async function decideEntry(
  { database, session }: { readonly database: Database; readonly session: Session },
  entry: number,
  action: EntryAction,
): Promise<EntryDecision> {
  const found = await foundEntry(session, entry)
  const { rules } = await loadRuleSet(database)
  refuse(found, action)
  const flows = referenceFlowRules(rules)
  const ids = createIdSource()
  const objects = action.kind === 'join' ? [action.object] : []
  const content = await loadPage(session, {
    agent: found.agent,
    ids: [entry],
    objects,
    rules,
    contested: flows.contested,
  })
  const decision = await decidePage(session, {
    rules,
    content,
    ids: [entry],
    contested: flows.contested,
    full: true,
    now: Date.now(),
    nextId: ids.next,
    reserve: () => ids.ensure(session, 1 + 2 * rules.agents.size),
    act: (workspace, id) => operatorAct(workspace, id, action),
  })
  const [failed] = decision.failed
  if (failed !== undefined) throw new ProblemError(withPlace(failed.problem, found))
  const object = found.object ?? decision.workspace.entry(entry).link?.object
  const decided = { ...decision, before: content.entries }
  const consequences =
    action.kind === 'disconnect' && object !== undefined ? consequencesOf(decided, entry, object) : undefined
  return { found, decision, rules, flows, object, consequences }
}

const withPlace = (problem: ProblemError['problem'], { agentName, dn }: FoundEntry): ProblemError['problem'] => ({
  ...problem,
  where: { agent: agentName, dn, ...problem.where },
})

/** What only the database knows of an entry. */
function refuse(found: FoundEntry, { kind }: EntryAction): void {
  const links = kind === 'join' || kind === 'project'
  const why =
    links && !found.configured
      ? [`Agent ${found.agentName} has left the configuration.`, 'Put it back, or clear its connector space.']
      : links && found.transient
        ? ['Another object has its name, and its own news has not come.', 'Import the agent first.']
        : kind !== 'set-state' && found.inDoubt
          ? ['An export of it may or may not have arrived.', 'Export and import the agent first.']
          : undefined
  if (why === undefined) return
  const [message = '', hint = ''] = why
  throw new ProblemError(withPlace({ code: 'request.invalid', message, hint }, found))
}
