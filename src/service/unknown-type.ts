import { ProblemError } from '../model/problem.js'
import { didYouMean } from '../rules/nearest.js'
import type { RuleSet } from '../rules/rule-set.js'

export function unknownType({ metaverse }: RuleSet, type: string): ProblemError {
  const hint = didYouMean(type, metaverse.types.keys(), `Types: ${[...metaverse.types.keys()].join(', ')}.`)
  return new ProblemError({
    code: 'request.not-found',
    message: `The metaverse has no type “${type}”.`,
    ...(hint !== undefined && { hint }),
    about: 'type',
  })
}
