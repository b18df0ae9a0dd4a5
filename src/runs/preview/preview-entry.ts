import { setTimeout as sleep } from 'node:timers/promises'
import type { CheckedConfiguration } from '../../configuration/check.js'
import { loadRuleSet } from '../../configuration/load.js'
import { ProblemError } from '../../model/problem.js'
import type { RuleSet } from '../../rules/rule-set.js'
import type { Database, Transaction } from '../../storage/database.js'
import type { FoundEntry } from '../../storage/operator/find-entry.js'
import { impatient, isLockTimeout, undone, undoneWithin } from '../../storage/preview/undone.js'
import { foundEntry } from '../operator/decide-entry.js'
import { whileNobodySynchronizes } from '../operator/operator-locks.js'
import { type Preview, type PreviewMode, previewOf, type Rehearsal, standingsOf } from './preview.js'
import { beginPreviewRecord, endPreviewRecord } from './record-preview.js'
import { rehearse } from './rehearse.js'
import { trialRules } from './trial-rules.js'

export interface PreviewRequest {
  readonly entry: number
  readonly mode: PreviewMode
  /** In place of the configuration in force. */
  readonly configuration?: CheckedConfiguration | undefined
}

const ATTEMPTS = 5
const PAUSE_MS = 200

/**
 * Synchronizes one entry as a run would, in a transaction that is taken back: what was decided and why, and everything as it was and
 * would be. The database is as it was afterwards.
 * @throws ProblemError `request.not-found`, `locking-error-needs-retry`, what trial rules throw
 */
export async function previewEntry(database: Database, request: PreviewRequest): Promise<Preview> {
  const { rules } = await loadRuleSet(database)
  for (let attempt = 1; ; attempt++) {
    try {
      return await undone(database, transaction => preview(transaction, rules, request))
    } catch (error) {
      if (!isLockTimeout(error)) throw error
      if (attempt === ATTEMPTS) throw busy()
      await sleep(PAUSE_MS * attempt)
    }
  }
}

async function preview(transaction: Transaction, inForce: RuleSet, request: PreviewRequest): Promise<Preview> {
  await impatient(transaction)
  const found = await foundEntry(transaction, request.entry)
  const { configuration } = request
  const rules = configuration === undefined ? inForce : await trialRules(transaction, configuration, inForce)
  const work = { transaction, rules, found, mode: request.mode, step: 0 }
  const rehearsal = await undoneWithin(transaction, () => rehearse(work))
  return previewOf(transaction, { rehearsal, before: await standingsOf(transaction, rehearsal), request, found, rules })
}

export interface CommittedPreview {
  readonly preview: Preview
  readonly run: number
}

/**
 * Synchronizes one entry for good, and tells how. It is recorded as a run of one step.
 * @throws ProblemError `request.not-found`, `locking-error-needs-retry` while a run is under way
 */
export async function commitPreview(
  database: Database,
  request: Omit<PreviewRequest, 'configuration'>,
  requestedBy: string,
): Promise<CommittedPreview> {
  const found = await foundEntry(database, request.entry)
  const { rules } = await loadRuleSet(database)
  return whileNobodySynchronizes(database, { id: found.agent, name: found.agentName }, transaction =>
    commit(transaction, { rules, found, request, requestedBy }),
  )
}

interface Commit {
  readonly rules: RuleSet
  readonly found: FoundEntry
  readonly request: Omit<PreviewRequest, 'configuration'>
  readonly requestedBy: string
}

async function commit(
  transaction: Transaction,
  { rules, found, request, requestedBy }: Commit,
): Promise<CommittedPreview> {
  const { mode } = request
  const work = { transaction, rules, found, mode }
  // Once to learn whom it concerns, who is then read as they are; and once for good.
  const trial: Rehearsal = await undoneWithin(transaction, () => rehearse({ ...work, step: 0 }))
  const before = await standingsOf(transaction, trial)
  const record = await beginPreviewRecord(transaction, { found, mode, requestedBy })
  const rehearsal = await rehearse({ ...work, step: record.step })
  await endPreviewRecord(transaction, record, rehearsal)
  return { run: record.run, preview: await previewOf(transaction, { rehearsal, before, request, found, rules }) }
}

const busy = (): ProblemError =>
  new ProblemError({
    code: 'locking-error-needs-retry',
    message: 'Somebody else is just writing what the preview has to look at.',
    hint: 'Try again in a moment, or when the run has ended.',
  })
