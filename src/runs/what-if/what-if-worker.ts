import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '../../storage/database.js'
import { dropScratch, findAbandonedScratch } from '../../storage/what-if/scratch.js'
import {
  endWhatIf,
  findExpiredWhatIfs,
  findSilentWhatIfs,
  removeWhatIf,
  takeWhatIf,
} from '../../storage/what-if/what-ifs.js'
import { shutDown } from '../interruptions.js'
import { executeWhatIf } from './execute-what-if.js'
import type { WhatIfWorker } from './keep-what-if.js'

const LOOK_MS = 1_000
const CLEAN_MS = 60_000
const SILENT_SECONDS = 30
/** How long a result is kept. */
export const KEPT_HOURS = 24

/** Carries out what-ifs, one after the other, until it is stopped. Any number of workers share one database. */
export interface WhatIfLoop {
  /** Gives back what is under way, for another worker to begin anew, and waits for that. */
  stop(): Promise<void>
}

export function startWhatIfs(options: Omit<WhatIfWorker, 'signal'>): WhatIfLoop {
  const controller = new AbortController()
  const worker = { ...options, signal: controller.signal }
  const working = workUntilStopped(worker)
  return {
    async stop() {
      controller.abort(shutDown())
      await working
    },
  }
}

async function workUntilStopped(worker: WhatIfWorker): Promise<void> {
  let cleaned = Number.NEGATIVE_INFINITY
  while (!worker.signal.aborted) {
    try {
      if (performance.now() - cleaned > CLEAN_MS) {
        cleaned = performance.now()
        await cleanUp(worker.database)
      }
      const taken = await takeWhatIf(worker.database, worker.name)
      if (taken !== undefined) {
        await executeWhatIf(worker, taken)
        continue
      }
    } catch (error) {
      worker.log('what-ifs cannot be worked on', { error })
    }
    await sleep(LOOK_MS, undefined, { signal: worker.signal, ref: false }).catch(() => undefined)
  }
}

/** Ends what-ifs of workers that disappeared, drops copies that are left, and forgets old results. */
export async function cleanUp(database: Database): Promise<void> {
  for (const id of await findSilentWhatIfs(database, SILENT_SECONDS)) {
    await endWhatIf(database, id, {
      status: 'failed',
      problem: {
        code: 'run.worker-lost',
        message: 'The worker of this what-if disappeared.',
        hint: 'Nothing was changed. Start it again.',
      },
    })
  }
  for (const schema of await findAbandonedScratch(database)) await dropScratch(database, schema)
  for (const id of await findExpiredWhatIfs(database, KEPT_HOURS)) await removeWhatIf(database, id)
}
