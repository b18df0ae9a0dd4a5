import type { Event } from './events.js'
import type { Schedule, Step } from './history.js'

/** A schedule as text: its rules, then its steps, each after what happens before it. */
export const written = ({ rules, steps, populations }: Schedule): string =>
  [
    JSON.stringify(rules),
    ...steps.flatMap((step, at) => [
      ...Object.entries(populations).flatMap(([prefix, events]) =>
        (events[at] ?? []).map(event => `  ${prefix} ${event.kind} ${event.a} ${event.b}`),
      ),
      [step.agent, step.type, step.batchSize, step.fault && JSON.stringify(step.fault)].filter(Boolean).join(' '),
    ]),
  ].join('\n')

const EVENT = /^ +(p\d+-) (.+) (\d+) (\d+)$/
const STEP = /^(\w+) ([a-z-]+) (\d+)(?: (.+))?$/

export function readSchedule(text: string): Schedule {
  const [rules = '', ...lines] = text.trimEnd().split('\n')
  const steps: Step[] = []
  const populations: Record<string, Event[][]> = {}
  for (const line of lines) {
    const [, prefix, kind, a, b] = EVENT.exec(line) ?? []
    if (prefix !== undefined) {
      const slots = populations[prefix] ?? []
      populations[prefix] = slots
      while (slots.length <= steps.length) slots.push([])
      slots[steps.length]?.push({ kind, a: Number(a), b: Number(b) } as Event)
      continue
    }
    const [, agent, type, batchSize, fault] = STEP.exec(line) ?? []
    if (agent === undefined) throw new Error(`neither an event nor a step: ${line}`)
    steps.push({ agent, type, batchSize: Number(batchSize), ...(fault && { fault: JSON.parse(fault) }) } as Step)
  }
  return { rules: JSON.parse(rules), steps, populations }
}
