import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { emptyDatabase } from '../support/database.js'
import { newPlace, type Place } from './support.js'

let place: Place
let drop: () => Promise<void>

beforeAll(async () => {
  const database = await emptyDatabase()
  drop = database.drop
  place = await newPlace({ DATABASE_URL: database.url })
  await cp('examples/sharepoint-sample', place.folder, { recursive: true })
})

afterAll(async () => {
  await place.leave()
  await drop()
})

const file = (name: string) => join(place.folder, name)

test('rules in code are planned, applied, run by the real program, and written back out', async () => {
  const first = await place.hub('plan')
  expect(first.error).toBe('')
  expect(first.out).toContain('+ files["rules/directory.ts"]:')
  expect((await place.hub('apply')).out).toContain('Version 1 is in force.')
  // The database has what runs: the folder is not asked again.
  await writeFile(file('rules/sharepoint.ts'), 'this is not TypeScript')
  for (const [agent, profile] of [
    ['directory', 'delta'],
    ['sharepoint', 'export'],
  ] as const) {
    expect(await place.hub('run', agent, profile)).toMatchObject({ code: 0 })
  }
  expect(await readFile(file('profiles.csv'), 'utf8')).toContain('FABRIKAM-NT\\finn')

  const broken = await place.hub('plan')
  expect(broken).toMatchObject({ code: 3, out: '' })
  expect(broken.error).toMatch(/^error: .*rules\/sharepoint\.ts:1:\d+/)

  expect((await place.hub('export', '--out', 'out/hub.yaml')).error).toContain('cannot be written')
  const exported = await place.hub('export', '--out', 'hub.yaml')
  expect(exported.out).toMatch(/^Version 1 is in hub\.yaml, with rules\/.+ beside it\.\n$/)
  for (const name of ['sharepoint', 'domains', 'directory', 'metaverse']) {
    const module = await readFile(`examples/sharepoint-sample/rules/${name}.ts`, 'utf8')
    expect(await readFile(file(`rules/${name}.ts`), 'utf8')).toBe(module)
  }
  expect(await place.hub('plan')).toMatchObject({ code: 0, out: expect.stringContaining('Nothing changes.') })
})

test('a changed module is a change like any other, and says who has to synchronize', async () => {
  const text = await readFile(file('rules/domains.ts'), 'utf8')
  await writeFile(file('rules/domains.ts'), text.replace("'FABRIKAM-NT'", "'FABRIKAM'"))
  const { code, out } = await place.hub('plan')
  expect(code).toBe(10)
  expect(out).toMatch(/~ files\["rules\/domains\.ts"\]:\n {6}…\n {4}- .*FABRIKAM-NT.*\n {4}\+ .*FABRIKAM'.*\n {6}…\n/)
  expect(out).toMatch(
    /Afterwards run:\n {2}sharepoint +full synchronization \(the rules in \.\/rules\/sharepoint\.ts changed\)\n$/,
  )
  const json = JSON.parse((await place.hub('export', '--json')).out)
  expect(Object.keys(json.files)).toEqual([
    'rules/directory.ts',
    'rules/domains.ts',
    'rules/metaverse.ts',
    'rules/sharepoint.ts',
  ])
})
