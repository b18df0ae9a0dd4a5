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
  const attempt = async (without: Without): Promise<void> => {
    const next = without(best.schedule)
    const found = next === undefined ? undefined : await play(next)
    if (next !== undefined && found !== undefined) best = { schedule: upTo(next, found.step), difference: found }
  }
  for (let size = -1; size !== sizeOf(best.schedule); ) {
    size = sizeOf(best.schedule)
    for (const smaller of attemptsOn(best.schedule, difference.population)) {
      if (performance.now() > end) return best
      await attempt(smaller)
    }
  }
  return best
}

/** Leaves something out, if it is still there. */
type Without = (schedule: Schedule) => Schedule | undefined

/** From the end to the beginning, so that places of what is yet to be tried stay. */
function attemptsOn({ steps, populations }: Schedule, population: string): Without[] {
  const alone: Without = schedule => {
    const lone = schedule.populations[population]
    return lone && { ...schedule, populations: { [population]: lone } }
  }
  const events = Object.entries(populations).flatMap(([prefix, slots]) =>
    slots.flatMap((slot, at) => slot.map((_, i) => ({ prefix, at, i }))),
  )
  return [
    alone,
    ...events.reverse().map(
      ({ prefix, at, i }): Without =>
        schedule =>
          schedule.populations[prefix]?.[at]?.[i] && withoutEvent(schedule, prefix, { at, i }),
    ),
    ...steps.map(
      (_, i): Without =>
        schedule => {
          const at = steps.length - 1 - i
          return schedule.steps[at] && withoutStep(schedule, at)
        },
    ),
  ]
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
