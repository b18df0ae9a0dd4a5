import { describe, expect, test } from '@jest/globals'
import { retried, retryAfter } from '../../src/connectors/kit/retry.js'
import { throttle } from '../../src/connectors/kit/throttle.js'
import { withoutValues } from '../../src/connectors/kit/trace.js'
import { connectorError } from './reading.js'

const signal = new AbortController().signal
const POLICY = { attempts: 5, firstDelay: 4, longestDelay: 10 }

describe('trying again', () => {
  const waitsOf = async (asked: number | undefined, random: number): Promise<number[]> => {
    const waits: number[] = []
    const result = await retried(async attempt => attempt, {
      policy: POLICY,
      judge: () => ({ again: true, after: asked }),
      signal,
      onWait: wait => waits.push(wait),
      random: () => random,
    })
    // The last answer stands, good or not.
    expect(result).toBe(POLICY.attempts)
    return waits
  }

  test('waits longer and longer up to a bound, and never next to nothing', async () => {
    expect(await waitsOf(undefined, 1)).toEqual([4, 8, 10, 10])
    expect(await waitsOf(undefined, 0)).toEqual([2, 4, 5, 5])
  })

  test('waits as long as the source asks, within the bound', async () => {
    expect(await waitsOf(3, 1)).toEqual([3, 3, 3, 3])
    expect(await waitsOf(60_000, 1)).toEqual([10, 10, 10, 10])
  })

  test('ends with the first result that is done, and throws what is not to be tried again', async () => {
    let tries = 0
    const options = {
      policy: POLICY,
      judge: (n: number) => (n < 3 ? ({ again: true } as const) : ('done' as const)),
      signal,
    }
    expect(await retried(async () => ++tries, options)).toBe(3)
    const broken = async () => {
      tries++
      throw new Error('no')
    }
    tries = 0
    await expect(retried<number>(broken, options)).rejects.toThrow('no')
    expect(tries).toBe(1)
    await expect(retried<number>(broken, { ...options, judgeError: () => ({ again: true }) })).rejects.toThrow('no')
    expect(tries).toBe(1 + POLICY.attempts)
  })

  test('stops waiting when the run is cancelled', async () => {
    const controller = new AbortController()
    const policy = { ...POLICY, firstDelay: 60_000, longestDelay: 60_000 }
    const waiting = retried(async () => 1, { policy, judge: () => ({ again: true }), signal: controller.signal })
    setTimeout(() => controller.abort(), 10)
    expect((await connectorError(waiting)).problem.code).toBe('run.cancelled')
  })

  test.each([
    ['120', 120_000],
    [' 0 ', 0],
    ['Thu, 01 Jan 2026 00:00:10 GMT', 10_000],
    ['Thu, 01 Jan 2025 00:00:00 GMT', 0],
    ['soon', undefined],
    [undefined, undefined],
  ])('Retry-After %s is %s ms', (header, milliseconds) => {
    expect(retryAfter(header, Date.parse('2026-01-01T00:00:00Z'))).toBe(milliseconds)
  })
})

describe('a throttle', () => {
  test('lets no more begin at once than it may, in the order they came', async () => {
    const inTurn = throttle({ concurrency: 2 })
    const begun: number[] = []
    let busy = 0
    let most = 0
    const work = (n: number) =>
      inTurn(async () => {
        begun.push(n)
        most = Math.max(most, ++busy)
        await new Promise(done => setTimeout(done, 2))
        busy--
        if (n === 3) throw new Error('three')
        return n
      }, signal)
    const results = await Promise.allSettled([1, 2, 3, 4, 5, 6].map(work))
    expect(begun).toEqual([1, 2, 3, 4, 5, 6])
    expect(most).toBe(2)
    expect(results.map(({ status }) => status === 'fulfilled')).toEqual([true, true, false, true, true, true])
  })

  test('keeps a pace', async () => {
    const inTurn = throttle({ concurrency: 10, perSecond: 50 })
    const start = performance.now()
    await Promise.all(Array.from({ length: 6 }, () => inTurn(async () => 1, signal)))
    // Five intervals of 20 ms; timers may be a little early.
    expect(performance.now() - start).toBeGreaterThan(90)
  })
})

test('a URL is told without values, login and fragment', () => {
  const url = new URL('https://ann:pw@idp.test/scim/Users?count=5#x')
  url.searchParams.set('filter', 'userName eq "an\\"na" or id eq "7"')
  expect(withoutValues(url)).toBe('/scim/Users?count=5&filter=userName eq "…" or id eq "…"')
})
