import { readFileSync } from 'node:fs'
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
})

afterAll(async () => {
  await place.leave()
  await drop()
})

const yaml = () => join(place.folder, 'hub.yaml')

async function edited(name: string, from: string, to: string): Promise<string> {
  const text = await readFile(yaml(), 'utf8')
  expect(text).toContain(from)
  await writeFile(join(place.folder, name), text.replace(from, to))
  return name
}

test('from the first plan to the exported file', async () => {
  expect(await place.hub('export')).toMatchObject({ code: 3, error: expect.stringContaining('hub apply') })

  const first = await place.hub('plan')
  expect(first.code).toBe(10)
  expect(first.out).toContain('No configuration is in force yet.')
  expect(first.out).toMatch(/Afterwards run:\n {2}hr +full import, then full synchronization \(the agent is new\)/)

  const applied = await place.hub('apply')
  expect(applied.code).toBe(0)
  expect(applied.out).toContain('Version 1 is in force.')
  expect(await place.hub('plan')).toMatchObject({ code: 0, out: expect.stringContaining('Nothing changes.') })
  expect((await place.hub('apply')).out).toContain('version 1 is in force already')

  const exported = await place.hub('export')
  await writeFile(join(place.folder, 'exported.yaml'), exported.out)
  expect(await place.hub('plan', 'exported.yaml')).toMatchObject({ code: 0 })
  expect((await place.hub('export', '--out', 'again.yaml')).out).toBe('Version 1 is in again.yaml.\n')
  expect(await readFile(join(place.folder, 'again.yaml'), 'utf8')).toBe(exported.out)
})

test('a plan reads like a review, and requires only what is needed', async () => {
  const changed = await edited('changed.yaml', 'title: { from: title, allowNulls: true }', 'title: title')
  const { code, out } = await place.hub('plan', changed)
  expect(code).toBe(10)
  expect(out).toMatch(/^~ agents\.portal\.objects\.inetOrgPerson\.export\.person\.title:\n( {4}- .*\n)+ {4}\+ title$/m)
  // Nothing was imported yet that it could affect.
  expect(out).toMatch(/No agent has to run for it\.\n$/)
  const moved = await edited('moved.yaml', 'path: contoso.ldif', 'path: other.ldif')
  expect((await place.hub('plan', moved)).out).toMatch(
    /Afterwards run:\n {2}contoso +full import, then full synchronization \(settings changed\)\n$/,
  )

  const removed = await edited(
    'removed.yaml',
    '    cron: "0 2 * * *"               # every night at two\n',
    '    cron: "0 3 * * *"\n',
  )
  expect((await place.hub('plan', removed)).out).toContain('~ schedules.nightly.cron: 0 2 * * * → 0 3 * * *')
  const json = JSON.parse((await place.hub('plan', removed, '--json')).out)
  expect(json).toMatchObject({
    version: 1,
    changes: [{ path: 'schedules.nightly.cron', kind: 'changed', after: '0 3 * * *' }],
  })
})

test('a wrong configuration ends with 3, names the place, and changes nothing', async () => {
  const wrong = await edited('wrong.yaml', 'givenName: givenName', 'givenname: givenName')
  const lines = (await readFile(join(place.folder, wrong), 'utf8')).split('\n')
  const line = lines.findIndex(each => each.includes('givenname:')) + 1
  for (const command of ['plan', 'apply']) {
    const { code, out, error } = await place.hub(command, wrong)
    expect(code).toBe(3)
    expect(out).toBe('')
    expect(error).toMatch(new RegExp(`^error: .*wrong\\.yaml:${line}:\\d+ agents\\.hr\\.`))
    expect(error).toContain('givenName')
  }
  const { out } = await place.hub('apply', wrong, '--json')
  expect(JSON.parse(out).problems[0]).toMatchObject({ code: 'configuration.invalid', where: { line } })
  expect(JSON.parse((await place.hub('status', '--json')).out)).toMatchObject({ version: 1 })
})

test('a folder or file that is not there, and one without configuration', async () => {
  expect(await place.hub('plan', 'nowhere')).toMatchObject({
    code: 3,
    error: expect.stringContaining('does not exist'),
  })
  expect(await place.hub('plan', 'out')).toMatchObject({
    code: 3,
    error: expect.stringContaining('holds no *.yaml file'),
  })
})

test('--expect refuses to apply on top of what one has not seen', async () => {
  const next = await edited('next.yaml', 'timezone: Europe/Berlin', 'timezone: Europe/Paris')
  const refused = await place.hub('apply', next, '--expect', '7')
  expect(refused).toMatchObject({ code: 3, error: expect.stringContaining('Version 1 is in force, not version 7') })
  expect(await place.hub('apply', next, '--expect', '1')).toMatchObject({
    code: 0,
    out: expect.stringContaining('Version 2'),
  })
  expect(await place.hub('apply', '--json')).toMatchObject({
    code: 0,
    out: expect.stringContaining('"version":3,"applied":true'),
  })
})

test('--config and HUB_CONFIG say where it is', async () => {
  const elsewhere = await newPlace({ ...place.environment, HUB_CONFIG: yaml() })
  try {
    expect(await elsewhere.hub('plan')).toMatchObject({ code: 0 })
    expect(await elsewhere.hub('plan', '--config', '/nowhere')).toMatchObject({ code: 3 })
  } finally {
    await elsewhere.leave()
  }
})

test('migrate says what it brought', async () => {
  const fresh = await emptyDatabase()
  const elsewhere = await newPlace({ DATABASE_URL: fresh.url })
  try {
    expect((await elsewhere.hub('migrate')).out).toMatch(/^Applied 0001-foundation/)
    expect((await elsewhere.hub('migrate')).out).toBe('The schema is up to date.\n')
    expect(JSON.parse((await elsewhere.hub('migrate', '--json')).out)).toEqual({ migrated: [] })
    expect((await elsewhere.hub('status')).out).toContain('No configuration is in force yet')
  } finally {
    await elsewhere.leave()
    await fresh.drop()
  }
})

test('the graph of a configuration is printed, the types of its metaverse included', async () => {
  const { code, out } = await place.hub('schema')
  expect(code).toBe(0)
  expect(out.trim()).toBe(readFileSync('schema/example.graphql', 'utf8').trim())
  const text = (await readFile(yaml(), 'utf8')).replace(
    'attributes: [phoneNumbers]',
    'attributes: [phoneNumbers, badge]',
  )
  await writeFile(join(place.folder, 'badge.yaml'), text.replace(/^ {4}phoneNumbers:/m, '    badge: number\n$&'))
  const { schema } = JSON.parse((await place.hub('schema', 'badge.yaml', '--json')).out)
  expect(schema).toMatch(/\n {2}badge: BigInt\n/)
})
