import type { Database } from '../../storage/database.js'
import { reportWhatIf, type WhatIfProgress, type WhatIfStatus } from '../../storage/what-if/what-ifs.js'
import { cancelled, takenOver } from '../interruptions.js'

export interface WhatIfWorker {
  readonly database: Database
  readonly name: string
  readonly log: (message: string, details: object) => void
  /** Aborted when the worker is to stop. */
  readonly signal: AbortSignal
}

const BEAT_MS = 1_000

/** Says every second how far a what-if is, and hears whether it is still wanted. */
export interface WhatIfBeat {
  /** Aborted, with a RunStopped as the reason, when it is cancelled, was given up by others, or the worker stops. */
  readonly signal: AbortSignal
  /** Notes how far it is; said with the next beat. */
  tell(status: WhatIfStatus, progress: WhatIfProgress): void
  /** Says it at once. @throws RunStopped when the what-if is to end */
  now(status: WhatIfStatus, progress: WhatIfProgress): Promise<void>
  stop(): void
}

export function keepWhatIf(worker: Omit<WhatIfWorker, 'log'>, id: number): WhatIfBeat {
  const controller = new AbortController()
  const stopWith = (): void => controller.abort(worker.signal.reason)
  if (worker.signal.aborted) stopWith()
  worker.signal.addEventListener('abort', stopWith, { once: true })
  let said: { status: WhatIfStatus; progress: WhatIfProgress } = { status: 'copying', progress: {} }

  const say = async (): Promise<void> => {
    const { held, cancelled: unwanted } = await reportWhatIf(worker.database, worker.name, { id, ...said })
    if (!held) controller.abort(takenOver())
    else if (unwanted) controller.abort(cancelled())
  }
  // The database is out of reach for a moment; the next beat finds out whether it is still ours.
  const timer = setInterval(() => void say().catch(() => undefined), BEAT_MS)
  return {
    signal: controller.signal,
    tell(status, progress) {
      said = { status, progress }
    },
    async now(status, progress) {
      said = { status, progress }
      await say()
      controller.signal.throwIfAborted()
    },
    stop() {
      clearInterval(timer)
      worker.signal.removeEventListener('abort', stopWith)
    },
  }
}
