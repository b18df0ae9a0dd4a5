import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import iconv from 'iconv-lite'
import type { ExportDelta, ObjectTypeSelection } from '../../src/connectors/connector.js'
import { ENCODINGS } from '../../src/connectors/file/encoding.js'
import { file } from '../../src/connectors/file/index.js'
import { withFiles } from './files.js'
import { codesOf, connectorError, readAll, writeAll } from './reading.js'

const text = (name: string) => ({ name, type: 'string', multivalued: false }) as const
const PERSON: ObjectTypeSelection = { name: 'person', attributes: [text('id'), text('name')] }
const openingIn = (folder: string, settings: object = {}) => ({
  connector: file,
  types: [PERSON],
  folder,
  settings: { format: 'csv', path: 'a.csv', anchor: 'id', objectType: 'person', ...settings },
})
const namesIn = async (content: Buffer, encoding: string) =>
  withFiles({ 'a.csv': content }, async folder => {
    const { deltas } = await readAll(openingIn(folder, { encoding }))
    return deltas.map(delta => delta.kind === 'add' && delta.attributes.name?.[0])
  })
const add = (id: string, name: string): ExportDelta => ({
  kind: 'add',
  objectType: 'person',
  dn: id,
  attributes: { id: [id], name: [name] },
})

/** What people are called where an encoding is used. */
const NAMES: Readonly<Record<string, string>> = {
  utf8: 'Zoë 日本 😀',
  utf16le: 'Zoë 日本 😀',
  utf16be: 'Zoë 日本 😀',
  'windows-1252': 'Zoë – „€“',
  'iso-8859-15': 'Zoë €',
  'iso-8859-2': 'Łukasz Šťastný',
  'windows-1251': 'Жанна',
  'koi8-r': 'Жанна',
  'windows-1253': 'Ελένη',
  'windows-1255': 'שרה',
  shift_jis: '山田 太郎ソ',
  'euc-jp': '山田 太郎',
  gb18030: '王小明 😀',
  big5: '陳大文',
  'euc-kr': '김철수',
  cp437: 'Jürgen',
}

