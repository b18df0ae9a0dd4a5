import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type TestHub, testHub } from '../support/hub.js'
import { documentOf } from './engine/document.js'
import { empty } from './engine/empty.js'
import { live } from './live.js'
import { readSchedule, written } from './written.js'

/** The shortest histories in which hub and model once parted. */
const FOLDER = join(import.meta.dirname, 'differed')
const histories = readdirSync(FOLDER).map(file => ({
  name: file.replace('.txt', '').replaceAll('-', ' '),
  text: readFileSync(join(FOLDER, file), 'utf8').trimEnd(),
}))

let hub: TestHub
beforeAll(async () => {
  hub = await testHub(documentOf(readSchedule(histories[0]?.text ?? '').rules))
})
afterAll(() => hub?.drop())

test.each(histories)('$name', async ({ text }) => {
  const schedule = readSchedule(text)
  expect(written(schedule)).toBe(text)
  await empty(hub.database)
  await hub.apply(documentOf(schedule.rules))
  expect(await live(hub, schedule)).toBeUndefined()
})
