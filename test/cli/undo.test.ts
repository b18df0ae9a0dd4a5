import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { emptyDatabase } from '../support/database.js'
import { copyExample, newPlace, type Place } from './support.js'

let place: Place
let drop: () => Promise<void>

beforeAll(async () => {
  const database = await emptyDatabase()
  drop = database.drop
  place = await newPlace({ DATABASE_URL: database.url })
  await copyExample(place.folder)
  expect(await place.hub('apply')).toMatchObject({ code: 0 })
  expect(await place.hub('run', 'hr', 'daily')).toMatchObject({ code: 0 })
}, 120_000)

afterAll(async () => {
  await place.leave()
  await drop()
})

test('a synchronization is planned to be undone, undone, and refused a second time', async () => {
  const yaml = join(place.folder, 'hub.yaml')
  const good = await readFile(yaml, 'utf8')
  const contractors = 'attribute: employeeType, operator: equality, value: contractor'
  expect(good).toContain(contractors)
  await writeFile(yaml, good.replace(contractors, 'attribute: city, operator: equality, value: Logroño'))
  expect(await place.hub('apply')).toMatchObject({ code: 0 })
  expect(await place.hub('run', 'hr', 'full-synchronization')).toMatchObject({ code: 0 })
  await writeFile(yaml, good)
  expect(await place.hub('apply')).toMatchObject({ code: 0 })

  const planned = await place.hub('undo', 'hr', '2')
  expect(planned.out).toMatch(/^hr: success \(.*object-restored [\d,]+/m)
  expect(planned.out).toMatch(/^object-created +/m)
  expect(planned.code).toBe(10)
  const [, plan = ''] = /This is plan (\d+)/.exec(planned.error) ?? []
  const done = await place.hub('undo', 'hr', '2', '--apply', '--plan', plan)
  expect(done).toMatchObject({ code: 0 })
  expect(done.out).toMatch(/object-restored/)
  const again = await place.hub('undo', 'hr', '2')
  expect(again).toMatchObject({ code: 0, out: expect.stringContaining('Nothing would be different.') })
  expect(await place.hub('undo', 'hr', '999')).toMatchObject({
    code: 2,
    error: expect.stringContaining('no run 999'),
  })
}, 170_000)
