import { expect, test } from '@jest/globals'
import { createLiveFeed, type LiveFeed } from '../../src/service/live-feed.js'
import { comparePlaces, type FeedPlace } from '../../src/storage/read/feed-place.js'

/** A table that a test writes, and a feed of it that keeps ten rows. */
function tableWithFeed() {
  const table: FeedPlace[] = []
  let reads = 0
  const feed = createLiveFeed<FeedPlace>({
    read: async (after, limit) => {
      reads++
      return { rows: table.filter(row => comparePlaces(row, after) > 0).slice(0, limit), unsettled: false }
    },
    end: async () => table.at(-1) ?? BEGIN,
    onError: error => {
      throw error
    },
    kept: 10,
  })
  const write = (count: number): void => {
    for (let i = 0; i < count; i++) table.push(at(table.length + 1))
    feed.look()
  }
  return { feed, write, readsOf: () => reads }
}

const at = (sequence: number): FeedPlace => ({ transaction: String(sequence), sequence, at: 0 })
const BEGIN = at(0)
const pause = (): Promise<void> => new Promise(done => setTimeout(done, 30))

/** Takes numbers until there are so many, or a mark. */
async function take(feed: LiveFeed<FeedPlace>, after: FeedPlace | undefined, count: number): Promise<number[]> {
  const seen: number[] = []
  for await (const page of feed.follow(after)) {
    if ('lagged' in page) throw new Error(`lagged at ${page.lagged.sequence}`)
    seen.push(...page.map(row => row.sequence))
    if (seen.length >= count) break
  }
  return seen
}

const numbers = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i)

test('whoever was at the present and is passed by what is kept is told where to resume, and misses nothing from there', async () => {
  const { feed, write } = tableWithFeed()
  const slow = feed.follow(undefined)
  const first = slow.next()
  await pause()
  write(1)
  expect((await first).value).toEqual([at(1)])
  const quick = take(feed, at(1), 500)
  for (let i = 0; i < 50; i++) {
    write(10)
    await new Promise(done => setTimeout(done, 2))
  }
  expect((await slow.next()).value).toEqual({ lagged: at(1) })
  expect(await slow.next()).toEqual({ done: true, value: undefined })
  expect(await take(feed, at(1), 500)).toEqual(numbers(2, 501))
  expect(await quick).toEqual(numbers(2, 501))
  await feed.close()
})

test('whoever begins far behind is led up to the present, however long it takes', async () => {
  const { feed, write } = tableWithFeed()
  write(1_000)
  const seen = take(feed, BEGIN, 1_010)
  await pause()
  write(10)
  expect(await seen).toEqual(numbers(1, 1_010))
  await feed.close()
})

test('a thousand subscribers read the table as often as one, and nobody reads it when all are gone', async () => {
  const { feed, write, readsOf } = tableWithFeed()
  const all = Array.from({ length: 1_000 }, () => take(feed, undefined, 5))
  await pause()
  for (let i = 0; i < 5; i++) {
    write(1)
    await pause()
  }
  for (const seen of await Promise.all(all)) expect(seen).toEqual(numbers(1, 5))
  expect(readsOf()).toBeLessThan(30)
  const before = readsOf()
  write(1)
  await pause()
  expect(readsOf() - before).toBeLessThan(2)
  await feed.close()
})

test('a feed that closes ends its subscriptions', async () => {
  const { feed } = tableWithFeed()
  const waiting = feed.follow(undefined).next()
  await pause()
  await feed.close()
  expect(await waiting).toEqual({ done: true, value: undefined })
})

test.each([
  ['9', 5, '10', 1],
  ['10', 1, '10', 2],
  ['10', 9, '11', 1],
])('transaction %s number %d stands before %s number %d', (transaction, sequence, later, next) => {
  const [a, b] = [
    { transaction, sequence, at: 0 },
    { transaction: later, sequence: next, at: 0 },
  ]
  expect(comparePlaces(a, b)).toBeLessThan(0)
  expect(comparePlaces(b, a)).toBeGreaterThan(0)
  expect(comparePlaces(a, a)).toBe(0)
})
