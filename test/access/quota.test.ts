import { expect, test } from '@jest/globals'
import { createQuotas, type Limits, TooManyError } from '../../src/access/quota.js'

const LIMITS: Limits = { requestsPerSecond: 2, pointsPerMinute: 600, operations: 2, subscriptions: 1 }

function clocked() {
  const clock = { now: 0 }
  const quotas = createQuotas(() => clock.now)
  const refusal = (work: () => unknown): TooManyError | undefined => {
    try {
      work()
      return undefined
    } catch (error) {
      if (error instanceof TooManyError) return error
      throw error
    }
  }
  return { clock, quotas, refusal }
}

test('requests come in bursts of ten seconds, then at their rate, and each key has its own', () => {
  const { clock, quotas, refusal } = clocked()
  for (let i = 0; i < 20; i++) quotas('a', LIMITS).request()
  const refused = refusal(() => quotas('a', LIMITS).request())
  expect(refused?.problem).toMatchObject({ code: 'request.too-many', hint: expect.stringContaining('1 s') })
  expect(refused?.retryAfter).toBe(1)
  expect(refusal(() => quotas('b', LIMITS).request())).toBeUndefined()
  clock.now += 1_000
  for (let i = 0; i < 2; i++) quotas('a', LIMITS).request()
  expect(refusal(() => quotas('a', LIMITS).request())).toBeDefined()
})

test('points come back with time, and the refusal says after how much of it', () => {
  const { clock, quotas, refusal } = clocked()
  quotas('a', LIMITS).spend(590)
  expect(refusal(() => quotas('a', LIMITS).spend(110))?.retryAfter).toBe(10)
  clock.now += 9_900
  expect(refusal(() => quotas('a', LIMITS).spend(110))?.retryAfter).toBe(1)
  clock.now += 200
  expect(refusal(() => quotas('a', LIMITS).spend(110))).toBeUndefined()
})

test('what costs more than there ever is can be had once, and is paid for afterwards', () => {
  const { clock, quotas, refusal } = clocked()
  expect(refusal(() => quotas('a', LIMITS).spend(1_200))).toBeUndefined()
  expect(refusal(() => quotas('a', LIMITS).spend(1))?.retryAfter).toBe(61)
  clock.now += 61_000
  expect(refusal(() => quotas('a', LIMITS).spend(1))).toBeUndefined()
})

test('so much at once and no more; an end counts once', () => {
  const { quotas, refusal } = clocked()
  const [end] = [quotas('a', LIMITS).begin('operations'), quotas('a', LIMITS).begin('operations')]
  expect(refusal(() => quotas('a', LIMITS).begin('operations'))?.problem.message).toContain('2 operations')
  expect(refusal(() => quotas('a', LIMITS).begin('subscriptions'))).toBeUndefined()
  end()
  end()
  quotas('a', LIMITS).begin('operations')
  expect(refusal(() => quotas('a', LIMITS).begin('operations'))).toBeDefined()
})

test('who comes under ten thousand names is forgotten, but not what is under way', () => {
  const { quotas, refusal } = clocked()
  for (let i = 0; i < 2; i++) quotas('busy', LIMITS).begin('operations')
  for (let i = 0; i < 10_500; i++) quotas(`other ${i}`, LIMITS).request()
  expect(refusal(() => quotas('busy', LIMITS).begin('operations'))).toBeDefined()
})
