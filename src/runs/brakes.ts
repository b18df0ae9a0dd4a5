import type { Problem } from '../model/problem.js'
import {
  DEFAULT_DELETION_LIMIT,
  DEFAULT_DELETION_PERCENT,
  DELETION_PERCENT_FLOOR,
  type StepBrakes,
} from '../model/step.js'

/** How many deletions a step may bring, and of how many objects. */
export interface Deletions {
  readonly deleted: number
  readonly held: number
  readonly agent: string
}

/** Whether so many deletions go beyond the step's brakes; the problem says by how much and how to go on (domain.md 3.3). */
export function deletionBrake(definition: StepBrakes, { deleted, held, agent }: Deletions): Problem | undefined {
  const limit = definition.deletionLimit === undefined ? DEFAULT_DELETION_LIMIT : definition.deletionLimit
  const percent = definition.deletionPercent === undefined ? DEFAULT_DELETION_PERCENT : definition.deletionPercent
  const overLimit = limit !== null && deleted > limit
  const share = held === 0 ? 0 : (deleted * 100) / held
  const overPercent = percent !== null && deleted >= DELETION_PERCENT_FLOOR && share > percent
  if (!overLimit && !overPercent) return undefined
  const bound = overLimit ? `deletionLimit ${limit}` : `deletionPercent ${percent} %`
  return {
    code: 'run.deletion-limit',
    message: `${deleted} of ${held} objects of agent ${agent} would be deleted, more than ${bound}. Nothing was deleted.`,
    hint: 'Check the source. If the deletions are right, run once with a step that sets a higher deletionLimit and deletionPercent.',
    where: { agent },
  }
}
