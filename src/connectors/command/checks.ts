import { type Check, type ConnectorContext, ConnectorError } from '../connector.js'
import type { Channel } from './channel.js'
import { checkPromises, greet } from './handshake.js'
import type { Reply } from './protocol.js'
import { newRequests } from './requests.js'
import type { CommandSettings } from './settings.js'
import { isProblemCode } from './trouble.js'

/** Starts the program, hears what it can do, and lets it look at its source itself, if it can. */
export async function* testCommand(settings: CommandSettings, context: ConnectorContext): AsyncGenerator<Check> {
  // What is looked at now, and so what has failed when it fails.
  let name = 'program'
  let channel: Channel | undefined
  try {
    const greeted = await greet(settings, context)
    const { hello } = greeted
    channel = greeted.channel
    const called = [hello.name ?? settings.command[0], hello.version].filter(word => word !== undefined).join(' ')
    yield { name, outcome: 'passed', message: `${called} runs and speaks version ${hello.protocol} of the protocol.` }
    name = 'capabilities'
    checkPromises(settings, hello)
    const can = settings.capabilities.join(', ')
    yield { name, outcome: 'passed', message: `It can do what the settings promise: ${can}.` }
    if (!hello.test) return
    name = 'source'
    const asking = { limit: settings.silenceTimeLimit, signal: context.signal }
    for await (const reply of newRequests(channel).replies({ type: 'test' }, asking))
      if (reply.type === 'check') yield checkOf(reply)
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error
    yield { name, outcome: 'failed', message: error.problem.message, problem: error.problem }
  } finally {
    await channel?.close()
  }
}

function checkOf({ name, outcome, message, problem }: Extract<Reply, { type: 'check' }>): Check {
  if (outcome === 'passed') return { name, outcome, message }
  const code = isProblemCode(problem?.code) ? problem.code : 'source.unreachable'
  const hint = problem?.hint ?? "Look into the program's own log."
  return { name, outcome, message, problem: { code, message: problem?.message ?? message, hint } }
}