describe('the encoding of a file', () => {
  test.each(ENCODINGS)('%s: what was written is read back, and is what others write', async encoding => {
    const name = NAMES[encoding] ?? 'Jo'
    await withFiles({}, async folder => {
      const opening = openingIn(folder, { encoding })
      expect(codesOf(await writeAll(opening, [add('1', name), add('2', 'Bo')]))).toEqual(['ok', 'ok'])
      const bytes = await readFile(join(folder, 'a.csv'))
      const addBOM = encoding.startsWith('utf16')
      expect(bytes).toEqual(iconv.encode(`id,name\r\n1,${name}\r\n2,Bo\r\n`, encoding, { addBOM }))
      expect(await namesIn(bytes, encoding)).toEqual([name, 'Bo'])
    })
  })

  // Node's own decoder knows some of them, and nothing of the library that the connector uses.
  test.each(Object.entries(NAMES).filter(([encoding]) => !/^(cp437|utf16be|windows-1252)$/.test(encoding)))(
    '%s: what was written is read by another decoder',
    async (encoding, name) => {
      await withFiles({}, async folder => {
        await writeAll(openingIn(folder, { encoding }), [add('1', name)])
        const label = encoding.replace('utf16le', 'utf-16le')
        expect(new TextDecoder(label, { fatal: true }).decode(await readFile(join(folder, 'a.csv')))).toContain(name)
      })
    },
  )

  test.each(Object.entries(NAMES))('%s: characters may be cut anywhere between two pieces', async (encoding, name) => {
    // Long enough for several pieces of 256 KB, of odd lengths so that every place of a character is cut once.
    const rows = Array.from({ length: 9_000 }, (_, i) => `${i},${'x'.repeat(i % 7)}${name.repeat(8)}`)
    const names = await namesIn(iconv.encode(`id,name\n${rows.join('\n')}\n`, encoding), encoding)
    expect(names).toEqual(rows.map(row => row.slice(row.indexOf(',') + 1)))
  })

  test.each([
    ['utf8', [0xe4, 0x41]],
    ['utf8', [0xed, 0xa0, 0x80]],
    ['utf8', [0xf5, 0x80]],
    ['windows-1252', [0x81]],
    ['us-ascii', [0xe4]],
    ['shift_jis', [0x81, 0x20]],
    ['euc-jp', [0xff, 0x41]],
    ['gb18030', [0xff, 0x41]],
    ['utf16le', [0x00, 0xdc, 0x41, 0x00]],
    ['utf16be', [0xd8, 0x00, 0x00, 0x41]],
  ])('%s: bytes that are no character (%j) end the read with their place', async (encoding, bad) => {
    // The bad bytes stand in the second piece of the file.
    const rows = Array.from({ length: 12_000 }, (_, i) => `${i},Name of a person ${i}\n`)
    const before = iconv.encode(`id,name\n${rows.join('')}12000,Ab`, encoding)
    const content = Buffer.concat([before, Buffer.from(bad), iconv.encode('c\n', encoding)])
    const error = await connectorError(namesIn(content, encoding))
    expect([error.status, error.problem.code]).toEqual(['stopped-code-page-conversion', 'source.malformed'])
    expect(error.problem.where).toMatchObject({ line: 12_002, column: 9 })
  })

  test.each(['utf8', 'utf16le', 'utf16be', 'shift_jis'])(
    '%s: half a character at the end is a file that is cut off',
    async encoding => {
      const content = iconv.encode('id,name\n1,山', encoding)
      const error = await connectorError(namesIn(content.subarray(0, -1), encoding))
      expect([error.status, error.problem.code]).toEqual(['stopped-parsing-errors', 'source.cut-off'])
    },
  )

  test('that the byte order mark contradicts is told', async () => {
    const error = await connectorError(namesIn(iconv.encode('id,name\n', 'utf16le', { addBOM: true }), 'utf8'))
    expect(error.problem.where).toMatchObject({ line: 1, column: 1 })
    expect(error.problem.hint).toContain('the mark of utf16le')
  })

  test('a mark stays when the file is rewritten, and a new file gets one only when it is asked for', async () => {
    const starts = async (settings: object, content?: string) =>
      withFiles(content === undefined ? {} : { 'a.csv': content }, async folder => {
        await writeAll(openingIn(folder, settings), [add('9', 'Zoë')])
        return (await readFile(join(folder, 'a.csv'))).subarray(0, 3).toString('hex')
      })
    expect(await starts({}, '\uFEFFid,name\n1,Zoë\n')).toBe('efbbbf')
    expect(await starts({ byteOrderMark: true }, 'id,name\n1,Zoë\n')).toBe(Buffer.from('id,').toString('hex'))
    expect(await starts({ byteOrderMark: true })).toBe('efbbbf')
    expect(await starts({})).toBe(Buffer.from('id,').toString('hex'))
    expect(await starts({ encoding: 'utf16be' })).toMatch(/^feff/)
    expect(await starts({ encoding: 'utf16be', byteOrderMark: false })).toBe('006900')
  })

  test('a value with characters that it lacks is refused, and the file stays as it is', async () => {
    await withFiles({ 'a.csv': 'id,name\n1,Bo\n' }, async folder => {
      const opening = openingIn(folder, { encoding: 'windows-1252' })
      const results = await writeAll(opening, [add('2', '日本'), add('3', 'Zoë')])
      expect(codesOf(results)).toEqual(['invalid-attribute-value', 'ok'])
      expect(await readFile(join(folder, 'a.csv'), 'latin1')).toBe('id,name\r\n1,Bo\r\n3,Zoë\r\n')
    })
  })

  test('LDIF may be UTF-16, as ldifde writes it', async () => {
    const content = iconv.encode('dn: cn=Zoë\r\nobjectClass: person\r\nid: 1\r\nname: Zoë\r\n\r\n', 'utf16le', {
      addBOM: true,
    })
    await withFiles({ 'a.ldf': content }, async folder => {
      const opening = {
        ...openingIn(folder),
        settings: { format: 'ldif', path: 'a.ldf', anchor: 'id', encoding: 'utf16le' },
      }
      expect((await readAll(opening)).deltas).toMatchObject([{ dn: 'cn=Zoë', attributes: { name: ['Zoë'] } }])
      expect(codesOf(await writeAll(opening, [{ ...add('2', '山'), dn: 'cn=山' }]))).toEqual(['ok'])
      const after = await readFile(join(folder, 'a.ldf'))
      expect(after.subarray(0, content.length)).toEqual(content)
      expect((await readAll(opening)).deltas.map(({ dn }) => dn)).toEqual(['cn=Zoë', 'cn=山'])
    })
  })
})
