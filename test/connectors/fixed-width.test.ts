import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import iconv from 'iconv-lite'
import type { ExportDelta, ObjectTypeSelection } from '../../src/connectors/connector.js'
import { file } from '../../src/connectors/file/index.js'
import { withFiles } from './files.js'
import { codesOf, connectorError, openSession, readAll, writeAll } from './reading.js'

const EMPLOYEE: ObjectTypeSelection = {
  name: 'employee',
  attributes: [
    { name: 'id', type: 'string', multivalued: false },
    { name: 'name', type: 'string', multivalued: false },
    { name: 'roles', type: 'string', multivalued: true },
    { name: 'level', type: 'number', multivalued: false },
  ],
}
const COLUMNS = [
  { name: 'id', width: 4 },
  { name: 'gap', width: 1 },
  { name: 'name', width: 10 },
  { name: 'roles', width: 6 },
  { name: 'level', width: 5, align: 'right', fill: '0' },
]
const SETTINGS = { format: 'fixed-width', path: 'hr.txt', anchor: 'id', objectType: 'employee', columns: COLUMNS }
const openingIn = (folder: string, settings: object = {}) => ({
  connector: file,
  settings: { ...SETTINGS, ...settings },
  types: [EMPLOYEE],
  folder,
})
const read = (content: string | Buffer, settings: object = {}) =>
  withFiles({ 'hr.txt': content }, folder => readAll(openingIn(folder, settings)))
const add = (id: string, attributes: Record<string, string[]> = {}): ExportDelta => ({
  kind: 'add',
  objectType: 'employee',
  dn: id,
  attributes: { id: [id], ...attributes },
})

describe('a file of fixed widths', () => {
  test('gives values without what columns are filled with, and nothing for blanks', async () => {
    const { deltas, problems } = await read(
      '1    Ada  L.   a|b   00070\n2                         \n3    Jürgen 😀  c     00000\n',
    )
    expect(problems).toEqual([])
    expect(deltas.map(delta => delta.kind === 'add' && delta.attributes)).toEqual([
      { id: ['1'], name: ['Ada  L.'], roles: ['a', 'b'], level: ['70'] },
      { id: ['2'] },
      { id: ['3'], name: ['Jürgen 😀'], roles: ['c'], level: ['0'] },
    ])
  })

  test.each([
    ['Windows line ends', '1    Ada       a|b   00070\r\n\r\n', {}],
    ['no last line end', '1    Ada       a|b   00070', {}],
    ['header lines', 'id   name  \n-----\n1    Ada       a|b   00070\n', { headerLines: 2 }],
    ['blanks behind the last column', '1    Ada       a|b   00070   \n', {}],
  ])('is read with %s', async (_, content, settings) => {
    const { deltas, problems } = await read(content, settings)
    expect([deltas.length, problems]).toEqual([1, []])
    expect(deltas[0]).toMatchObject({ anchor: '1', attributes: { name: ['Ada'], level: ['70'] } })
  })

  test.each([
    ['ends early', '2    Bo', 'parse-error', { line: 2, column: 8 }],
    ['goes on', '2    Bo              00001 rest', 'parse-error', { line: 2, column: 27 }],
    ['has no anchor', '     Bo              00001', 'missing-anchor-component', { line: 2 }],
    [
      'has a number that is none',
      '2    Bo              000x1',
      'invalid-numeric-value',
      { line: 2, attribute: 'level' },
    ],
  ])('reports a line that %s and reads on', async (_, line, code, where) => {
    const { deltas, problems } = await read(`1                         \n${line}\n3                         \n`)
    expect(deltas.map(({ anchor }) => anchor)).toEqual(['1', '3'])
    expect(problems.map(problem => problem.code)).toEqual([code])
    expect(problems[0]?.where).toMatchObject(where)
  })

  test('may leave off blank columns at the end of a line, when the settings say so', async () => {
    const { deltas, problems } = await read('1    Ada\n2\n', { shortLines: 'fill' })
    expect(problems).toEqual([])
    expect(deltas.map(delta => delta.kind === 'add' && delta.attributes)).toEqual([
      { id: ['1'], name: ['Ada'] },
      { id: ['2'] },
    ])
  })

  test('that ends within its last line is cut off', async () => {
    const error = await connectorError(read('1    Ada       a|b   00070\n2    B'))
    expect([error.status, error.problem.code, error.problem.where?.line]).toEqual([
      'stopped-parsing-errors',
      'source.cut-off',
      2,
    ])
  })

  test('may count bytes, as mainframes do; a character across a border is a problem', async () => {
    const columns = [
      { name: 'id', width: 2 },
      { name: 'name', width: 6 },
      { name: 'roles', width: 3 },
      { name: 'level', width: 2 },
    ]
    const settings = { columns, widthIn: 'bytes', encoding: 'shift_jis' }
    const content = iconv.encode('1 山田ｱ a  1 \n2 a山田bc  1 \n', 'shift_jis')
    const { deltas, problems } = await read(content, settings)
    expect(deltas).toMatchObject([
      { attributes: { name: ['山田ｱ'], roles: ['a'], level: ['1'] } },
      { attributes: { name: ['a山田b'] } },
    ])
    expect(problems).toEqual([])
    const across = await read(iconv.encode('1 abcde山bc1 \n', 'shift_jis'), settings)
    expect(across.problems.map(({ code, where }) => [code, where?.line, where?.column])).toEqual([
      ['parse-error', 1, 8],
    ])
  })

  test('tells its columns without being read', async () => {
    await withFiles({ 'hr.txt': '' }, async folder => {
      await using session = await openSession(openingIn(folder))
      const types = await session.discover?.()
      expect(types?.map(({ name, attributes }) => [name, attributes.map(({ name: each }) => each)])).toEqual([
        ['employee', ['id', 'gap', 'name', 'roles', 'level']],
      ])
    })
  })

  test.each([
    ['an anchor that is no column', { anchor: 'nr' }, 'no column nr'],
    ['a column twice', { columns: [...COLUMNS, { name: 'id', width: 1 }] }, 'Two columns are named id'],
    ['a delta file without its column', { deltaPath: 'd.txt', changeTypeColumn: 'change' }, 'no column change'],
    ['a width that is none', { columns: [{ name: 'id', width: 0 }] }, 'width'],
  ])('has its settings refused with %s', (_, settings, message) => {
    expect(file.settings.safeParse({ ...SETTINGS, ...settings }).error?.message).toContain(message)
  })
})

