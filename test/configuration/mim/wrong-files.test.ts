import { describe, expect, test } from '@jest/globals'
import { readExport } from '../../../src/configuration/mim/read-export.js'
import type { ProblemError } from '../../../src/model/problem.js'
import { agentXml, direct, flowsXml, metaverseXml } from './small-export.js'

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
const utf16 = (text: string, big = false): Uint8Array => {
  const bytes = Buffer.from(`\uFEFF${text}`, 'utf16le')
  return big ? bytes.swap16() : bytes
}

const MV = utf8(metaverseXml(flowsXml(['displayName', direct('sn')])))
const AGENT = utf8(agentXml())

const read = (files: Readonly<Record<string, Uint8Array>>) => readExport(new Map(Object.entries(files)), 'export')

function problemOf(files: Readonly<Record<string, Uint8Array>>) {
  try {
    read(files)
  } catch (error) {
    return (error as ProblemError).problem
  }
  return undefined
}

describe('files that are no server export', () => {
  const cut = utf8(agentXml().slice(0, agentXml().indexOf('<category>')))
  const cutTag = utf8(agentXml().slice(0, agentXml().indexOf('category>') + 3))
  const twin = utf8(agentXml().replace('<name>HR</name>', '<name>Other</name>'))
  const namesake = utf8(
    agentXml()
      .replace(/<id>[^<]*<\/id>/, '<id>{X}</id>')
      .replace('>HR<', '>hr<'),
  )
  const version = utf8(agentXml().replace('<format-version>1<', '\n <format-version>2<'))
  const nameless = utf8(agentXml().replace('<name>HR</name>', ''))

  test.each([
    ['no MV.XML', { 'MA-1.XML': AGENT }, { file: 'export' }, 'has no MV.XML', 'Export Server Configuration'],
    ['an archive beside it', { 'backup.zip': utf8('PK') }, { file: 'export' }, 'has no MV.XML', 'unpack it'],
    [
      'an archive',
      { 'MV.XML': utf8('PK\u0003\u0004') },
      { file: 'MV.XML', line: 1, column: 1 },
      'zip archive',
      'Unpack it',
    ],
    ['nothing', { 'MV.XML': utf8('') }, { file: 'MV.XML', line: 1, column: 1 }, 'is empty', 'export again'],
    ['no XML', { 'MV.XML': utf8('\nversion: 1') }, { file: 'MV.XML', line: 2 }, 'This is no XML', 'unchanged'],
    [
      'XML that is wrong',
      { 'MV.XML': utf8('<a>\n <b></a>') },
      { file: 'MV.XML', line: 2 },
      'This is no XML',
      'unchanged',
    ],
    [
      'a file that ends too early',
      { 'MV.XML': MV, 'MA-1.XML': cut },
      { file: 'MA-1.XML', line: 2 },
      'ends too early',
      'Copy it again',
    ],
    [
      'a file that ends within a tag',
      { 'MV.XML': MV, 'MA-1.XML': cutTag },
      { file: 'MA-1.XML', line: 2 },
      'ends too early',
      'Copy it again',
    ],
    [
      'another root',
      { 'MV.XML': utf8('<html/>') },
      { file: 'MV.XML', line: 1, column: 1 },
      'Expected the element saved-mv-configuration, found html',
      'Name the folder',
    ],
    [
      'the other kind of file',
      { 'MV.XML': AGENT },
      { file: 'MV.XML', line: 1 },
      'the other kind of file',
      'Name the folder',
    ],
    [
      'no data',
      { 'MV.XML': utf8('<saved-mv-configuration/>') },
      { file: 'MV.XML', line: 1 },
      'has no mv-data',
      'Copy the file again',
    ],
    [
      'another format',
      { 'MV.XML': MV, 'MA-1.XML': version },
      { file: 'MA-1.XML', line: 2, column: 2 },
      'The format version is 2',
      'format is version 1',
    ],
    [
      'no name',
      { 'MV.XML': MV, 'MA-1.XML': nameless },
      { file: 'MA-1.XML', line: 1 },
      'ma-data has no name',
      'Copy the file again',
    ],
    [
      'one agent twice',
      { 'MV.XML': MV, 'MA-1.XML': AGENT, 'MA-2.XML': twin },
      { file: 'MA-2.XML' },
      'MA-1.XML has the id',
      'Keep the newer',
    ],
    [
      'one name twice',
      { 'MV.XML': MV, 'MA-1.XML': AGENT, 'MA-2.XML': namesake },
      { file: 'MA-2.XML' },
      'MA-1.XML has the name hr',
      'Keep the newer',
    ],
    [
      'bytes that are no text',
      { 'MV.XML': new Uint8Array([0x3c, 0xff, 0xc3, 0x28]) },
      { file: 'MV.XML' },
      'The file is not UTF-8',
      'encoding',
    ],
  ])('%s', (_, files, where, message, hint) => {
    const problem = problemOf(files as Record<string, Uint8Array>)
    expect(problem).toMatchObject({ message: expect.stringContaining(message), where })
    expect(problem?.code).toMatch(/^configuration\.(invalid|syntax)$/)
    expect(problem?.hint).toContain(hint)
  })
})

describe('a server export', () => {
  const metaverse = (bytes: Uint8Array) => read({ 'MV.XML': bytes }).metaverse.importFlows[0]?.attribute
  const text = metaverseXml(flowsXml(['displayName', direct('sn')]))

  test.each([
    ['UTF-8', utf8(text)],
    ['UTF-8 with a byte order mark', utf8(`\uFEFF${text}`)],
    ['UTF-16, little end first', utf16(text)],
    ['UTF-16, big end first', utf16(text, true)],
    ['UTF-16 without a mark', utf16(text).subarray(2)],
    ['UTF-8 that says so', utf8(`<?xml version="1.0" encoding="utf-8"?>${text}`)],
    ['UTF-8 that calls itself UTF-16', utf8(`<?xml version="1.0" encoding="utf-16"?>${text}`)],
    ['single quotes', utf8(text.replaceAll('"', "'"))],
    ['comments', utf8(`<!--WARNING> !!! </WARNING-->${text}`)],
  ])('may be %s', (_, bytes) => expect(metaverse(bytes)).toBe('displayName'))

  test('may be in another code page that it names', () => {
    const named = `<?xml version="1.0" encoding="windows-1252"?>${agentXml({ name: 'Zo\u00eb' })}`
    expect(read({ 'MV.XML': MV, 'MA-1.XML': Buffer.from(named, 'latin1') }).agents[0]?.name).toBe('Zo\u00eb')
  })

  test('has its agents in the order in which they were made, and passes other files over', () => {
    const agents = [
      agentXml({ id: '{B}', name: 'Second', created: '2021-01-01' }),
      agentXml({ id: '{A}', name: 'First', created: '2020-01-01' }),
    ].map(utf8)
    const files = {
      'mv.xml': MV,
      'MA-1.XML': agents[0] as Uint8Array,
      'ma-{2}.xml': agents[1] as Uint8Array,
      'notes.xml': utf8('<x'),
    }
    expect(read(files).agents.map(({ name }) => name)).toEqual(['First', 'Second'])
  })
})
