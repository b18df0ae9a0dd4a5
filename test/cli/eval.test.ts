import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { caretLines } from '../../src/cli/expression-text.js'
import { emptyDatabase } from '../support/database.js'
import { copyExample, newPlace, type Place } from './support.js'

let place: Place
let drop: () => Promise<void>

beforeAll(async () => {
  const database = await emptyDatabase()
  drop = database.drop
  place = await newPlace({ DATABASE_URL: database.url })
  await copyExample(place.folder)
  expect((await place.hub('apply')).code).toBe(0)
  expect((await place.hub('run', 'hr', 'daily')).code).toBe(0)
}, 120_000)

afterAll(async () => {
  await place.leave()
  await drop()
})

const evaluate = (...parameters: string[]) => place.hub('eval', ...parameters)

test('without an object', async () => {
  expect(await evaluate("PCase('jean-luc')")).toEqual({ code: 0, out: 'string: Jean-Luc\n', error: '' })
  expect((await evaluate("Split('a,b', ',')")).out).toBe('list of string:\n  a\n  b\n')
  expect((await evaluate('NULL')).out).toBe('anything: no value\n')
  expect((await evaluate('Guid()')).out).toMatch(/^string: [0-9a-f-]{36}\nOnly for exports with initialOnly/)
  expect(JSON.parse((await evaluate('1 + 1', '--json')).out)).toEqual({
    type: 'number',
    multivalued: false,
    outcome: 'value',
    values: ['2'],
    reads: [],
    volatile: false,
  })
})

test('on an entry, by name or anchor, and on a metaverse object', async () => {
  const anchor = '010002'
  const entry = await evaluate('cs.dn', '--agent', 'hr', '--on', anchor)
  expect(entry).toMatchObject({ code: 0, error: '' })
  const dn = entry.out.replace('string: ', '').trim()
  const named = await evaluate("Left(cs.dn, 3) + '…'", '--agent', 'hr', '--on', dn.toUpperCase())
  expect(named.out).toBe(`string: ${dn.slice(0, 3)}…\n`)
  const object = await evaluate('mv.employeeID', '--metaverse', 'person', '--on', `employeeID=${anchor}`)
  expect(object.out).toBe(`string: ${anchor}\n`)
})

test('of a type only, the expression is checked', async () => {
  const checked = await evaluate('LCase(mv.mail)', '--metaverse', 'person')
  expect(checked).toEqual({ code: 0, out: 'string: right; name an object with --on to evaluate it\n', error: '' })
})

test('what is wrong is shown where it is', async () => {
  const wrong = await evaluate('LCase(mv.mial)', '--metaverse', 'person')
  expect(wrong).toMatchObject({ code: 2, out: '' })
  expect(wrong.error).toContain('LCase(mv.mial)\n      ^\n')
  expect(wrong.error).toContain('1:7: Unknown attribute mv.mial')
  expect(wrong.error).toContain('Did you mean mail?')
  expect((await evaluate('cs.sn')).error).toContain('--metaverse')
  const failed = await evaluate("Item(['a'], 2)", '--json')
  expect(failed.code).toBe(1)
  expect(JSON.parse(failed.out)).toMatchObject({ problems: [{ code: 'expression-failed' }] })
})

test('an expression that never comes to an end is stopped', async () => {
  const slow = await evaluate(`'${'a'.repeat(40)}!'.matches('^(a+)+$')`)
  expect(slow).toMatchObject({ code: 1, error: expect.stringContaining('longer than 250 ms') })
})

test.each([
  [['1', '--agent', 'hr', '--metaverse', 'person'], 'not both'],
  [['1', '--type', 'employee'], 'Add --agent'],
  [['1', '--on', 'x'], 'Add --agent or --metaverse'],
  [['1', '--agent', 'hrr'], 'Did you mean hr?'],
  [['1', '--agent', 'hr', '--type', 'nobody'], 'no object type'],
  [['1', '--agent', 'hr', '--on', 'nobody'], 'name or anchor'],
  [['1', '--metaverse', 'persn'], 'Did you mean person?'],
  [['1', '--metaverse', 'group', '--on', 'nobody'], 'names no metaverse object'],
])('%j ends with 2', async (parameters, message) => {
  expect(await evaluate(...parameters)).toMatchObject({ code: 2, error: expect.stringContaining(message) })
})

test('against another configuration', async () => {
  const yaml = await readFile(join(place.folder, 'hub.yaml'), 'utf8')
  const extended = yaml
    .replace('  attributes:\n', '  attributes:\n    lockerNumber: number\n')
    .replace('[phoneNumbers]', '[phoneNumbers, lockerNumber]')
  await writeFile(join(place.folder, 'other.yaml'), extended)
  const expression = 'IsPresent(mv.lockerNumber)'
  expect((await evaluate(expression, '--metaverse', 'person')).code).toBe(2)
  const given = await evaluate(expression, '--metaverse', 'person', '--file', 'other.yaml', '--on', 'employeeID=010002')
  expect(given).toMatchObject({ code: 0, out: 'boolean: false\n' })
  await writeFile(join(place.folder, 'broken.yaml'), 'version: 2\n')
  expect((await evaluate('1', '--file', 'broken.yaml')).code).toBe(3)
})

test('the caret stands below the letter, in the line that is wrong', () => {
  expect(caretLines('cs.sn +\n\tcs.nope', { line: 2, column: 2 })).toEqual(['\tcs.nope', '\t^'])
  expect(caretLines('cs.sn', undefined)).toEqual([])
})
