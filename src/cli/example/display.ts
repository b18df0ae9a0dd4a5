import type { Counters } from '../../model/counter.js'
import type { Problem } from '../../model/problem.js'
import type { RunStatus } from '../../model/status.js'
import { printProblem } from '../print-problem.js'
import type { RunDisplay } from '../run/display.js'
import { type Progress, progressLine } from '../run/progress-line.js'
import { secondsText, styleOf } from '../run/words.js'
import type { Screen } from '../screen.js'
import { plainCounters } from './counter-words.js'

const WHAT: Readonly<Record<string, string>> = {
  'full-import': 'read',
  'delta-import': 'read changes of',
  'full-synchronization': 'synchronize',
  'delta-synchronization': 'synchronize',
  export: 'write',
}

/** Shows runs of the example: a line for each step, in plain words. */
export function plainDisplay(screen: Screen, agent: string): RunDisplay {
  const progress = progressLine(screen)
  let title = ''
  let since = new Date()
  return {
    show({ kind, data, at }) {
      if (kind === 'step-started') {
        title = `${WHAT[String(data.type)] ?? data.type} ${agent}`
        since = at
      }
      if (kind === 'progress') {
        progress.show(title, data as unknown as Progress)
        return
      }
      progress.clear()
      if (kind === 'problem') printProblem(screen, data as unknown as Problem)
      if (kind !== 'step-ended') return
      const status = data.status as RunStatus
      const counters = plainCounters((data.counters ?? {}) as Counters) || 'nothing to do'
      const good = status === 'success' || status === 'completed-no-objects'
      const note = good ? '' : ` ${screen.paint(styleOf(status), `[${status}]`)}`
      screen.line(
        `  ${title.padEnd(22)} ${counters}${note} ${screen.paint('dim', `(${secondsText(at.getTime() - since.getTime())})`)}`,
      )
    },
    clear: () => progress.clear(),
  }
}
