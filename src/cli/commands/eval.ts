import { resolve } from 'node:path'
import { openConfiguration } from '../../configuration/check.js'
import { ProblemError } from '../../model/problem.js'
import { type Evaluation, evaluateExpression } from '../../service/evaluate-expression.js'
import type { ExpressionOn } from '../../service/expression-subject.js'
import type { CommandDefinition, Options } from '../command.js'
import type { Exit } from '../exit-codes.js'
import { caretLines, evaluationLines } from '../expression-text.js'
import { printProblem } from '../print-problem.js'
import type { Screen } from '../screen.js'
import { withHub } from '../with-hub.js'

export const evalCommand: CommandDefinition = {
  usage: 'eval <expression>',
  summary: 'check an expression, and evaluate it on an object',
  description:
    'Checks an expression as a plan would, and shows what it gives with its type: inbound on an entry of an agent (cs), outbound on a metaverse object (mv), or without an object when it reads none. Changes nothing. The attributes are those of the configuration in force.',
  options: [
    { flags: '--agent <name>', description: 'the agent whose entries it reads, as cs' },
    { flags: '--type <type>', description: "the object type of the agent's entries" },
    { flags: '--metaverse <type>', description: 'the type of metaverse objects that it reads, as mv' },
    {
      flags: '--on <object>',
      description: 'which one: an entry’s name or anchor; a metaverse object’s number, GUID, or attribute=value',
    },
    { flags: '--file <path>', description: 'take the attributes of this hub.yaml or folder' },
    { flags: '--json', description: 'one JSON object' },
  ],
  examples: [
    [`hub eval "PCase('jean-luc')"`, 'an expression that reads nothing'],
    ['hub eval "Left(cs.givenName, 1) + cs.sn" --agent hr --type employee --on 1001', 'inbound, on one entry'],
    ['hub eval "LCase(mv.mail)" --metaverse person --on employeeID=1001', 'outbound, on one person'],
  ],
  async action(context, [expression = ''], options) {
    const { screen } = context
    const on = subjectOf(options)
    const configuration = typeof options.file === 'string' ? await openConfiguration(resolve(options.file)) : undefined
    return withHub(context, {}, async ({ hub, actor }) => {
      const request = { expression, ...(on && { on }), ...(configuration && { configuration }) }
      try {
        show(screen, await evaluateExpression(hub, actor, request))
        return 'good'
      } catch (error) {
        return reportWrong(screen, { error, expression, named: on !== undefined })
      }
    })
  },
}

function subjectOf({ agent, type, metaverse, on }: Options): ExpressionOn | undefined {
  const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
  const [agentName, objectType, metaverseType, name] = [text(agent), text(type), text(metaverse), text(on)]
  if (agentName !== undefined && metaverseType !== undefined)
    throw usage('An expression reads an entry or a metaverse object, not both.', 'Leave --agent or --metaverse out.')
  if (agentName !== undefined)
    return { kind: 'agent', agent: agentName, ...(objectType && { objectType }), ...(name && { name }) }
  if (objectType !== undefined)
    throw usage('--type is a type of an agent’s entries.', 'Add --agent, or use --metaverse.')
  if (metaverseType !== undefined) return { kind: 'metaverse', type: metaverseType, ...(name && { name }) }
  if (name !== undefined) throw usage('--on does not say what of.', 'Add --agent or --metaverse.')
  return undefined
}

const usage = (message: string, hint: string): ProblemError =>
  new ProblemError({ code: 'request.invalid', message, hint })

function show(screen: Screen, { gives, ...evaluation }: Evaluation): void {
  if (screen.json) screen.object({ ...gives, ...evaluation })
  else for (const line of evaluationLines({ gives, ...evaluation })) screen.line(line)
}

interface Wrong {
  readonly error: unknown
  readonly expression: string
  /** Whether it was said what the expression sees. */
  readonly named: boolean
}

function reportWrong(screen: Screen, { error, expression, named }: Wrong): Exit {
  if (!(error instanceof ProblemError)) throw error
  const { problem } = error
  const wrong = problem.code === 'configuration.invalid' && problem.where?.file === undefined
  if (!wrong && problem.code !== 'expression-failed') throw error
  for (const line of caretLines(expression, problem.where)) screen.note(line)
  printProblem(screen, problem)
  if (wrong && !named) screen.note('  It sees no object: name one with --agent and --type, or with --metaverse.')
  if (screen.json) screen.object({ problems: [problem] })
  return wrong ? 'usage' : 'problems'
}
