import { hasEnded, type RunStatus } from '../../model/status.js'
import { runProgress } from '../../service/run-progress.js'
import { cancelRun, runsById } from '../../service/runs.js'
import type { OpenedHub } from '../open-hub.js'
import type { RunDisplay } from './display.js'

/**
 * Shows a run from its first event to its last, whichever worker executes it, and answers its final status. An interruption
 * cancels the run; its end is still waited for.
 */
export async function followRun(
  { hub, actor }: OpenedHub,
  run: number,
  { display, signal }: { display: RunDisplay; signal: AbortSignal },
): Promise<RunStatus> {
  const cancel = () =>
    void cancelRun(hub, actor, run).catch(error => hub.log.error({ err: error, run }, 'cannot cancel'))
  if (signal.aborted) cancel()
  signal.addEventListener('abort', cancel, { once: true })
  try {
    let status: RunStatus | undefined
    for await (const event of runProgress(hub, actor, { run, after: 0 })) {
      display.show(event)
      if (event.kind === 'run-ended') status = event.data.status as RunStatus
    }
    if (status !== undefined) return status
    const [row] = await runsById(hub, actor, [run])
    return row !== undefined && hasEnded(row.status) ? row.status : 'stopped-server'
  } finally {
    signal.removeEventListener('abort', cancel)
    display.clear()
  }
}
