import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import type { ExportDelta, ObjectTypeSelection } from '../../src/connectors/connector.js'
import { file } from '../../src/connectors/file/index.js'
import { withFiles } from './files.js'
import { codesOf, connectorError, openSession, readAll, writeAll } from './reading.js'

const PERSON: ObjectTypeSelection = {
  name: 'person',
  attributes: [
    { name: 'uid', type: 'string', multivalued: false },
    { name: 'cn', type: 'string', multivalued: false },
    { name: 'mail', type: 'string', multivalued: true },
    { name: 'level', type: 'number', multivalued: false },
  ],
}
const SETTINGS = { format: 'avp', path: 'a.txt', anchor: 'uid', objectTypeColumn: 'objectclass' }
const openingIn = (folder: string, settings: object = {}) => ({
  connector: file,
  settings: { ...SETTINGS, ...settings },
  types: [PERSON],
  folder,
})
const read = (content: string, settings: object = {}) =>
  withFiles({ 'a.txt': content }, folder => readAll(openingIn(folder, settings)))
const object = (uid: string, more = '') => `objectclass: person\nuid: ${uid}\n${more}\n`
const add = (uid: string, attributes: Record<string, string[]> = {}): ExportDelta => ({
  kind: 'add',
  objectType: 'person',
  dn: uid,
  attributes: { uid: [uid], ...attributes },
})

describe('a file of attribute-value pairs', () => {
  test('gives a value for each line, and nothing for empty ones', async () => {
    const { deltas, problems } = await read(
      object('1', 'cn:   Ada: the first  \nmail: a@x\nother: thing\nmail: b@x\nlevel:\n') + object('2'),
    )
    expect(problems).toEqual([])
    expect(deltas).toEqual([
      {
        kind: 'add',
        objectType: 'person',
        dn: '1',
        anchor: '1',
        attributes: { uid: ['1'], cn: ['Ada: the first  '], mail: ['a@x', 'b@x'] },
      },
      { kind: 'add', objectType: 'person', dn: '2', anchor: '2', attributes: { uid: ['2'] } },
    ])
  })

  test.each([
    ['many empty lines, and none at the end', `\n\n${object('1')}\n\n${object('2')}`.trimEnd().concat('\n'), {}],
    ['Windows line ends', `${object('1')}${object('2')}`.replaceAll('\n', '\r\n'), {}],
    ['a delimiter of its own', `${object('1')}***\n${object('2')}***\n`, { objectDelimiter: '***' }],
    ['another separator', `${object('1')}${object('2')}`.replaceAll(': ', ' = '), { separator: '=' }],
    ['several object classes', `${object('1', 'objectclass: top\n')}objectclass: top\n${object('2')}`, {}],
  ])('is read with %s', async (_, content, settings) => {
    const { deltas, problems } = await read(content, settings)
    expect(problems).toEqual([])
    expect(deltas.map(({ anchor }) => anchor)).toEqual(['1', '2'])
  })

  test('may write line ends, edges and backslashes as escapes', async () => {
    const content = object('1', 'cn: \\sa\\nb\\\\n\\x\n')
    expect((await read(content, { escapes: true })).deltas[0]).toMatchObject({ attributes: { cn: [' a\nb\\n\\x'] } })
    expect((await read(content)).deltas[0]).toMatchObject({ attributes: { cn: ['\\sa\\nb\\\\n\\x'] } })
  })

  test.each([
    ['no pair', 'nonsense\n', 'parse-error', { line: 6, column: 1 }],
    ['several values of one', 'cn: a\ncn: b\n', 'multi-single-mismatch', { line: 4, attribute: 'cn' }],
    ['several anchors', 'uid: 9\n', 'multi-valued-anchor-component', { line: 4 }],
    ['a number that is none', 'level: x\n', 'invalid-numeric-value', { line: 4, attribute: 'level' }],
  ])('reports an object with %s and reads on', async (_, lines, code, where) => {
    const { deltas, problems } = await read(`${object('1')}${object('2', lines)}${object('3')}`)
    expect(deltas.map(({ anchor }) => anchor)).toEqual(['1', '3'])
    expect(problems.map(problem => problem.code)).toEqual([code])
    expect(problems[0]?.where).toMatchObject(where)
  })

  test.each([
    ['within a line', `${object('1')}objectclass: person\nuid: 2`, {}],
    ['before the delimiter', `${object('1')}***\n${object('2')}`, { objectDelimiter: '***' }],
  ])('that ends %s is cut off', async (_, content, settings) => {
    const error = await connectorError(read(content, settings))
    expect([error.status, error.problem.code]).toEqual(['stopped-parsing-errors', 'source.cut-off'])
    expect(error.problem.where?.line).toBeGreaterThanOrEqual(4)
  })

  test('tells the types and attributes it has', async () => {
    await withFiles({ 'a.txt': object('1', 'mail: a\nmail: b\n') + object('2', 'cn: x\n') }, async folder => {
      await using session = await openSession(openingIn(folder))
      expect(await session.discover?.()).toEqual([
        {
          name: 'person',
          attributes: [
            ['objectclass', false],
            ['uid', false],
            ['mail', true],
            ['cn', false],
          ].map(([name, multivalued]) => ({ name, type: 'string', multivalued })),
        },
      ])
    })
  })

  test('may have a file of changes, which wait until they are whole', async () => {
    const settings = { deltaPath: 'd.txt', changeTypeColumn: 'change' }
    await withFiles({ 'a.txt': object('1'), 'd.txt': '' }, async folder => {
      const { watermark } = await readAll(openingIn(folder, settings))
      const whole = `${object('1', 'cn: Ada\nchange: modify\n')}${object('2', 'change: delete\n')}`
      await writeFile(join(folder, 'd.txt'), `${whole}objectclass: person\nui`)
      const next = await readAll(openingIn(folder, settings), { mode: 'delta', watermark: watermark ?? '' })
      expect(next.deltas.map(({ kind, anchor }) => [kind, anchor])).toEqual([
        ['modify', '1'],
        ['delete', '2'],
      ])
      await writeFile(join(folder, 'd.txt'), `${whole}${object('3', 'change: add\n')}`)
      const last = await readAll(openingIn(folder, settings), { mode: 'delta', watermark: next.watermark ?? '' })
      expect(last.deltas.map(({ kind, anchor }) => [kind, anchor])).toEqual([['add', '3']])
    })
  })
})

