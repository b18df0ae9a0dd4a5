import { readFile, stat, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { emptyDatabase } from '../support/database.js'
import { lastLine, newPlace, type Place } from './support.js'

let place: Place
let drop: () => Promise<void>

beforeAll(async () => {
  const database = await emptyDatabase()
  drop = database.drop
  place = await newPlace({ DATABASE_URL: database.url })
})

afterAll(async () => {
  await place.leave()
  await drop()
})

const inExample = (...path: string[]) => join(place.folder, '.hub', 'example', ...path)

test('reads, joins and writes the portal, and counts what the database has', async () => {
  const { code, out, error } = await place.hub('example', '--once', '--json')
  expect(code).toBe(0)
  const summary = JSON.parse(lastLine(out))
  expect(Object.keys(summary)).toEqual([
    'agents',
    'people',
    'groups',
    'joined',
    'projected',
    'exported',
    'problems',
    'seconds',
  ])
  const status = JSON.parse((await place.hub('status', '--json')).out)
  expect(summary).toMatchObject({
    agents: 4,
    people: status.metaverse.person,
    groups: status.metaverse.group,
    problems: 0,
  })
  const [hr, contoso, fabrikam, portal] = status.agents.map((agent: { connectors: number }) => agent.connectors)
  // Every entry of a source that is in the metaverse was either projected or joined.
  expect(summary.projected).toBe(summary.people + summary.groups)
  expect(summary.joined).toBe(hr + contoso + fabrikam - summary.projected)
  expect(summary.exported).toBe(portal)
  const written = await readFile(inExample('out', 'portal.ldif'), 'utf8')
  expect(written.match(/^dn:/gm)).toHaveLength(portal)
  const readme = await readFile('README.md', 'utf8')
  expect(readme).toContain(`${summary.people.toLocaleString('en')} people and ${summary.groups} groups`)
  expect(readme).toContain(`which ${summary.exported.toLocaleString('en')} are written`)
  // What the README shows is what happens, but for the seconds, and for progress that is told where it takes many.
  const timeless = (text: string) =>
    text.replace(/ \(\d+\.\d s\)/g, '').replace(/^\S.*: [\d,]+(?: of [\d,]+)?, .*\n/gm, '')
  const shown = readme.split('```').find(block => block.includes('read hr')) ?? ''
  expect(timeless(error)).toContain(timeless(shown.trim()))
  expect(error).toMatch(/synchronize contoso +[\d,]+ joined to a known object/)
  expect(status.agents.map((agent: { needs: string }) => agent.needs)).toEqual([
    'nothing',
    'nothing',
    'nothing',
    'nothing',
  ])
})

test('leaves the checkout as it is', async () => {
  await expect(stat(resolve('examples/contoso/out/portal.ldif'))).rejects.toThrow('ENOENT')
})

test('again: nothing has changed, and the counts are the same', async () => {
  const first = JSON.parse(lastLine((await place.hub('example', '--once', '--json')).out))
  const before = await readFile(inExample('out', 'portal.ldif'))
  const { code, out } = await place.hub('example', '--once')
  expect(code).toBe(0)
  expect(out).toContain('Going on with the example')
  expect(out).toContain('Nothing has changed since the last time.')
  expect(out).toMatch(/write portal +nothing to do/)
  expect((await readFile(inExample('out', 'portal.ldif'))).equals(before)).toBe(true)
  const second = JSON.parse(lastLine((await place.hub('example', '--once', '--json')).out))
  expect({ ...second, seconds: 0 }).toEqual({ ...first, seconds: 0 })
})

test('a change in the copy is one change in the portal', async () => {
  const text = await readFile(inExample('hr.csv'), 'utf8')
  await writeFile(inExample('hr.csv'), text.replace('Chief Executive Officer', 'First Among Equals'))
  const { code, out } = await place.hub('example', '--once')
  expect(code).toBe(0)
  expect(out).toMatch(/read hr +1 changed, 1,499 unchanged/)
  expect(out).toMatch(/write portal +1 updated/)
  expect(out).not.toContain('Nothing has changed')
  expect(await readFile(inExample('out', 'portal.ldif'), 'utf8')).toContain('title: First Among Equals')
})

test('does not push aside a configuration that somebody works with', async () => {
  const yaml = await readFile(inExample('hub.yaml'), 'utf8')
  await writeFile(
    join(place.folder, 'other.yaml'),
    yaml.replace(/\bfabrikam\b/g, 'tailspin').replace('tailspin.ldif', 'fabrikam.ldif'),
  )
  expect(await place.hub('apply', 'other.yaml')).toMatchObject({ code: 0 })
  const { code, error } = await place.hub('example', '--once')
  expect(code).toBe(3)
  expect(error).toContain('with the agents tailspin')
  expect(JSON.parse((await place.hub('status', '--json')).out)).toMatchObject({ version: 2 })
})
