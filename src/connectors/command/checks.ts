import { ProblemError } from '../../model/problem.js'
import { type Check, type ConnectorContext, ConnectorError } from '../connector.js'
import { checkPromises, greet } from './handshake.js'
import type { Reply } from './protocol.js'
import { newRequests } from './requests.js'
import type { CommandSettings } from './settings.js'
import { isProblemCode } from './trouble.js'

/** Starts the program, hears what it can do, and lets it look at its source itself, if it can. */
export async function* testCommand(settings: CommandSettings, context: ConnectorContext): AsyncGenerator<Check> {
  const name = 'program'
  let greeted: Awaited<ReturnType<typeof greet>>
  try {
    greeted = await greet(settings, context)
  } catch (error) {
    yield failed(name, error)
    return
  }
  const { channel, hello } = greeted
  try {
    const called = [hello.name ?? settings.command[0], hello.version].filter(word => word !== undefined).join(' ')
    yield { name, outcome: 'passed', message: `${called} runs and speaks version ${hello.protocol} of the protocol.` }
    try {
      checkPromises(settings, hello)
      const message = `It can do what the settings promise: ${settings.capabilities.join(', ')}.`
      yield { name: 'capabilities', outcome: 'passed', message }
      if (!hello.test) return
      const asking = { limit: settings.silenceTimeLimit, signal: context.signal }
      for await (const reply of newRequests(channel).replies({ type: 'test' }, asking))
        if (reply.type === 'check') yield checkOf(reply)
    } catch (error) {
      yield failed('source', error)
    }
  } finally {
    await channel.close()
  }
}

function checkOf({ name, outcome, message, problem }: Extract<Reply, { type: 'check' }>): Check {
  if (outcome === 'passed') return { name, outcome, message }
  const code = isProblemCode(problem?.code) ? problem.code : 'source.unreachable'
  const hint = problem?.hint ?? "Look into the program's own log."
  return { name, outcome, message, problem: { code, message: problem?.message ?? message, hint } }
}

function failed(name: string, error: unknown): Check {
  if (!(error instanceof ConnectorError) && !(error instanceof ProblemError)) throw error
  return { name, outcome: 'failed', message: error.problem.message, problem: error.problem }
}
