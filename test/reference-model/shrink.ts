import type { Schedule } from './history.js'
import type { Difference } from './live.js'

type Play = (schedule: Schedule) => Promise<Difference | undefined>

const MILLISECONDS = 40_000

/** Leaves out populations, steps and events as long as the two sides still part. */
export async function shrink(
  schedule: Schedule,
  difference: Difference,
  play: Play,
): Promise<{ readonly schedule: Schedule; readonly difference: Difference }> {
  let best = { schedule: upTo(schedule, difference.step), difference }
  const end = performance.now() + MILLISECONDS
  const attempt = async (next: Schedule): Promise<boolean> => {
    const found = await play(next)
    if (found === undefined) return false
    best = { schedule: upTo(next, found.step), difference: found }
    return true
  }
  for (let size = -1; size !== sizeOf(best.schedule) && performance.now() < end; ) {
    size = sizeOf(best.schedule)
    const lone = best.schedule.populations[difference.population]
    if (lone !== undefined) await attempt({ ...best.schedule, populations: { [difference.population]: lone } })
    for (let at = best.schedule.steps.length - 1; at >= 0 && performance.now() < end; at--) {
      if (at < best.schedule.steps.length) await attempt(withoutStep(best.schedule, at))
    }
    for (const [prefix, slots] of Object.entries(best.schedule.populations)) {
      for (let at = slots.length - 1; at >= 0; at--) {
        for (let i = (best.schedule.populations[prefix]?.[at]?.length ?? 0) - 1; i >= 0 && performance.now() < end; i--)
          await attempt(withoutEvent(best.schedule, prefix, { at, i }))
      }
    }
  }
  return best
}

const sizeOf = ({ steps, populations }: Schedule): number =>
  steps.length + Object.values(populations).reduce((sum, slots) => sum + slots.flat().length, 0)

const upTo = (schedule: Schedule, last: number): Schedule => ({
  ...schedule,
  steps: schedule.steps.slice(0, last + 1),
  populations: Object.fromEntries(
    Object.entries(schedule.populations).map(([prefix, slots]) => [prefix, slots.slice(0, last + 1)]),
  ),
})

// What happened before it happens before the next one.
const withoutStep = (schedule: Schedule, at: number): Schedule => ({
  ...schedule,
  steps: schedule.steps.filter((_, i) => i !== at),
  populations: Object.fromEntries(
    Object.entries(schedule.populations).map(([prefix, slots]) => [
      prefix,
      slots.flatMap((events, i) => (i === at ? [] : i === at + 1 ? [[...(slots[at] ?? []), ...events]] : [events])),
    ]),
  ),
})

const withoutEvent = (
  schedule: Schedule,
  prefix: string,
  { at, i }: { readonly at: number; readonly i: number },
): Schedule => ({
  ...schedule,
  populations: {
    ...schedule.populations,
    [prefix]: (schedule.populations[prefix] ?? []).map((events, slot) =>
      slot === at ? events.filter((_, index) => index !== i) : events,
    ),
  },
})
