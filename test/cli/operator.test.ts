import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { stringify } from 'yaml'
import { emptyDatabase } from '../support/database.js'
import { newPlace, type Place } from './support.js'

let place: Place
let drop: () => Promise<void>

const csv = (name: string, type: string, attributes: readonly string[], rules: object): object => ({
  connector: 'file',
  settings: { format: 'csv', path: name, objectType: type, anchor: 'id' },
  objects: { [type]: { attributes: Object.fromEntries(attributes.map(each => [each, 'string'])), ...rules } },
  runProfiles: { full: ['full-import', 'full-synchronization'] },
})
const DOCUMENT = {
  version: 1,
  metaverse: { attributes: { room: 'string' }, types: { person: { attributes: ['room'] } } },
  schedules: { nightly: { cron: '0 2 * * *', runs: [{ agent: 'hr', profile: 'full' }] } },
  agents: {
    hr: csv('hr.csv', 'person', ['id', 'name'], {
      projection: 'person',
      import: { person: { employeeID: 'id', displayName: 'name' } },
    }),
    badges: csv('badges.csv', 'badge', ['id', 'room'], { import: { person: { room: 'room' } } }),
  },
}

beforeAll(async () => {
  const database = await emptyDatabase()
  drop = database.drop
  place = await newPlace({ DATABASE_URL: database.url })
  await writeFile(join(place.folder, 'hub.yaml'), stringify(DOCUMENT))
  await writeFile(join(place.folder, 'hr.csv'), 'id,name\n1,Anna\n2,Ben\n')
  await writeFile(join(place.folder, 'badges.csv'), 'id,room\nB1,101\nB2,102\n')
  expect(await place.hub('apply')).toMatchObject({ code: 0 })
  for (const agent of ['hr', 'badges']) expect(await place.hub('run', agent, 'full')).toMatchObject({ code: 0 })
}, 60_000)
afterAll(async () => {
  await place.leave()
  await drop()
})

test('an entry is joined, looked at before it is parted, and parted', async () => {
  const joined = await place.hub('entry', 'join', 'badges', 'B1', 'employeeID=1')
  expect(joined).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^badges B1: disconnector → explicit-connector of metaverse object \d+\n$/),
  })
  const preview = await place.hub('entry', 'disconnect', 'badges', 'B1', '--preview')
  expect(preview.out).toBe('The metaverse object would stay.\nAttributes that would change: room\n')
  const parted = await place.hub('entry', 'disconnect', 'badges', 'B1', '--explicit', '--json')
  expect(JSON.parse(parted.out)).toMatchObject({ dn: 'B1', after: { state: 'explicit-disconnector' } })
  const set = await place.hub('entry', 'set', 'badges', 'B1', 'normal')
  expect(set.out).toBe('badges B1: explicit-disconnector → disconnector\n')
}, 60_000)

test('a schedule is paused with a reason that the status shows, and resumed', async () => {
  const paused = await place.hub('schedule', 'pause', 'nightly', '--reason', 'patches')
  expect(paused).toMatchObject({ code: 0, out: expect.stringMatching(/^nightly: paused by .+: patches\n$/) })
  expect(await place.hub('apply')).toMatchObject({ code: 0 })
  expect((await place.hub('status')).out).toMatch(/^schedule: +nightly, paused by .+: patches$/m)
  expect((await place.hub('schedule', 'list')).out).toMatch(
    /^nightly +0 2 \* \* \* UTC +hr\/full +paused by .+: patches +never$/m,
  )
  const resumed = await place.hub('schedule', 'resume', 'nightly')
  expect(resumed.out).toMatch(/^nightly: next \d{4}-\d\d-\d\d 02:00\n$/)
  const { schedules } = JSON.parse((await place.hub('schedule', 'list', '--json')).out)
  expect(schedules).toMatchObject([{ name: 'nightly', nextAt: expect.stringContaining('T02:00:00'), lastRun: null }])
  expect(await place.hub('schedule', 'pause', 'daily')).toMatchObject({
    code: 2,
    error: expect.stringContaining('nightly'),
  })
}, 60_000)

test('what would delete an object is refused until it is confirmed', async () => {
  expect(await place.hub('entry', 'project', 'badges', 'B2', 'person')).toMatchObject({ code: 0 })
  const refused = await place.hub('entry', 'disconnect', 'badges', 'B2')
  expect(refused).toMatchObject({
    code: 4,
    out: '',
    error: expect.stringContaining('would delete its metaverse object'),
  })
  expect(await place.hub('entry', 'disconnect', 'badges', 'B2', '--confirm-deletion')).toMatchObject({ code: 0 })
}, 60_000)

test('a connector space is cleared when its name is repeated', async () => {
  const forecast = await place.hub('space', 'clear', 'badges', '--json')
  expect(JSON.parse(forecast.out)).toEqual({ entries: 2, connectors: 0, deletedObjects: 0, objects: 2 })
  const cleared = await place.hub('space', 'clear', 'badges', '--confirm', 'badges')
  expect(cleared).toMatchObject({ code: 0, out: expect.stringContaining('disconnector-cleared 2') })
  const stopped = await place.hub('space', 'clear', 'hr', '--confirm', 'hr', '--accept-deletions', '1')
  expect(stopped).toMatchObject({ code: 4 })
  expect(stopped.out + stopped.error).toContain('2 of 2 metaverse objects')
}, 60_000)

test('exports, deletions and the history of runs', async () => {
  expect((await place.hub('exports', 'hold', 'hr', '--only', 'add,delete')).out).toBe('Held now: 0\n')
  expect((await place.hub('exports', 'release', 'hr', '--json')).out).toBe('{"released":0}\n')
  expect(await place.hub('exports', 'hold', 'hr', '--only', 'everything')).toMatchObject({ code: 2 })
  expect(JSON.parse((await place.hub('deletions', 'list', '--json')).out)).toEqual({ total: 0, objects: [] })
  expect(await place.hub('deletions', 'apply')).toMatchObject({
    code: 0,
    out: expect.stringContaining('completed-no-objects'),
  })
  const cleared = await place.hub('runs', 'clear', '--before', '2999-01-01', '--json')
  expect(JSON.parse(cleared.out).cleared).toBeGreaterThan(5)
}, 60_000)

test.each([
  [['entry', 'join', 'badges', 'nothing', 'employeeID=1'], 'has no entry “nothing”'],
  [['entry', 'set', 'hr', '1', 'upside-down'], 'There is no state'],
  [['space', 'clear', 'hr', '--confirm', 'rh'], 'Repeat the name'],
])(
  '%j is refused',
  async (words, text) => {
    expect(await place.hub(...words)).toMatchObject({ code: 2, error: expect.stringContaining(text) })
  },
  60_000,
)
