import { releaseLease, takeLease } from '../../storage/lease.js'
import { listWatches, type WatchedSchedule } from '../../storage/runs/schedules.js'
import { type WatchContext, watchSource } from './watch-source.js'

/** The schedules that this worker watches for; every one of them is watched by one worker of all. */
export interface WatchKeeper {
  /** To be called again and again: begins what is new and free, ends what is not wanted any more, holds on to the rest. */
  keep(): Promise<void>
  stop(): Promise<void>
}

interface Watch {
  readonly key: string
  readonly controller: AbortController
  readonly done: Promise<void>
}

export function watchKeeper(context: WatchContext): WatchKeeper {
  const { database, worker } = context
  const watches = new Map<string, Watch>()

  const begin = (schedule: WatchedSchedule): Watch => {
    const controller = new AbortController()
    return { key: keyOf(schedule), controller, done: watchSource(context, schedule, controller.signal) }
  }
  const end = async (name: string, watch: Watch): Promise<void> => {
    watches.delete(name)
    watch.controller.abort()
    await watch.done
  }
  return {
    async keep() {
      const wanted = new Map((await listWatches(database)).map(schedule => [schedule.name, schedule]))
      for (const [name, watch] of [...watches]) {
        const schedule = wanted.get(name)
        if (schedule !== undefined && keyOf(schedule) === watch.key) continue
        await end(name, watch)
        if (schedule === undefined) await releaseLease(database, leaseOf(name, worker))
      }
      for (const [name, schedule] of wanted) {
        const held = await takeLease(database, leaseOf(name, worker))
        const watch = watches.get(name)
        if (held && watch === undefined) watches.set(name, begin(schedule))
        if (!held && watch !== undefined) await end(name, watch)
      }
    },
    async stop() {
      const names = [...watches.keys()]
      await Promise.all([...watches].map(([name, watch]) => end(name, watch)))
      for (const name of names) await releaseLease(database, leaseOf(name, worker)).catch(() => undefined)
    },
  }
}

const leaseOf = (name: string, worker: string) => ({ name: `watch:${name}`, holder: worker })

/** A watch is begun anew when its agent's connection is another one. */
const keyOf = ({ agent, connection }: WatchedSchedule): string => `${agent} ${connection}`