describe('changes in a file of fixed widths', () => {
  test('have a column more', async () => {
    const settings = {
      deltaPath: 'd.txt',
      changeTypeColumn: 'change',
      deltaColumns: [{ name: 'change', width: 7 }, ...COLUMNS],
      headerLines: 1,
    }
    await withFiles({ 'hr.txt': 'header\n', 'd.txt': 'header\n' }, async folder => {
      const { watermark } = await readAll(openingIn(folder, settings))
      const rows =
        'MODIFY 1    Ada             00007\ndelete 2                         \nupsert 3                         \n'
      await writeFile(join(folder, 'd.txt'), `header\n${rows}`)
      const { deltas, problems } = await readAll(openingIn(folder, settings), {
        mode: 'delta',
        watermark: watermark ?? '',
      })
      expect(deltas.map(({ kind, anchor }) => [kind, anchor])).toEqual([
        ['modify', '1'],
        ['delete', '2'],
      ])
      expect(problems.map(({ code }) => code)).toEqual(['invalid-change-type'])
    })
  })
})

describe('an export to a file of fixed widths', () => {
  test('keeps lines that do not change as they are, and columns that are not selected', async () => {
    const kept = '2    Bo              00001  \n'
    await withFiles({ 'hr.txt': `old header\n${kept}1   xAda       a     00007\n` }, async folder => {
      const opening = openingIn(folder, { headerLines: 1 })
      const change: ExportDelta = {
        kind: 'modify',
        dn: '1',
        changes: { level: [{ operation: 'replace', values: ['12'] }] },
      }
      expect(codesOf(await writeAll(opening, [change, add('3', { roles: ['a', 'b'] })]))).toEqual(['ok', 'ok'])
      expect(await readFile(join(folder, 'hr.txt'), 'utf8')).toBe(
        `old header\n${kept}1   xAda       a     00012\n3              a|b        \n`,
      )
    })
  })

  test('makes the file, names over the columns when it has a header', async () => {
    await withFiles({}, async folder => {
      await writeAll(openingIn(folder, { headerLines: 1 }), [add('1')])
      expect(await readFile(join(folder, 'hr.txt'), 'utf8')).toBe(
        'id  gname      roles level\r\n1                         \r\n',
      )
    })
  })

  test.each([
    ['too wide', { name: ['Ada Lovelace'] }, 'insufficient-field-width'],
    ['with a line end', { name: ['A\nB'] }, 'invalid-attribute-value'],
    ['that ends like the filling', { name: ['Ada '] }, 'invalid-attribute-value'],
    ['that is nothing but blanks', { name: ['  '] }, 'invalid-attribute-value'],
    ['that begins like the filling', { level: ['007'] }, 'invalid-attribute-value'],
  ])('refuses a value %s', async (_, attributes, code) => {
    await withFiles({}, async folder => {
      const results = await writeAll(openingIn(folder), [add('1', attributes)])
      expect(codesOf(results)).toEqual([code])
      expect(results[0]?.ok === false && results[0].problem.where).toMatchObject({ dn: '1' })
    })
  })
})
