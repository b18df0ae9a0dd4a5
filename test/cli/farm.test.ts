import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { stringify } from 'yaml'
import { emptyDatabase } from '../support/database.js'
import { type SharePointFarm, startFarm } from '../support/sharepoint-farm.js'
import { newPlace, type Place } from './support.js'

let place: Place
let farm: SharePointFarm
let drop: () => Promise<void>

const document = () => ({
  version: 1,
  metaverse: { types: { person: { deletion: { when: 'any-connector', of: ['hr'] } } } },
  agents: {
    hr: {
      connector: 'file',
      settings: { format: 'csv', path: 'hr.csv', objectType: 'person', anchor: 'id' },
      objects: {
        person: {
          attributes: { id: 'string', name: 'string' },
          projection: 'person',
          import: { person: { accountName: 'id', displayName: 'name' } },
        },
      },
      runProfiles: { full: ['full-import', 'full-synchronization'] },
    },
    portal: {
      connector: 'sharepoint',
      settings: {
        url: farm.url,
        domain: farm.account.domain,
        user: farm.account.user,
        // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference to a secret
        password: '${env:FARM_PASSWORD}',
      },
      deprovisioning: 'delete-object',
      objects: {
        user: {
          attributes: { AccountName: 'string', PreferredName: 'string' },
          provision: [{ type: 'person', dn: "'CONTOSO\\\\' + mv.accountName" }],
          export: { person: { PreferredName: 'displayName' } },
        },
      },
      runProfiles: { export: ['export', 'full-import', 'delta-synchronization'] },
    },
  },
})

beforeAll(async () => {
  const database = await emptyDatabase()
  drop = database.drop
  farm = await startFarm()
  place = await newPlace({ DATABASE_URL: database.url, FARM_PASSWORD: farm.account.password })
  await writeFile(join(place.folder, 'hub.yaml'), stringify(document()))
  await writeFile(join(place.folder, 'hr.csv'), "id,name\nann,Ann\no'brien,Bob O’Brien\n")
  expect(await place.hub('apply')).toMatchObject({ code: 0 })
  for (const [agent, profile] of [
    ['hr', 'full'],
    ['portal', 'export'],
  ] as const)
    expect(await place.hub('run', agent, profile)).toMatchObject({ code: 0 })
}, 120_000)
afterAll(async () => {
  await place.leave()
  await drop()
  await farm.stop()
})

test('a farm’s administrator is told what to remove, as a list and as a script', async () => {
  expect((await place.hub('farm', 'removals', 'portal')).out).toBe('Nothing has to be removed.\n')
  await writeFile(join(place.folder, 'hr.csv'), 'id,name\nann,Ann\n')
  expect(await place.hub('run', 'hr', 'full')).toMatchObject({ code: 0 })
  expect(await place.hub('run', 'portal', 'export')).toMatchObject({ code: 0 })
  const list = await place.hub('farm', 'removals', 'portal')
  expect(list.out).toMatch(
    /^account +name +since +by\nCONTOSO\\o'brien +Bob O’Brien +\d{4}-\d\d-\d\d \d\d:\d\d +run 2\n$/,
  )
  expect(list.error).toContain('1 in all')
  const json = JSON.parse((await place.hub('farm', 'removals', 'portal', '--json')).out)
  expect(json).toMatchObject({ total: 1, removals: [{ accountName: "CONTOSO\\o'brien", displayName: 'Bob O’Brien' }] })
  const { out } = await place.hub('farm', 'removals', 'portal', '--script')
  expect(out).toContain("$accounts = @(\n  'CONTOSO\\o''brien'\n)\n")
  expect(out).toContain('RemoveUserProfile($account)')
  expect(out).not.toContain('Ann')
}, 120_000)

test('a mistyped farm is asked about', async () => {
  const { code, error } = await place.hub('farm', 'removals', 'portl')
  expect(code).not.toBe(0)
  expect(error).toContain('Did you mean portal?')
})
