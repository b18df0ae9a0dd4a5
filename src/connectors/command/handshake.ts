import type { ConnectorContext } from '../connector.js'
import { type Channel, openChannel } from './channel.js'
import { type Hello, PROTOCOL } from './protocol.js'
import type { CommandSettings } from './settings.js'
import { outOfTurn, saidBy, unfit } from './trouble.js'

/** A program that has said what it can do. */
export interface Greeted {
  readonly channel: Channel
  readonly hello: Hello
}

/**
 * Starts the program, tells it its settings, and hears what it can do.
 * @throws ConnectorError `no-start-…` when it cannot be started, speaks another protocol, or says itself what is wrong.
 */
export async function greet(settings: CommandSettings, context: ConnectorContext): Promise<Greeted> {
  const channel = await openChannel(settings, context)
  try {
    channel.send({
      type: 'hello',
      protocol: PROTOCOL,
      settings: settings.settings,
      types: context.types.map(({ name, attributes }) => ({
        name,
        attributes: attributes.map(one => ({ name: one.name, type: one.type, multivalued: one.multivalued })),
      })),
    })
    const answer = await channel.receive({ phase: 'start', limit: settings.startTimeLimit, signal: context.signal })
    if (answer.type === 'error') throw saidBy('start', answer)
    if (answer.type !== 'hello') throw outOfTurn('start', `The program's first word was ${answer.type}, not hello.`)
    if (answer.protocol !== PROTOCOL) {
      const message = `The program speaks version ${answer.protocol} of the protocol; the hub speaks ${PROTOCOL}.`
      throw unfit(message, 'Use a version of the program that speaks the same.')
    }
    return { channel, hello: answer }
  } catch (error) {
    await channel.close()
    throw error
  }
}

/** @throws ConnectorError when the settings promise what the program cannot do. */
export function checkPromises(settings: CommandSettings, { capabilities }: Hello): void {
  const lacking = settings.capabilities.filter(word => !capabilities.includes(word))
  if (lacking.length === 0) return
  const said = capabilities.length === 0 ? 'nothing' : capabilities.join(', ')
  throw unfit(
    `The settings promise ${lacking.join(', ')}, but the program says that it can do ${said}.`,
    'Correct capabilities in the settings, or what the program says in its hello.',
  )
}
