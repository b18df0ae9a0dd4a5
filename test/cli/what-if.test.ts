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

test('what-if: what other rules would do, and nothing done', async () => {
  const yaml = await readFile(join(place.folder, 'hub.yaml'), 'utf8')
  const contractors = 'attribute: employeeType, operator: equality, value: contractor'
  expect(yaml).toContain(contractors)
  const other = yaml.replace(contractors, 'attribute: city, operator: equality, value: Logroño')
  await writeFile(join(place.folder, 'other.yaml'), other)
  const none = await place.hub('what-if', '--agent', 'hr')
  expect(none).toMatchObject({ code: 0, out: expect.stringContaining('Nothing would be different.') })
  const { code, out, error } = await place.hub('what-if', 'other.yaml', '--agent', 'hr', '--limit', '3')
  expect(code).toBe(10)
  expect(error).toContain('copying …')
  expect(out).toMatch(/^hr: success \(.*connector-filtered-remove-mv [\d,]+/m)
  expect(out).toMatch(/^object-deleted +/m)
  expect(out).toMatch(/^… and [\d,]+ more: --limit, or whatIf in the graph$/m)
  const json = JSON.parse((await place.hub('what-if', 'other.yaml', '--agent', 'hr', '--limit', '2', '--json')).out)
  expect(json).toMatchObject({ status: 'completed', problem: null, steps: [{ agent: 'hr' }] })
  expect(json.differences).toHaveLength(2)
  expect(await place.hub('what-if', '--agent', 'nobody')).toMatchObject({
    code: 2,
    error: expect.stringContaining('no agent “nobody”'),
  })
  expect(await place.hub('what-if', '--agent', 'hr')).toMatchObject({ code: 0 })
}, 120_000)

test('preview: one entry, taken back or for good', async () => {
  const shown = await place.hub('preview', 'hr', '010002', '--full')
  expect(shown.out).toMatch(/^hr .+ \(connector\), full synchronization$/m)
  expect(shown.out).toMatch(/^import displayName/m)
  expect(shown.code).toBe(0)
  const committed = await place.hub('preview', 'hr', '010002', '--commit', '--json')
  expect(JSON.parse(committed.out)).toMatchObject({ mode: 'delta', counters: { 'connector-no-flow': 1 } })
  expect(await place.hub('preview', 'hr', 'nobody')).toMatchObject({ code: 2 })
}, 120_000)
