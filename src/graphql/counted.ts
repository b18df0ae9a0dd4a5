import type { ExecutionArgs, ExecutionResult } from 'graphql'
import { type Kind, TooManyError } from '../access/quota.js'
import type { GraphContext } from './context.js'
import { refusedForNow } from './errors.js'

type Events = AsyncGenerator<ExecutionResult, void, void>

/** Does an operation of a socket while fewer of its key are under way than may be. */
export async function counted<Result extends ExecutionResult | Events>(
  args: ExecutionArgs,
  kind: Kind,
  work: (args: ExecutionArgs) => Promise<Result>,
): Promise<Result | ExecutionResult> {
  const { policy } = args.contextValue as GraphContext
  let end: () => void
  try {
    end = policy.quota.begin(kind)
  } catch (error) {
    if (error instanceof TooManyError) return { errors: [refusedForNow(error)] }
    throw error
  }
  try {
    const result = await work(args)
    if (Symbol.asyncIterator in result) return endingWith(result, end) as Result
    end()
    return result
  } catch (error) {
    end()
    throw error
  }
}

/** A generator of its own would not end when it was never asked for an event. */
function endingWith(events: Events, end: () => void): AsyncIterableIterator<ExecutionResult> {
  return {
    [Symbol.asyncIterator]() {
      return this
    },
    async next() {
      try {
        const next = await events.next()
        if (next.done) end()
        return next
      } catch (error) {
        end()
        throw error
      }
    },
    async return() {
      end()
      return events.return()
    },
  }
}
