import { chmod, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { ExportDelta, ObjectTypeSelection } from '../../src/connectors/connector.js'
import { file } from '../../src/connectors/file/index.js'
import { joinValues, splitValues } from '../../src/connectors/file/value-list.js'
import { withFiles } from './files.js'
import { codesOf, connectorError, openSession, readAll, resultsOf, writeAll } from './reading.js'

const EMPLOYEE: ObjectTypeSelection = {
  name: 'employee',
  attributes: [
    { name: 'id', type: 'string', multivalued: false },
    { name: 'name', type: 'string', multivalued: false },
    { name: 'roles', type: 'string', multivalued: true },
    { name: 'level', type: 'number', multivalued: false },
    { name: 'active', type: 'boolean', multivalued: false },
  ],
}
const HEADER = 'id,name,roles,level,active'
const SETTINGS = { format: 'csv', path: 'hr.csv', anchor: 'id', objectType: 'employee' }

const openingIn = (folder: string, settings: object = {}) => ({
  connector: file,
  settings: { ...SETTINGS, ...settings },
  types: [EMPLOYEE],
  folder,
})
const readCsv = (content: string | Buffer, settings: object = {}) =>
  withFiles({ 'hr.csv': content }, folder => readAll(openingIn(folder, settings)))

describe('a CSV file', () => {
  test('gives values by their type, and nothing for empty cells', async () => {
    const { deltas } = await readCsv(`${HEADER}\n1,Ada,a|b\\|c,+007,Yes\n2,,,,\n`)
    expect(deltas).toEqual([
      {
        kind: 'add',
        objectType: 'employee',
        dn: '1',
        anchor: '1',
        attributes: { id: ['1'], name: ['Ada'], roles: ['a', 'b|c'], level: ['7'], active: ['true'] },
      },
      { kind: 'add', objectType: 'employee', dn: '2', anchor: '2', attributes: { id: ['2'] } },
    ])
  })

  test.each([
    ['a byte order mark', Buffer.from(`\uFEFF${HEADER}\n1,Zoë,,,\n`), {}],
    ['Windows line ends', `${HEADER}\r\n1,Zoë,,,\r\n`, {}],
    ['mixed line ends and empty lines', `${HEADER}\r\n\r\n1,Zoë,,,\n\n`, {}],
    ['no last line end', `${HEADER}\n1,Zoë,,,`, {}],
    ['Latin-1', Buffer.from(`${HEADER}\n1,Zoë,,,\n`, 'latin1'), { encoding: 'latin1' }],
    ['UTF-16 with its mark', Buffer.from(`\uFEFF${HEADER}\n1,Zoë,,,\n`, 'utf16le'), { encoding: 'utf16le' }],
    ['another delimiter', `${HEADER.replaceAll(',', ';')}\n1;Zoë;;;\n`, { delimiter: ';' }],
    ['columns nobody asked for', `extra,${HEADER}\nx,1,Zoë,,,\n`, {}],
  ])('is read with %s', async (_, content, settings) => {
    const { deltas, problems } = await readCsv(content, settings)
    expect(problems).toEqual([])
    expect(deltas.map(delta => delta.kind === 'add' && delta.attributes)).toEqual([{ id: ['1'], name: ['Zoë'] }])
  })

  test('may have an anchor of several columns', async () => {
    const { deltas } = await readCsv(`${HEADER}\n1,A|B,,,\n1,A,,,\n`, { anchor: ['id', 'name'] })
    expect(deltas.map(({ anchor }) => anchor)).toEqual(['1|A\\|B', '1|A'])
  })

  test.each([
    ['too few columns', '1,Ada', 'parse-error', undefined],
    ['too many columns', '1,Ada,,,,x', 'parse-error', undefined],
    ['no anchor', ',Ada,,,', 'missing-anchor-component', undefined],
    ['a number that is none', '1,Ada,,seven,', 'invalid-numeric-value', 'level'],
    ['a boolean that is none', '1,Ada,,,perhaps', 'invalid-boolean-value', 'active'],
  ])('reports a row with %s and reads on', async (_, row, code, attribute) => {
    const { deltas, problems } = await readCsv(`${HEADER}\n0,"two\nlines",,,\n${row}\n9,Last,,,\n`)
    expect(deltas.map(({ anchor }) => anchor)).toEqual(['0', '9'])
    expect(problems).toHaveLength(1)
    expect(problems[0]?.code).toBe(code)
    expect(problems[0]?.where).toMatchObject({ line: 4, ...(attribute && { attribute }) })
    expect(problems[0]?.where?.file).toMatch(/hr\.csv$/)
  })

  test.each([
    ['is empty', '', 'no-start-header-row-mismatch', 'source.malformed'],
    ['lacks a column', 'id,name\n1,Ada\n', 'no-start-header-row-mismatch', 'source.malformed'],
    ['has a column twice', `${HEADER},id\n1,Ada,,,,1\n`, 'no-start-header-row-mismatch', 'source.malformed'],
    ['ends within quotes', `${HEADER}\n1,Ada,,,\n2,"Bo`, 'stopped-parsing-errors', 'source.cut-off'],
    ['ends within a row', `${HEADER}\n1,Ada,,,\n2,Bo`, 'stopped-parsing-errors', 'source.cut-off'],
    ['has text after a quote', `${HEADER}\n1,"Ada"x,,,\n`, 'stopped-parsing-errors', 'source.malformed'],
    ['has a quote within text', `${HEADER}\n1,A"da,,,\n`, 'stopped-parsing-errors', 'source.malformed'],
    [
      'is not UTF-8',
      Buffer.from(`${HEADER}\n1,Zoë,,,\n`, 'latin1'),
      'stopped-code-page-conversion',
      'source.malformed',
    ],
    [
      'ends within a character',
      Buffer.from(`${HEADER}\n1,Zoë`).subarray(0, -1),
      'stopped-parsing-errors',
      'source.cut-off',
    ],
  ])('that %s ends the read', async (_, content, status, code) => {
    const error = await connectorError(readCsv(content))
    expect([error.status, error.problem.code]).toEqual([status, code])
    expect(error.problem.hint).toBeTruthy()
  })

  test('tells the line of a quoting error, and of bytes that are no characters', async () => {
    const quote = await connectorError(readCsv(`${HEADER}\n1,Ada,,,\n2,"Bo"x,,,\n`))
    expect(quote.problem.where).toMatchObject({ line: 3, column: 2 })
    const bytes = Buffer.concat([Buffer.from(`${HEADER}\n1,Zoë,,,\n2,`), Buffer.from([0xe4]), Buffer.from(',,,\n')])
    expect((await connectorError(readCsv(bytes))).problem.where?.line).toBe(3)
  })

  test('that is not there, is a folder, or may not be read does not start', async () => {
    await withFiles({}, async folder => {
      expect((await connectorError(readAll(openingIn(folder)))).status).toBe('no-start-file-not-found')
      expect((await connectorError(readAll(openingIn(folder, { path: '.' })))).status).toBe('no-start-file-open')
    })
    if (process.getuid?.() === 0) return // root reads everything
    await withFiles({ 'hr.csv': HEADER }, async folder => {
      await chmod(join(folder, 'hr.csv'), 0)
      expect((await connectorError(readAll(openingIn(folder)))).status).toBe('no-start-file-access-denied')
    })
  })

  test('of 100,000 rows is read in pieces', async () => {
    const rows = Array.from({ length: 100_000 }, (_, i) => `${i},"Name, ${i}",a|b,${i},true`)
    const { deltas, problems } = await readCsv(`${HEADER}\n${rows.join('\n')}\n`)
    expect([deltas.length, problems.length]).toEqual([100_000, 0])
    expect(deltas.at(-1)).toMatchObject({ anchor: '99999', attributes: { name: ['Name, 99999'] } })
  })
})

describe('settings of a CSV file', () => {
  test.each([
    ['neither objectType nor objectTypeColumn', { objectType: undefined }, 'objectType'],
    ['both of them', { objectTypeColumn: 'type' }, 'objectType'],
    ['a delta file without its column', { deltaPath: 'd.csv' }, 'changeTypeColumn'],
    ['the escape character as separator', { valueSeparator: '\\' }, 'separator'],
  ])('are refused with %s', (_, settings, text) => {
    expect(file.settings.safeParse({ ...SETTINGS, ...settings }).error?.message).toContain(text)
  })
})

describe('changes in a CSV file', () => {
  const settings = { deltaPath: 'delta.csv', changeTypeColumn: 'change' }
  const deltaFile = (...rows: string[]) => [`${HEADER},change`, ...rows, ''].join('\n')

  test.each([
    ['1,Ada,,,,', 'missing-change-type'],
    ['1,Ada,,,,upsert', 'invalid-change-type'],
    [',Ada,,,,delete', 'missing-anchor-component'],
  ])('the row %s is a problem of its own', async (row, code) => {
    await withFiles({ 'hr.csv': `${HEADER}\n`, 'delta.csv': deltaFile() }, async folder => {
      const { watermark } = await readAll(openingIn(folder, settings))
      await writeFile(join(folder, 'delta.csv'), deltaFile(row, '2,Bo,,,,ADD'))
      const read = await readAll(openingIn(folder, settings), { mode: 'delta', watermark: watermark ?? '' })
      expect(read.problems.map(problem => problem.code)).toEqual([code])
      expect(read.deltas.map(({ kind, anchor }) => [kind, anchor])).toEqual([['add', '2']])
    })
  })

  test('a delta file that was replaced or cut asks for a full import', async () => {
    await withFiles({ 'hr.csv': `${HEADER}\n`, 'delta.csv': deltaFile('1,Ada,,,,add') }, async folder => {
      const { watermark } = await readAll(openingIn(folder, settings))
      for (const content of [deltaFile('2,Bob,,,,add', '3,C,,,,add'), deltaFile()]) {
        await writeFile(join(folder, 'delta.csv'), content)
        const error = await connectorError(
          readAll(openingIn(folder, settings), { mode: 'delta', watermark: watermark ?? '' }),
        )
        expect([error.status, error.problem.code]).toEqual([
          'no-start-full-import-required',
          'source.watermark-missing',
        ])
      }
    })
  })
})

describe('an export to a CSV file', () => {
  const add = (id: string, attributes: Record<string, string[]> = {}): ExportDelta => ({
    kind: 'add',
    objectType: 'employee',
    dn: id,
    attributes: { id: [id], ...attributes },
  })

  test('makes the file, then keeps its order, its mode and the columns that are not selected', async () => {
    await withFiles({ 'hr.csv': `id,x,name,roles,level,active\n2,keep,Bo,,,\n1,me,Ada,,,\n` }, async folder => {
      await chmod(join(folder, 'hr.csv'), 0o640)
      const rename: ExportDelta = {
        kind: 'modify',
        dn: '1',
        changes: { name: [{ operation: 'replace', values: ['Ada, "L"'] }] },
      }
      expect(codesOf(await writeAll(openingIn(folder), [add('3'), rename]))).toEqual(['ok', 'ok'])
      const text = await readFile(join(folder, 'hr.csv'), 'utf8')
      expect(text).toBe('id,x,name,roles,level,active\r\n2,keep,Bo,,,\r\n1,me,"Ada, ""L""",,,\r\n3,,,,,\r\n')
      expect((await stat(join(folder, 'hr.csv'))).mode & 0o777).toBe(0o640)
      expect(await readdir(folder)).toEqual(['hr.csv'])
    })
    await withFiles({}, async folder => {
      await writeAll(openingIn(folder), [add('1')])
      expect(await readFile(join(folder, 'hr.csv'), 'utf8')).toBe(`${HEADER}\r\n1,,,,\r\n`)
    })
  })

  test('writes nothing before it is flushed, and sees its own earlier batches', async () => {
    await withFiles({ 'hr.csv': `${HEADER}\n1,Ada,,,\n` }, async folder => {
      await using session = await openSession(openingIn(folder))
      const write = async (...deltas: ExportDelta[]) => codesOf(await resultsOf(session, deltas))
      expect(await write(add('2'))).toEqual(['ok'])
      expect(await write(add('2'), { kind: 'delete', dn: '1' })).toEqual(['cd-existing-object', 'ok'])
      expect(await readFile(join(folder, 'hr.csv'), 'utf8')).toBe(`${HEADER}\n1,Ada,,,\n`)
      await session.flush?.()
      expect(await readFile(join(folder, 'hr.csv'), 'utf8')).toBe(`${HEADER}\r\n2,,,,\r\n`)
    })
  })

  test('through a symbolic link replaces the file behind it', async () => {
    await withFiles({ 'real.csv': `${HEADER}\n` }, async folder => {
      await symlink('real.csv', join(folder, 'hr.csv'))
      await writeAll(openingIn(folder), [add('1')])
      expect(await readFile(join(folder, 'real.csv'), 'utf8')).toContain('\n1,')
    })
  })

  test('refuses what somebody else changed meanwhile, and leaves it alone', async () => {
    await withFiles({ 'hr.csv': `${HEADER}\n1,Ada,,,\n` }, async folder => {
      await using session = await openSession(openingIn(folder))
      await resultsOf(session, [add('2')])
      const other = `${HEADER}\n7,Other,,,\n`
      await writeFile(join(folder, 'hr.csv'), other)
      const error = await connectorError(session.flush?.() ?? Promise.resolve())
      expect([error.status, error.problem.code]).toEqual(['stopped-export-write', 'source.write-failed'])
      expect(await readFile(join(folder, 'hr.csv'), 'utf8')).toBe(other)
      expect(await readdir(folder)).toEqual(['hr.csv'])
    })
  })

  test.each([
    [
      'no anchor',
      { kind: 'add', objectType: 'employee', dn: '', attributes: { name: ['x'] } },
      'missing-anchor-component',
    ],
    ['an attribute without column', add('5', { mail: ['x'] }), 'schema-violation'],
    ['a type the file does not hold', { ...add('5'), objectType: 'robot' }, 'schema-violation'],
    ['an empty value', add('5', { name: [''] }), 'invalid-attribute-value'],
    ['half a character', add('5', { name: ['\ud83d'] }), 'invalid-attribute-value'],
    ['the anchor of another object', add('1', { name: ['x'] }), 'cd-existing-object'],
  ] as [string, ExportDelta, string][])('refuses an object with %s', async (_, delta, code) => {
    await withFiles({ 'hr.csv': `${HEADER}\n1,Ada,,,\n` }, async folder => {
      expect(codesOf(await writeAll(openingIn(folder), [delta]))).toEqual([code])
      expect(await readFile(join(folder, 'hr.csv'), 'utf8')).toBe(`${HEADER}\n1,Ada,,,\n`)
    })
  })

  test('any values come back as they were written', async () => {
    const value = fc.string({ unit: 'binary', minLength: 1 })
    const row = fc.record({ name: value, roles: fc.uniqueArray(value, { minLength: 1, maxLength: 4 }) })
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 6 }), fc.constantFrom('utf8', 'utf16le'), async (rows, encoding) => {
        await withFiles({}, async folder => {
          const opening = openingIn(folder, { encoding })
          const deltas = rows.map((one, i) => add(`${i}`, { name: [one.name], roles: one.roles }))
          expect(codesOf(await writeAll(opening, deltas))).toEqual(rows.map(() => 'ok'))
          if (rows.length === 0) return
          const read = await readAll(opening)
          expect(read.problems).toEqual([])
          expect(read.deltas.map(delta => delta.kind === 'add' && delta.attributes)).toEqual(
            rows.map((one, i) => ({ id: [`${i}`], name: [one.name], roles: one.roles })),
          )
        })
      }),
      { numRuns: 60 },
    )
  })

  test('splitting undoes joining, whatever the separator', () => {
    const separator = fc.constantFrom('|', ';', ',')
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1 })), separator, (values, sign) => {
        expect(splitValues(joinValues(values, sign), sign)).toEqual(values)
      }),
    )
  })
})
