import type { RunQueue } from '../runs/queue.js'

/** A queue whose worker can leave without breaking off what it took. */
export interface FinishingQueue {
  readonly queue: RunQueue
  /** Takes nothing more; resolves when everything that was taken has ended. */
  finish(): Promise<void>
}

/**
 * What comes after `finish` is left to other workers, who look for forgotten runs every few seconds. A run that is announced
 * again while this process is at it is not taken twice: that would do no harm, only waste a place.
 */
export function finishingQueue(inner: RunQueue): FinishingQueue {
  const active = new Map<number, Promise<void>>()
  let finishing = false
  const queue: RunQueue = {
    ...inner,
    work: (handle, concurrency) =>
      inner.work(async run => {
        if (finishing || active.has(run)) return
        const work = handle(run)
        active.set(run, work)
        await work.finally(() => active.delete(run))
      }, concurrency),
  }
  return {
    queue,
    async finish() {
      finishing = true
      await Promise.allSettled(active.values())
    },
  }
}
