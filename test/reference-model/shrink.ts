import type { Schedule } from './history.js'
import type { Difference } from './live.js'

type Play = (schedule: Schedule) => Promise<Difference | undefined>

const MILLISECONDS = 120_000

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

/** Much at a time first; from the end to the beginning, so that places of what is yet to be tried stay. */
function attemptsOn({ steps, populations }: Schedule, population: string): Without[] {
  const alone: Without = schedule => {
    const lone = schedule.populations[population]
    return lone && { ...schedule, populations: { [population]: lone } }
  }
  const places = Object.entries(populations).flatMap(([prefix, slots]) =>
    slots.flatMap((slot, at) => slot.map((_, i) => ({ prefix, at, i }))),
  )
  const prefixes = Object.keys(populations)
  return [
    alone,
    // A sum over all populations differs because of few of them.
    ...[2, 4, 8, 16, prefixes.length].flatMap(parts =>
      chunks(prefixes, Math.ceil(prefixes.length / parts)).map(
        (some): Without =>
          schedule =>
            withoutPopulations(schedule, some),
      ),
    ),
    ...[16, 4, 1].flatMap(size => [
      ...chunks(places, size).map(
        (some): Without =>
          schedule =>
            withoutEvents(schedule, some),
      ),
      ...chunks([...steps.keys()], Math.ceil(size / 4)).map(
        (some): Without =>
          schedule =>
            withoutSteps(schedule, some),
      ),
    ]),
  ]
}

const chunks = <Item>(items: readonly Item[], size: number): Item[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size)).reverse()

const sizeOf = ({ steps, populations }: Schedule): number =>
  steps.length + Object.values(populations).reduce((sum, slots) => sum + slots.flat().length, 0)

const upTo = (schedule: Schedule, last: number): Schedule => ({
  ...schedule,
  steps: schedule.steps.slice(0, last + 1),
  populations: Object.fromEntries(
    Object.entries(schedule.populations).map(([prefix, slots]) => [prefix, slots.slice(0, last + 1)]),
  ),
})

function withoutPopulations(schedule: Schedule, some: readonly string[]): Schedule | undefined {
  const rest = Object.entries(schedule.populations).filter(([prefix]) => !some.includes(prefix))
  if (rest.length === 0 || rest.length === Object.keys(schedule.populations).length) return undefined
  return { ...schedule, populations: Object.fromEntries(rest) }
}

// What happened before a step happens before the next one.
const withoutSteps = (schedule: Schedule, some: readonly number[]): Schedule | undefined =>
  [...some]
    .reverse()
    .filter(at => at < schedule.steps.length)
    .reduce<Schedule | undefined>((rest, at) => withoutStep(rest ?? schedule, at), undefined)

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

interface Place {
  readonly prefix: string
  readonly at: number
  readonly i: number
}

function withoutEvents(schedule: Schedule, some: readonly Place[]): Schedule | undefined {
  const isOut = (prefix: string, at: number, i: number): boolean =>
    some.some(place => place.prefix === prefix && place.at === at && place.i === i)
  const next = {
    ...schedule,
    populations: Object.fromEntries(
      Object.entries(schedule.populations).map(([prefix, slots]) => [
        prefix,
        slots.map((events, at) => events.filter((_, i) => !isOut(prefix, at, i))),
      ]),
    ),
  }
  return sizeOf(next) < sizeOf(schedule) ? next : undefined
}
