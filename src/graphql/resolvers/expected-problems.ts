import { ConfigurationError } from '../../configuration/configuration-error.js'
import { type Problem, ProblemError } from '../../model/problem.js'

/** Whoever asks for what the key does not allow gets an error; everything else that was to be expected is data. */
export async function orProblems<Payload extends object, Refused extends object>(
  refused: Refused,
  work: () => Promise<Payload>,
): Promise<(Payload | Refused) & { problems: readonly Problem[] }> {
  try {
    return { ...(await work()), problems: [] }
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.code === 'access.denied') throw error
    return { ...refused, problems: error instanceof ConfigurationError ? error.problems : [error.problem] }
  }
}
