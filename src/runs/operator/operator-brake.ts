import type { Problem } from '../../model/problem.js'
import type { StepBrakes } from '../../model/step.js'
import { deletionBrake } from '../brakes.js'

export interface ObjectDeletions {
  readonly deleted: number
  readonly held: number
  /** What would delete them, as a sentence begins. */
  readonly by: string
}

/** Whether so many metaverse objects may go; the problem names the number that has to be confirmed. */
export function objectBrake(brakes: StepBrakes, { deleted, held, by }: ObjectDeletions): Problem | undefined {
  const problem = deletionBrake(brakes, { deleted, held, agent: '' })
  if (problem === undefined) return undefined
  return {
    code: 'run.deletion-limit',
    message: `${by} would delete ${deleted} of ${held} metaverse objects. Nothing was changed.`,
    hint: `Look at what they are. If that is right, ask again with the number that you accept: ${deleted}.`,
  }
}