describe('an export to a file of attribute-value pairs', () => {
  const change = (dn: string, name: string, ...values: string[]): ExportDelta => ({
    kind: 'modify',
    dn,
    changes: { [name]: [{ operation: 'replace', values }] },
  })

  test('keeps objects that do not change as they are, and lines that nobody selected', async () => {
    const kept = 'objectclass: person\nuid:1\nother :  x\n\n\n'
    const changed = 'objectclass: person\nuid: 2\nother: kept\ncn: Old\nmail: a\nmail: b\n'
    await withFiles({ 'a.txt': kept + changed }, async folder => {
      expect(codesOf(await writeAll(openingIn(folder), [change('2', 'cn', 'New'), add('3')]))).toEqual(['ok', 'ok'])
      expect(await readFile(join(folder, 'a.txt'), 'utf8')).toBe(
        `objectclass: person\nuid:1\nother :  x\n\nuid: 2\nobjectclass: person\ncn: New\nmail: a\nmail: b\nother: kept\n\nuid: 3\nobjectclass: person\n\n`,
      )
    })
  })

  test('writes the delimiter behind every object', async () => {
    await withFiles({}, async folder => {
      await writeAll(openingIn(folder, { objectDelimiter: '--' }), [add('1'), add('2')])
      expect(await readFile(join(folder, 'a.txt'), 'utf8')).toBe(
        'uid: 1\r\nobjectclass: person\r\n--\r\nuid: 2\r\nobjectclass: person\r\n--\r\n',
      )
    })
  })

  test.each([
    ['a line end', 'A\nB'],
    ['white space before it', ' A'],
  ])('refuses a value with %s, unless escapes are set', async (_, value) => {
    await withFiles({}, async folder => {
      expect(codesOf(await writeAll(openingIn(folder), [add('1', { cn: [value] })]))).toEqual([
        'invalid-attribute-value',
      ])
      const escaping = openingIn(folder, { escapes: true })
      expect(codesOf(await writeAll(escaping, [add('1', { cn: [value] })]))).toEqual(['ok'])
      expect((await readAll(escaping)).deltas).toMatchObject([{ attributes: { cn: [value] } }])
    })
  })
})
