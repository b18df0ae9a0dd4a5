import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { stringify } from 'yaml'
import { emptyDatabase } from '../support/database.js'
import { type ScriptedHttp, scriptedHttp } from '../support/scripted-http.js'
import { newPlace, type Place } from './support.js'

let place: Place
let service: ScriptedHttp
let drop: () => Promise<void>

beforeAll(async () => {
  const database = await emptyDatabase()
  drop = database.drop
  service = await scriptedHttp(({ path, headers }) => {
    if (headers.authorization !== 'Bearer t0p-secret') return { status: 401, body: { detail: 'who are you?' } }
    if (!path.startsWith('/Users')) return { status: 404 }
    const user = { id: '1', userName: 'anna', meta: { lastModified: '2026-01-01T00:00:00Z' } }
    return { body: { totalResults: 1, Resources: [user] } }
  })
  place = await newPlace({ DATABASE_URL: database.url, SCIM_TOKEN: 't0p-secret' })
  const agent = (connector: string, settings: object, type: string, attributes: object) => ({
    connector,
    settings,
    objects: { [type]: { attributes, projection: 'person' } },
    runProfiles: { full: ['full-import', 'full-synchronization'] },
  })
  const document = {
    version: 1,
    agents: {
      hr: agent('file', { format: 'csv', path: 'hr.csv', objectType: 'person', anchor: 'id' }, 'person', {
        id: 'string',
      }),
      idp: agent(
        'scim',
        { url: service.url, authentication: { type: 'bearer', token: '$' + '{env:SCIM_TOKEN}' } },
        'User',
        { userName: 'string' },
      ),
    },
  }
  await writeFile(join(place.folder, 'hub.yaml'), stringify(document))
  await writeFile(join(place.folder, 'hr.csv'), 'id,name\n1,Anna\n')
  expect(await place.hub('apply')).toMatchObject({ code: 0 })
  expect(await place.hub('run', 'hr', 'full')).toMatchObject({ code: 0 })
}, 180_000)
afterAll(async () => {
  await place.leave()
  await service.stop()
  await drop()
})

test('the way to a source is shown step by step, and its requests when they are wanted', async () => {
  const { code, out, error } = await place.hub('agent', 'test', 'idp', '--trace')
  expect({ code, out }).toMatchObject({ code: 0 })
  expect(out).toContain('ok       configuration: ')
  expect(out).toContain('ok       service: ')
  expect(out).toContain('ok       read User: There are 1 of them, such as anna.')
  expect(error).toMatch(/GET \/Users\?count=1 → 200 \(\d+ ms\)/)
  expect(out + error).not.toContain('t0p-secret')
}, 180_000)

test('a run tells the requests of the agents that HUB_TRACE names, without values', async () => {
  place.environment.HUB_TRACE = 'idp'
  const { code, error } = await place.hub('run', 'idp', 'full')
  const other = await place.hub('run', 'hr', 'full')
  delete place.environment.HUB_TRACE
  expect(code).toBe(0)
  const lines = error.split('\n').filter(line => line.startsWith('{'))
  expect(lines.map(line => JSON.parse(line))).toContainEqual(
    expect.objectContaining({
      agent: 'idp',
      outcome: '200',
      what: expect.stringMatching(/^GET \/Users\?/),
      msg: 'source',
    }),
  )
  expect(error).not.toContain('t0p-secret')
  expect(other.error).not.toContain('"source"')
}, 180_000)

test('a source that does not let the hub in says so, with the remedy, and ends with 4', async () => {
  place.environment.SCIM_TOKEN = 'wr0ng-secret'
  const { code, out, error } = await place.hub('agent', 'test', 'idp')
  expect(code).toBe(4)
  expect(out).toContain('FAILED   service: The service did not accept the login. who are you?')
  expect(out).toContain("Correct the agent's authentication")
  expect(out + error).not.toContain('wr0ng-secret')
  place.environment.SCIM_TOKEN = ''
  const missing = await place.hub('agent', 'test', 'idp', '--json')
  expect(missing.code).toBe(4)
  expect(JSON.parse(missing.out)).toMatchObject({
    name: 'configuration',
    outcome: 'failed',
    problem: { code: 'configuration.secret' },
  })
}, 180_000)

test('a connector without tests of its own is opened and read', async () => {
  const { code, out } = await place.hub('agent', 'test', 'hr')
  expect([code, out]).toEqual([0, expect.stringContaining('ok       sample person: 1')])
  await rm(join(place.folder, 'hr.csv'))
  const gone = await place.hub('agent', 'test', 'hr')
  expect(gone.code).toBe(4)
  expect(gone.out).toContain('[source.not-found]')
  expect(await place.hub('agent', 'test', 'nobody')).toMatchObject({ code: 2 })
}, 180_000)

test('a password is read from standard input, and what became of it is told', async () => {
  const set = await place.hubReading('n3w-secret\n', 'password', 'set', 'hr', '1', '--json')
  expect(set.code).toBe(1)
  expect(JSON.parse(set.out)).toMatchObject({ dn: '1', result: 'ma-feature-not-supported' })
  expect(set.out + set.error).not.toContain('n3w-secret')
  const nothing = await place.hubReading('', 'password', 'set', 'hr', '1')
  expect(nothing).toMatchObject({ code: 2, error: expect.stringContaining('no password on standard input') })
  const half = await place.hubReading('old\n', 'password', 'change', 'hr', '1')
  expect(half).toMatchObject({ code: 2, error: expect.stringContaining('no new password') })
}, 180_000)
