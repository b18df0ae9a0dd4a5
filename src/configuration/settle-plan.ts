import type { EditTransaction } from '../storage/configuration/transaction.js'
import type { Database } from '../storage/database.js'
import {
  type AffectedEntries,
  type Affecting,
  agentNumbers,
  countAffected,
  markAffected,
  type Run,
} from '../storage/resynchronization/mark.js'
import { affectingOf, settledRequirements } from './affected/settle.js'
import type { ConfigurationComparison, ConfigurationPlan } from './difference.js'

/** The plan with the numbers of entries that are affected now. */
export const countedPlan = (database: Database, comparison: ConfigurationComparison): Promise<ConfigurationPlan> =>
  settled(text => database.query(text), comparison, countAffected)

/** The same, with marks on all of them: the next synchronization of their agents applies the rules to them. */
export const markedPlan = (edit: EditTransaction, comparison: ConfigurationComparison): Promise<ConfigurationPlan> =>
  settled(text => edit.execute(text), comparison, markAffected)

async function settled(
  run: Run,
  { changes, ...needed }: ConfigurationComparison,
  look: (run: Run, affecting: Affecting) => Promise<AffectedEntries[]>,
): Promise<ConfigurationPlan> {
  const agents = await agentNumbers(run)
  const counts = await look(run, affectingOf(needed, agents))
  return { changes, requirements: settledRequirements(needed, { agents, counts }) }
}
