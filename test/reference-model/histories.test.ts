import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type TestHub, testHub } from '../support/hub.js'
import { documentOf } from './engine/document.js'
import { empty } from './engine/empty.js'
import { type Schedule, scheduleOf } from './history.js'
import { type Difference, live } from './live.js'
import { shrink } from './shrink.js'
import { written } from './written.js'

/** HISTORIES=100000 makes a longer run, of which POPULATIONS=200 is the cheaper part; HISTORY_SEED=… repeats one schedule. */
const POPULATIONS = Number(process.env.POPULATIONS ?? 20)
const STEPS = 30
const HISTORIES = Number(process.env.HISTORIES ?? 2_000)
const SEED = process.env.HISTORY_SEED === undefined ? undefined : Number(process.env.HISTORY_SEED)
const FIRST = Number(process.env.HISTORY_FIRST ?? 1)
const SIZE = { steps: STEPS, populations: POPULATIONS }

let hub: TestHub
beforeAll(async () => {
  hub = await testHub(documentOf(scheduleOf(1, SIZE).rules))
})
afterAll(() => hub?.drop())

async function play(schedule: Schedule): Promise<Difference | undefined> {
  await empty(hub.database)
  await hub.apply(documentOf(schedule.rules))
  return live(hub, schedule)
}

test('random histories give the same in the hub and in the model', async () => {
  let played = 0
  for (let seed = SEED ?? FIRST; played < (SEED === undefined ? HISTORIES : 1); seed++) {
    const schedule = scheduleOf(seed, SIZE)
    const difference = await play(schedule)
    played += Object.keys(schedule.populations).length
    if (difference === undefined) {
      if (HISTORIES > 2_000) process.stderr.write(`${played} histories, up to seed ${seed}\n`)
      continue
    }
    const small = await shrink(schedule, difference, play)
    throw new Error(`HISTORY_SEED=${seed}\n${JSON.stringify(small.difference, null, 2)}\n${written(small.schedule)}`)
  }
  expect(played).toBeGreaterThan(0)
}, 36_000_000)
