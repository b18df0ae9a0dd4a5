import { Arg, Ctx, Query, Resolver } from 'type-graphql'
import { ProblemError } from '../../model/problem.js'
import { type EvaluationRequest, evaluateExpression } from '../../service/evaluate-expression.js'
import type { ExpressionOn } from '../../service/expression-subject.js'
import type { GraphContext } from '../context.js'
import { keyOf } from '../node-id.js'
import { EvaluateExpressionInput, EvaluateExpressionPayload } from '../types/expression.js'
import { given } from './arguments.js'
import { orProblems } from './expected-problems.js'

const WRONG = { outcome: null, type: null, multivalued: false, values: [], reads: [], changing: false }

@Resolver(() => EvaluateExpressionPayload)
export class ExpressionResolver {
  @Query(() => EvaluateExpressionPayload, {
    description: 'Checks an expression as a plan would, and evaluates it on an object. Changes nothing.',
  })
  evaluateExpression(
    @Arg('input', () => EvaluateExpressionInput, { description: 'What to evaluate, and on what.' })
    input: EvaluateExpressionInput,
    @Ctx() { hub, actor }: GraphContext,
  ) {
    return orProblems(WRONG, async () => {
      const { gives, volatile, ...evaluation } = await evaluateExpression(hub, actor, requestOf(input))
      const type = gives.type === 'anything' ? null : gives.type
      return { ...evaluation, type, multivalued: gives.multivalued, changing: volatile }
    })
  }
}

function requestOf({ expression, ...input }: EvaluateExpressionInput): EvaluationRequest {
  const { entry, object, agent, objectType, metaverseType } = given(input)
  const seen: (ExpressionOn | undefined)[] = [
    entry === undefined ? undefined : { kind: 'entry', id: keyOf('ConnectorSpaceEntry', entry) },
    object === undefined ? undefined : { kind: 'object', id: keyOf('MetaverseObject', object) },
    agent === undefined ? undefined : { kind: 'agent', agent, ...(objectType !== undefined && { objectType }) },
    metaverseType === undefined ? undefined : { kind: 'metaverse', type: metaverseType },
  ]
  const [on, ...others] = seen.filter(each => each !== undefined)
  if (others.length > 0)
    throw invalid('An expression sees one thing.', 'Give one of entry, object, agent and metaverseType.')
  if (objectType !== undefined && agent === undefined)
    throw invalid('objectType is a type of an agent’s entries.', 'Give the agent too.')
  return on === undefined ? { expression } : { expression, on }
}

const invalid = (message: string, hint: string): ProblemError =>
  new ProblemError({ code: 'request.invalid', message, hint })
