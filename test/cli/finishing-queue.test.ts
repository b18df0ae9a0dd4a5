import { expect, test } from '@jest/globals'
import { finishingQueue } from '../../src/cli/finishing-queue.js'
import type { RunQueue } from '../../src/runs/queue.js'

/** A queue that announces when the test says so. */
function handQueue(): RunQueue & { announce(run: number): Promise<void> } {
  let take: (run: number) => Promise<void> = async () => undefined
  return {
    send: async () => undefined,
    work: async handle => {
      take = handle
    },
    onSchedule: async () => undefined,
    setSchedules: async () => undefined,
    stop: async () => undefined,
    announce: run => take(run),
  }
}

/** A worker that records what it takes, and is done with a run when the test says so. */
function handWorker() {
  const taken: number[] = []
  const ends = new Map<number, () => void>()
  return {
    taken,
    handle: (run: number) => {
      taken.push(run)
      return new Promise<void>(end => ends.set(run, end))
    },
    end: (run: number) => ends.get(run)?.(),
  }
}

async function open() {
  const inner = handQueue()
  const worker = handWorker()
  const { queue, finish } = finishingQueue(inner)
  await queue.work(worker.handle, 4)
  return { ...worker, announce: inner.announce, finish }
}

test('a run that is announced twice is taken once at a time', async () => {
  const { taken, announce, end } = await open()
  const first = announce(1)
  await announce(1)
  const other = announce(2)
  expect(taken).toEqual([1, 2])
  end(1)
  end(2)
  await Promise.all([first, other])
  const again = announce(1)
  expect(taken).toEqual([1, 2, 1])
  end(1)
  await again
})

test('finishing takes nothing more, and waits for what was taken', async () => {
  const { taken, announce, end, finish } = await open()
  const first = announce(1)
  let finished = false
  const finishing = finish().then(() => {
    finished = true
  })
  await announce(2)
  expect(taken).toEqual([1])
  await new Promise(resolve => setTimeout(resolve, 20))
  expect(finished).toBe(false)
  end(1)
  await Promise.all([first, finishing])
  expect(finished).toBe(true)
})
