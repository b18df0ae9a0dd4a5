import { type Context, createContext, runInContext, Script } from 'node:vm'
import type { Supervised } from '../../rules/extension.js'
import { outliveFloatingPromises } from './floating-promises.js'

/** A place of its own for rules in code: the language and nothing of the world. A guard against mistakes, no security boundary. */
export interface Sandbox {
  readonly context: Context
  /**
   * Does work that may not take longer than a time. Within {@link supervise} the limit is only looked at afterwards.
   * @throws TimeOut, and what the work throws
   */
  limited<T>(work: () => T, milliseconds: number): T
  supervise<T>(work: () => T): Supervised<T>
}

export class TimeOut extends Error {}

/** What a bare context has, but rules must not: they wait for nothing, and what they print nobody sees. */
const TAKEN_AWAY = ['console', 'WebAssembly', 'SharedArrayBuffer', 'Atomics']

/** How long a page of objects may take before it is decided again with a limit for every call. */
const SUPERVISED_MILLISECONDS = 3_000

const call = new Script('$work()')

export function createSandbox(): Sandbox {
  // With a queue of its own, what a promise leads to also happens within the time limit.
  const context = createContext(Object.create(null), {
    microtaskMode: 'afterEvaluate',
    codeGeneration: { strings: false, wasm: false },
  })
  for (const name of TAKEN_AWAY) runInContext(`delete globalThis.${name}`, context)
  outliveFloatingPromises(context)
  let supervised = false

  /** One limit costs a thread: about 50 µs. */
  const watched = <T>(work: () => T, timeout: number): T => {
    context.$work = work
    try {
      return call.runInContext(context, { timeout }) as T
    } catch (error) {
      if ((error as { code?: unknown } | null)?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw new TimeOut()
      throw error
    } finally {
      context.$work = undefined
    }
  }

  return {
    context,
    limited(work, milliseconds) {
      if (!supervised) return watched(work, milliseconds)
      const started = performance.now()
      const result = work()
      if (performance.now() - started > milliseconds) throw new TimeOut()
      return result
    },
    supervise(work) {
      if (supervised) return { done: true, value: work() }
      supervised = true
      try {
        return { done: true, value: watched(work, SUPERVISED_MILLISECONDS) }
      } catch (error) {
        if (error instanceof TimeOut) return { done: false }
        throw error
      } finally {
        supervised = false
      }
    },
  }
}
