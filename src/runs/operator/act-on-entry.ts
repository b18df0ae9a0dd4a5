import type { ConnectorState } from '../../connector-space/entry.js'
import { ProblemError } from '../../model/problem.js'
import type { OperatorActionName } from '../../model/step.js'
import { lockExports } from '../../storage/agent-lock.js'
import type { Database, Transaction } from '../../storage/database.js'
import { saveDetails } from '../../storage/runs/save-details.js'
import { clearProblems } from '../../storage/runs/save-problems.js'
import { commitPage } from '../../storage/sync/commit-page.js'
import type { Consequences } from '../../sync/consequences.js'
import type { EntryAction } from '../../sync/operator.js'
import { countPage } from '../count-page.js'
import { newTally } from '../step-context.js'
import { decideEntry, type EntryDecision, foundEntry } from './decide-entry.js'
import { whileNobodySynchronizes } from './operator-locks.js'
import { beginRecord, endRecord } from './record-run.js'

/** What a person asks for. */
export interface EntryDeed {
  readonly entry: number
  readonly action: Exclude<EntryAction, { kind: 'clear' }>
  readonly requestedBy: string
  /** Whether it may delete the metaverse object. */
  readonly confirmDeletion?: boolean
  /** The object that it is linked to, as far as that person knows; undefined: to whichever. */
  readonly expectedObject?: number | undefined
}

export interface EntryStanding {
  readonly state: ConnectorState
  /** The metaverse object it is linked to. */
  readonly object: number | undefined
}

export interface DoneDeed {
  readonly run: number
  readonly agent: string
  readonly dn: string
  readonly before: EntryStanding
  readonly after: EntryStanding
}

const NAMES: Record<EntryDeed['action']['kind'], OperatorActionName> = {
  join: 'join',
  project: 'project',
  disconnect: 'disconnect',
  'set-state': 'set-disconnector-state',
}

/**
 * Does what a person wants of one entry and everything that follows, as synchronization does, in one transaction that is
 * recorded as a run. Nothing is left of what is refused.
 * @throws ProblemError why it was refused
 */
export async function actOnEntry(database: Database, deed: EntryDeed): Promise<DoneDeed> {
  const { agent, agentName } = await foundEntry(database, deed.entry)
  return whileNobodySynchronizes(database, { id: agent, name: agentName }, async transaction => {
    await lockExports(transaction, [agent], 'shared')
    if (deed.expectedObject !== undefined) await refuseOther(transaction, deed.entry, deed.expectedObject)
    const decided = await decideEntry({ database, session: transaction }, deed.entry, deed.action)
    if (deed.confirmDeletion !== true) refuseDeletion(decided)
    return save(transaction, deed, decided)
  })
}

/** What parting an entry from its object would do. Changes nothing. @throws ProblemError why it cannot be done at all */
export async function previewDisconnection(database: Database, entry: number): Promise<Consequences> {
  const { consequences } = await database.transaction(session =>
    decideEntry({ database, session }, entry, { kind: 'disconnect', explicit: false }),
  )
  return consequences ?? { deletesObject: false, due: undefined, entries: [], changed: [] }
}

async function save(transaction: Transaction, deed: EntryDeed, decided: EntryDecision): Promise<DoneDeed> {
  const { found, decision, rules, flows } = decided
  const { agent, agentName: name, dn } = found
  const { requestedBy, action, entry } = deed
  const record = await beginRecord(transaction, { agent: { id: agent, name }, action: NAMES[action.kind], requestedBy })
  const links = action.kind === 'join' || action.kind === 'project'
  // Whoever was parted, or only set, has its pending import still before it.
  const outcome = links ? decision.outcome : { ...decision.outcome, synchronized: [], moved: [] }
  const page = { agent, step: record.step, outcome, flows, whole: outcome.synchronized }
  const committed = await commitPage(transaction, page)
  const tally = newTally()
  await saveDetails(transaction, record.step, countPage(decision, committed, { tally, rules, agent }))
  await clearProblems(transaction, {
    phase: 'synchronization',
    agent,
    step: record.step,
    entries: outcome.synchronized,
  })
  await endRecord(transaction, record, tally.counters)
  const now = decision.workspace.entry(entry)
  return {
    run: record.run,
    agent: name,
    dn,
    before: { state: found.state, object: found.object },
    after: { state: now.state, object: now.link?.object },
  }
}

/** Whoever decided about one link does not end another, which somebody has made since. */
async function refuseOther(transaction: Transaction, entry: number, expected: number): Promise<void> {
  const { object, agentName, dn } = await foundEntry(transaction, entry)
  if (object === expected) return
  throw new ProblemError({
    code: 'operator.changed-meanwhile',
    message: `The entry is ${object === undefined ? 'not linked any more' : 'linked to another object by now'}.`,
    hint: 'Look at it again.',
    where: { agent: agentName, dn },
    about: 'expectedObject',
  })
}

function refuseDeletion({ consequences, found, rules }: EntryDecision): void {
  if (consequences === undefined || !consequences.deletesObject) return
  const nameOf = (agent: number): string => rules.agents.get(agent)?.name ?? String(agent)
  const others = consequences.entries
    .slice(0, 10)
    .map(each => `${nameOf(each.agent)} “${each.dn}” ${FATE[each.becomes]}`)
  const rest = consequences.entries.length - others.length
  const list = [...others, ...(rest > 0 ? [`${rest} more`] : [])]
  const when = consequences.due === undefined ? '' : ` on ${new Date(consequences.due).toISOString()}`
  throw new ProblemError({
    code: 'operator.would-delete',
    message: `Disconnecting it would delete its metaverse object${when}${list.length === 0 ? '.' : `, and with it: ${list.join('; ')}.`}`,
    hint: 'If that is right, ask again with confirmDeletion.',
    where: { agent: found.agentName, dn: found.dn },
  })
}

const FATE: Record<Consequences['entries'][number]['becomes'], string> = {
  removed: 'is not created',
  deleted: 'is deleted with the next export',
  disconnector: 'becomes a disconnector',
  'explicit-disconnector': 'becomes an explicit disconnector',
}
