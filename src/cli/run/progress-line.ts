import cliProgress from 'cli-progress'
import type { Screen } from '../screen.js'
import { durationText, numberText } from './words.js'

/** What a progress event says (src/runs/run-events.ts). */
export interface Progress {
  readonly done: number
  readonly total: number | null
  readonly rate: number
  readonly remainingSeconds: number | null
}

/** Shows how far a step is: a bar that moves on a terminal, a line every few seconds elsewhere. */
export interface ProgressLine {
  show(title: string, progress: Progress): void
  /** Takes the bar away, so that a line can be printed. */
  clear(): void
}

const LINE_EVERY_MS = 3_000

export function progressLine(screen: Screen): ProgressLine {
  return screen.terminal ? movingBar() : plainLines(screen)
}

export function progressText({ done, total, rate, remainingSeconds }: Progress): string {
  const of = total === null ? '' : ` of ${numberText(total)}`
  const left = remainingSeconds === null || remainingSeconds === 0 ? '' : `, ${durationText(remainingSeconds)} left`
  return `${numberText(done)}${of}, ${numberText(rate)}/s${left}`
}

function plainLines(screen: Screen): ProgressLine {
  let last = Date.now()
  return {
    show(title, progress) {
      if (Date.now() - last < LINE_EVERY_MS) return
      last = Date.now()
      screen.line(`${title}: ${progressText(progress)}`)
    },
    clear: () => undefined,
  }
}

function movingBar(): ProgressLine {
  let bar: cliProgress.SingleBar | undefined
  return {
    show(title, progress) {
      const { done, total } = progress
      const payload = { title, text: progressText(progress) }
      if (bar !== undefined) {
        bar.update(done, payload)
        return
      }
      // How many objects a source has is not known while it is read: then there is nothing to fill.
      const format = total === null ? '  {title}  {text}' : '  {title}  {bar}  {text}'
      bar = new cliProgress.SingleBar(
        { format, stream: process.stderr, clearOnComplete: true, hideCursor: true, barsize: 30, linewrap: false },
        cliProgress.Presets.shades_classic,
      )
      bar.start(total ?? 0, done, payload)
    },
    clear() {
      bar?.stop()
      bar = undefined
    },
  }
}
