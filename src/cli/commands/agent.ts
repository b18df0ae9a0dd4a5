import type { Check, TraceEvent } from '../../connectors/connector.js'
import { testAgent } from '../../service/agent-test.js'
import type { CommandDefinition } from '../command.js'
import type { Exit } from '../exit-codes.js'
import { placeText } from '../print-problem.js'
import type { Screen } from '../screen.js'
import { withHub } from '../with-hub.js'

const WORDS = { passed: 'ok', warning: 'warning', failed: 'FAILED' } as const
const COLOURS = { passed: 'green', warning: 'yellow', failed: 'red' } as const
const WORD_WIDTH = 8

export const agentTestCommand: CommandDefinition = {
  usage: 'agent test <agent>',
  summary: 'look at the way to an agent’s source',
  description:
    'Looks at the way to the source of an agent of the configuration in force, step by step: the settings and their secrets, names, certificates, login, rights, schema, and a sample. A line for each as soon as it is known; whatever fails comes with its cause and remedy. Nothing is imported, and no secret is shown. Ends with 0 when all is well, 1 with warnings, 4 when a check failed.',
  options: [
    { flags: '--trace', description: 'also show every request to the source, where the connector tells them' },
    { flags: '--json', description: 'one JSON object a line for every check' },
  ],
  examples: [
    ['hub agent test corp', 'before the first import, and when one fails'],
    ['hub agent test corp --json | jq -r .outcome', 'for scripts'],
  ],
  action: (context, [agent = ''], { trace }) =>
    withHub(context, {}, async ({ hub, actor }) => {
      const { screen, interruption } = context
      const checks = await testAgent(hub, actor, agent, {
        signal: interruption.signal,
        onCheck: check => show(screen, check),
        ...(trace === true && { trace: (event: TraceEvent) => showEvent(screen, event) }),
      })
      return exitOf(checks)
    }),
}

function show(screen: Screen, { name, outcome, message, problem }: Check): void {
  if (screen.json) {
    screen.object({ name, outcome, message, problem: problem ?? null })
    return
  }
  screen.line(`${screen.paint(COLOURS[outcome], WORDS[outcome].padEnd(WORD_WIDTH))} ${name}: ${message}`)
  if (problem === undefined) return
  const indent = ' '.repeat(WORD_WIDTH + 1)
  const place = placeText(problem.where)
  const cause = problem.message === message ? '' : `${problem.message} `
  screen.line(`${indent}${place === '' ? '' : `${place}: `}${cause}${screen.paint('dim', `[${problem.code}]`)}`)
  if (problem.hint !== undefined) screen.line(`${indent}${problem.hint}`)
}

const showEvent = (screen: Screen, { what, outcome, milliseconds }: TraceEvent): void =>
  screen.note(screen.paintNote('dim', `${what} → ${outcome} (${milliseconds} ms)`))

function exitOf(checks: readonly Check[]): Exit {
  if (checks.some(({ outcome }) => outcome === 'failed')) return 'stopped'
  return checks.some(({ outcome }) => outcome === 'warning') ? 'problems' : 'good'
}
