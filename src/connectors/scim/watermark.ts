import { createHash } from 'node:crypto'
import { z } from 'zod'
import { stop } from '../kit/stop.js'
import { canonicalJson, type Json } from './resource.js'

/** Clocks of a service's machines differ, and a change may be seen a moment after its time. */
const MARGIN_MS = 60_000
const MOST_TOLD = 5_000

const form = z.strictObject({
  /** Milliseconds: everything that changed at this time or later is looked at again. */
  since: z.number(),
  /** Marks of what changed since then and was told already. */
  told: z.array(z.string()),
})

/** Where a delta import goes on. Marks keep what lies within the margin from being told twice. */
export type Watermark = z.infer<typeof form>

/** Gathers the watermark of a read that began when the service's clock showed `clock`. */
export class NextWatermark {
  readonly #since: number
  readonly #told: string[] = []
  #isFull = false
  constructor(clock: number) {
    this.#since = clock - MARGIN_MS
  }

  /** Notes what was told, or was told before. */
  note(resource: Json, changed: number | undefined): void {
    if (changed === undefined || changed < this.#since || this.#isFull) return
    this.#told.push(markOf(resource))
    // After a mass change it is cheaper to tell some of it again than to carry all of it along.
    this.#isFull = this.#told.length > MOST_TOLD
  }

  text(): string {
    const watermark: Watermark = { since: this.#since, told: this.#isFull ? [] : this.#told }
    return JSON.stringify(watermark)
  }
}

/** What tells a resource in one state from the same in another. */
export const markOf = (resource: Json): string =>
  createHash('sha256').update(canonicalJson(resource)).digest('base64url').slice(0, 12)

/** @throws ConnectorError `no-start-full-import-required` for a text that is no watermark. */
export function watermarkOf(text: string | undefined): Watermark {
  try {
    return form.parse(JSON.parse(text ?? ''))
  } catch {
    throw stop('no-start-full-import-required', {
      code: 'source.watermark-missing',
      message: 'It is not known how far changes were read.',
      hint: 'Run a full import; delta imports can go on after it.',
    })
  }
}
