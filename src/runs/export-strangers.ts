import type { DeltaResult } from '../connectors/connector.js'
import type { Session } from '../storage/database.js'
import { findAnchored } from '../storage/import/find-anchored.js'
import type { Outcome } from './export-record.js'

/**
 * A creation in doubt may find an object that looks as if it had been sent, and is another entry's by its anchor: one that was
 * renamed in the source. It is refused as any other object of that name (domain.md 2.5).
 */
export async function refuseStrangers(
  session: Session,
  agent: number,
  outcomes: readonly Outcome[],
): Promise<readonly Outcome[]> {
  const anchors = outcomes.flatMap(outcome => foundAnchor(outcome) ?? [])
  if (anchors.length === 0) return outcomes
  const known = new Map((await findAnchored(session, agent, anchors)).map(entry => [entry.anchor, entry]))
  return outcomes.map(outcome => {
    const other = known.get(foundAnchor(outcome) ?? '')
    if (other === undefined || other.id === outcome.entry.id) return outcome
    return { ...outcome, result: existing(outcome.entry.change.dn ?? outcome.entry.dn, other.dn) }
  })
}

const foundAnchor = ({ entry, result }: Outcome): string | undefined =>
  entry.mayBeSent && entry.change.operation === 'add' && result.ok ? result.anchor : undefined

const existing = (dn: string, known: string): DeltaResult => ({
  ok: false,
  problem: {
    code: 'cd-existing-object',
    message: `“${dn}” exists already, and was “${known}” when it was last imported.`,
    hint: 'Run an import: the object was changed in the source.',
    where: { dn },
  },
})
