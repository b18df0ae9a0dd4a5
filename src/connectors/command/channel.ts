import { isUtf8 } from 'node:buffer'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ConnectorContext } from '../connector.js'
import { orCancelled } from '../kit/stop.js'
import { LineTooLong } from './line-reader.js'
import { type Program, startProgram } from './program.js'
import { type Answer, answerSchema } from './protocol.js'
import { redaction } from './redaction.js'
import type { CommandSettings } from './settings.js'
import { ended, garbage, type Phase, silent, tooLong } from './trouble.js'

/** Messages to and from a program. */
export interface Channel {
  send(message: object): void
  /**
   * The next message that is neither a log line nor a sign of life.
   * @throws ConnectorError when the program ends, says what is no message, or says nothing for too long.
   */
  receive(wait: Wait): Promise<Answer>
  /** Ends the program, and everything that it started. */
  close(): Promise<void>
}

export interface Wait {
  readonly phase: Phase
  /** How many seconds the program may be silent; absent: for ever. */
  readonly limit?: number
  readonly signal: AbortSignal
}

/** Starts the program. @throws ConnectorError `no-start-ma` when it cannot be started. */
export async function openChannel(settings: CommandSettings, context: ConnectorContext): Promise<Channel> {
  const cleaned = redaction({ ...settings.settings, ...settings.environment })
  const tell = (what: string, outcome: string) => context.trace?.({ what: cleaned(what), outcome, milliseconds: 0 })
  const program = await startProgram(settings, context, line => tell(line, 'stderr'))
  let line = 0
  let closing: Promise<void> | undefined

  const read = async ({ phase, limit, signal }: Wait): Promise<Answer> => {
    const bytes = await orCancelled(limited(nextLine(program, { phase, line, settings }), phase, limit), signal)
    if (bytes === undefined)
      throw ended(phase, await program.ending(), program.complaints().map(cleaned).findLast(isSpoken))
    line++
    return messageIn(bytes, why => garbage(phase, { line, text: cleaned(bytes.toString('utf8')), why }))
  }

  return {
    send: message => program.write(JSON.stringify(message)),
    async receive(wait) {
      for (;;) {
        const answer = await read(wait)
        if (answer.type === 'log') tell(answer.message, answer.level)
        else if (answer.type !== 'alive') return answer
      }
    },
    close: () => {
      if (closing === undefined) program.write(JSON.stringify({ type: 'close' }))
      closing ??= program.stop()
      return closing
    },
  }
}

const isSpoken = (line: string): boolean => line.trim() !== ''

interface Reading {
  readonly phase: Phase
  readonly line: number
  readonly settings: CommandSettings
}

async function nextLine(program: Program, { phase, line, settings }: Reading): Promise<Buffer | undefined> {
  try {
    return await program.output.next()
  } catch (error) {
    throw error instanceof LineTooLong ? tooLong(phase, line + 1, settings.maxMessageMegabytes) : error
  }
}

async function limited<T>(work: Promise<T>, phase: Phase, limit: number | undefined): Promise<T> {
  if (limit === undefined) return work
  const timer = new AbortController()
  const late = sleep(limit * 1_000, undefined, { signal: timer.signal, ref: false }).then(
    () => {
      throw silent(phase, limit)
    },
    () => work,
  )
  try {
    return await Promise.race([work, late])
  } finally {
    timer.abort()
    late.catch(() => {})
  }
}

function messageIn(bytes: Buffer, wrong: (why: string) => Error): Answer {
  if (!isUtf8(bytes)) throw wrong('it is not UTF-8')
  let value: unknown
  try {
    value = JSON.parse(bytes.toString('utf8'))
  } catch (error) {
    throw wrong(`it is not JSON (${(error as Error).message.split('\n')[0]})`)
  }
  const parsed = answerSchema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw wrong(`${issue?.path.join('.') || 'it'} ${issue?.message ?? 'is not understood'}`)
}
