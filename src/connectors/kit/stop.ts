import type { Problem } from '../../model/problem.js'
import type { RunStatus } from '../../model/status.js'
import { ConnectorError } from '../connector.js'

/** The error that ends a step with `status`; to be thrown by the caller. */
export function stop(status: RunStatus, problem: Problem, cause?: unknown): ConnectorError {
  return new ConnectorError(status, problem, cause === undefined ? undefined : { cause })
}

/** What a read or write that was told to stop throws. A reason that already says how the run ends is kept. */
export function cancelled(signal: AbortSignal): ConnectorError {
  if (signal.reason instanceof ConnectorError) return signal.reason
  const problem: Problem = { code: 'run.cancelled', message: 'The run was cancelled.' }
  return stop('stopped-user-termination-from-wmi-or-ui', problem, signal.reason)
}

/** @throws ConnectorError when the run was cancelled. */
export function checkSignal(signal: AbortSignal): void {
  if (signal.aborted) throw cancelled(signal)
}

/**
 * Waits for `work`, but no longer than until the run is cancelled.
 * @throws ConnectorError when it was.
 */
export async function orCancelled<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  // Whatever becomes of work that nobody waits for any more, it must not end the process.
  work.catch(() => {})
  checkSignal(signal)
  let onAbort = () => {}
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(cancelled(signal))
    signal.addEventListener('abort', onAbort, { once: true })
  })
  try {
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
