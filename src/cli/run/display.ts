import type { Counters } from '../../model/counter.js'
import type { Problem } from '../../model/problem.js'
import type { RunStatus } from '../../model/status.js'
import type { RunEventRow } from '../../storage/read/run-events.js'
import { printProblem } from '../print-problem.js'
import type { Screen } from '../screen.js'
import { type Progress, progressLine } from './progress-line.js'
import { countersText, secondsText, styleOf } from './words.js'

/** Shows a run as it happens. */
export interface RunDisplay {
  show(event: RunEventRow): void
  /** Leaves the screen ready for other lines. */
  clear(): void
}

/** After how long somebody who waits is told so. */
const SAY_WAITING_MS = 2_000

/** Every event as it is stored, one JSON object a line. */
export const jsonDisplay = (screen: Screen): RunDisplay => ({
  show: event => screen.object(event),
  clear: () => undefined,
})

/** Lines for people, under MIM's names. */
export function textDisplay(screen: Screen): RunDisplay {
  const progress = progressLine(screen)
  const steps = new Map<number | null, { readonly title: string; readonly since: Date }>()
  let since: Date | undefined
  let waiting: NodeJS.Timeout | undefined
  const shows: Record<RunEventRow['kind'], (event: RunEventRow) => void> = {
    'run-queued'({ run, data }) {
      screen.line(`run ${run}: ${data.agent} ${data.profile}, queued`)
      const line = `run ${run}: waits for a worker, or for an earlier run of ${data.agent}`
      waiting = setTimeout(() => screen.line(line), SAY_WAITING_MS).unref()
    },
    'run-started'({ run, data, at }) {
      since = at
      screen.line(`run ${run}: started as number ${data.number} of ${data.agent}`)
    },
    'step-started'({ step, data, at }) {
      steps.set(step, { title: `step ${step} ${data.type}`, since: at })
      screen.line(`step ${step} ${data.type}: started`)
    },
    progress({ step, data }) {
      progress.show(steps.get(step)?.title ?? `step ${step}`, data as unknown as Progress)
    },
    problem({ data }) {
      printProblem(screen, data as unknown as Problem)
    },
    'step-ended'({ step, data, at }) {
      const status = data.status as RunStatus
      const counters = countersText((data.counters ?? {}) as Counters)
      const { title = `step ${step}`, since: begun = at } = steps.get(step) ?? {}
      const time = secondsText(at.getTime() - begun.getTime())
      screen.line(
        `${title}: ${screen.paint(styleOf(status), status)} in ${time}${counters === '' ? '' : `: ${counters}`}`,
      )
    },
    'run-ended'({ run, data, at }) {
      const status = data.status as RunStatus
      const time = since === undefined ? '' : ` in ${secondsText(at.getTime() - since.getTime())}`
      screen.line(`run ${run}: ${screen.paint(styleOf(status), status)}${time}`)
    },
  }
  return {
    show(event) {
      clearTimeout(waiting)
      if (event.kind !== 'progress') progress.clear()
      shows[event.kind](event)
    },
    clear() {
      clearTimeout(waiting)
      progress.clear()
    },
  }
}
