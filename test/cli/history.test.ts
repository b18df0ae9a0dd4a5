import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { emptyDatabase } from '../support/database.js'
import { copyExample, newPlace, type Place } from './support.js'

let place: Place
let drop: () => Promise<void>
let before: string

beforeAll(async () => {
  const database = await emptyDatabase()
  drop = database.drop
  place = await newPlace({ DATABASE_URL: database.url })
  await copyExample(place.folder)
  await place.hub('apply')
  await place.hub('run', 'hr', 'daily')
  before = new Date().toISOString()
  await editRows(rows =>
    rows
      .filter(row => !row.startsWith('010003,'))
      .map(row => (row.startsWith('010002,') ? row.replace('Head of Finance', 'Chief Financial Officer') : row)),
  )
  await place.hub('run', 'hr', 'daily')
})

afterAll(async () => {
  await place.leave()
  await drop()
})

async function editRows(edit: (rows: string[]) => string[]): Promise<void> {
  const path = join(place.folder, 'hr.csv')
  await writeFile(path, edit((await readFile(path, 'utf8')).split('\n')).join('\n'))
}

const lines = (out: string): string[] => out.trimEnd().split('\n')

describe('hub history', () => {
  test('tells what happened, the newest first, with the run, the entry and the rule', async () => {
    const { code, out, error } = await place.hub('history', 'employeeID=010002')
    expect({ code, error }).toEqual({ code: 0, error: '' })
    const told = lines(out)
    expect(told.slice(0, 3)).toEqual([
      expect.stringMatching(/^person \d+$/),
      expect.stringMatching(/^\d{4}-.+Z {2}updated +· run 2 of hr \(daily\), delta-synchronization$/),
      expect.stringMatching(/^ {4}title {2,}Head of Finance → Chief Financial Officer {2,}hr 010002 by hr\/.+$/),
    ])
    expect(told.find(line => line.includes('  linked'))).toMatch(/linked +hr 010002 by hr\/.+ · run 1 of hr/)
    expect(told.find(line => line.includes('  created'))).toMatch(/ · run 1 of hr \(daily\), delta-synchronization$/)
    expect(told.find(line => line.startsWith('    manager'))).toMatch(/^ {4}manager +\+1$/)
  })

  test('finds who is gone by what they had', async () => {
    const { code, out } = await place.hub('history', 'employeeID=010003')
    expect(code).toBe(0)
    expect(lines(out)[1]).toMatch(/ {2}deleted /)
    expect(out).toMatch(/ {2}unlinked +hr 010003 .*now removed/)
    const object = /^person (\d+)$/m.exec(out)?.[1] ?? ''
    const past = await place.hub('history', object, '--as-of', before)
    expect(lines(past.out)[0]).toBe(`person ${object} as of ${before}`)
    expect(past.out).toMatch(/^ {4}employeeID +010003 +hr 010003 by hr\//m)
    expect(past.out).toMatch(/^ {4}linked with hr 010003 since /m)
    expect((await place.hub('history', object, '--as-of', '2001-01-01')).out).toMatch(/^There was no object/)
  })

  test('--as-of shows values of then, and --json everything as one object', async () => {
    const shown = await place.hub('history', 'employeeID=010002', '--as-of', before, '--json')
    const past = JSON.parse(shown.out)
    expect(past.attributes.find((each: { name: string }) => each.name === 'title')).toMatchObject({
      values: ['Head of Finance'],
      contributions: [{ agent: 'hr', entry: '010002' }],
    })
    expect(past.references).toEqual({ manager: 1 })
    const { events, total } = JSON.parse(
      (await place.hub('history', 'employeeID=010002', '--limit', '1', '--json')).out,
    )
    expect(total).toBe(3)
    expect(events).toHaveLength(1)
    expect(events[0]).toMatchObject({ kind: 'updated', run: { agent: 'hr', profile: 'daily', number: 2 }, link: null })
  })

  test.each([
    [['history', 'employeeID=nobody'], 'No metaverse object has employeeID=nobody'],
    [['history', 'who'], 'names no metaverse object'],
    [['history', 'citty=nowhere'], 'Did you mean city?'],
    [['history', 'c=FR'], 'Several objects have'],
    [['history', '999999999'], 'Nothing is known of a metaverse object 999999999'],
    [['history', 'employeeID=010002', '--as-of', 'yesterday'], 'Expected a time'],
    [['history', 'employeeID=010002', '--limit', '0'], 'from 1 on'],
  ])('hub %j ends with 2 and says why', async (parameters, message) => {
    const { code, out, error } = await place.hub(...parameters)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(error).toContain(message)
  })
})
