import { type Problem, ProblemError } from '../model/problem.js'

/** How much one key may ask of a process. */
export interface Limits {
  readonly requestsPerSecond: number
  readonly pointsPerMinute: number
  readonly operations: number
  readonly subscriptions: number
}

/** A refusal that ends by itself. */
export class TooManyError extends ProblemError {
  /** Seconds. */
  readonly retryAfter: number
  constructor(problem: Problem, retryAfter: number) {
    super(problem)
    this.retryAfter = retryAfter
  }
}

/** Requests may come in bursts of so many seconds' worth, points in bursts of a minute's. */
const BURST_SECONDS = 10
const MINUTE = 60
/** Somebody who may not do more at once cannot know when something ends. */
const TRY_AGAIN_SECONDS = 1
const MOST_HELD = 10_000

export type Kind = 'operations' | 'subscriptions'

/** What one key has used up. */
export interface Quota {
  /** @throws TooManyError when the key sends requests too fast */
  request(): void
  /** @throws TooManyError when the key has asked for too much */
  spend(points: number): void
  /** Answers what ends it again. @throws TooManyError when too much is under way */
  begin(kind: Kind): () => void
}

interface Used {
  requests: Bucket
  points: Bucket
  readonly running: Record<Kind, number>
}

interface Bucket {
  /** How much is in it at the time. */
  level: number
  at: number
}

/**
 * Counts in this process what keys use; each process of several has its own.
 * @param now milliseconds of a clock that is never put back
 */
export function createQuotas(now: () => number = () => performance.now()): (id: string, limits: Limits) => Quota {
  const held = new Map<string, Used>()
  return (id, limits) => {
    const used = held.get(id) ?? unused(limits, now())
    // The ones not seen for longest go, unless something of theirs is under way.
    held.delete(id)
    held.set(id, used)
    if (held.size > MOST_HELD) forgetOne(held)
    return {
      request: () =>
        take(
          used.requests,
          1,
          { size: limits.requestsPerSecond * BURST_SECONDS, perSecond: limits.requestsPerSecond, now: now() },
          'it sends requests too fast',
        ),
      spend: points =>
        take(
          used.points,
          points,
          { size: limits.pointsPerMinute, perSecond: limits.pointsPerMinute / MINUTE, now: now() },
          'what it asks for costs too much',
        ),
      begin: kind => {
        if (used.running[kind] >= limits[kind])
          throw tooMany(`${limits[kind]} ${kind} of it are under way`, TRY_AGAIN_SECONDS)
        used.running[kind]++
        let ended = false
        return () => {
          if (!ended) used.running[kind]--
          ended = true
        }
      },
    }
  }
}

const unused = ({ requestsPerSecond, pointsPerMinute }: Limits, at: number): Used => ({
  requests: { level: requestsPerSecond * BURST_SECONDS, at },
  points: { level: pointsPerMinute, at },
  running: { operations: 0, subscriptions: 0 },
})

function forgetOne(held: Map<string, Used>): void {
  for (const [id, { running }] of held) {
    if (running.operations + running.subscriptions > 0) continue
    held.delete(id)
    return
  }
}

interface Filling {
  readonly size: number
  readonly perSecond: number
  readonly now: number
}

function take(bucket: Bucket, amount: number, { size, perSecond, now }: Filling, why: string): void {
  bucket.level = Math.min(size, bucket.level + ((now - bucket.at) / 1_000) * perSecond)
  bucket.at = now
  // More than there ever is can be had from a full bucket, and is paid for afterwards.
  const needed = Math.min(amount, size)
  if (bucket.level < needed) throw tooMany(why, Math.ceil((needed - bucket.level) / perSecond))
  bucket.level -= amount
}

const tooMany = (why: string, retryAfter: number): TooManyError =>
  new TooManyError(
    {
      code: 'request.too-many',
      message: `The key has to wait: ${why}.`,
      hint: `Try again in ${retryAfter} s; access.limits in the configuration says how much a key may ask.`,
    },
    retryAfter,
  )
