import { appendFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import iconv from 'iconv-lite'
import { ANSWER, batch, CLASS, entry, NS2, openingIn, VERSION_1 } from './dsml-documents.js'
import { withFiles } from './files.js'
import { connectorError, openSession, readAll } from './reading.js'

const read = (content: string | Buffer, settings: object = {}) =>
  withFiles({ 'a.xml': content }, folder => readAll(openingIn(folder, settings)))
const attr = (name: string, ...values: string[]) =>
  `<attr name="${name}">${values.map(value => `<value>${value}</value>`).join('')}</attr>`

describe('a DSML file', () => {
  test('of version 1 gives its entries, whatever the prefix', async () => {
    const unprefixed = VERSION_1.replaceAll(/(<\/?)dsml:/g, '$1').replace('xmlns:dsml', 'xmlns')
    for (const content of [VERSION_1, unprefixed, VERSION_1.replaceAll('\n', '\r\n')]) {
      const { deltas, problems } = await read(content)
      expect(problems).toEqual([])
      expect(deltas).toEqual([
        {
          kind: 'add',
          objectType: 'person',
          dn: 'cn=Ada,o=Example',
          anchor: 'cn=Ada,o=Example',
          attributes: { cn: ['Ada', 'A & B'], photo: ['/9j/'] },
        },
        {
          kind: 'add',
          objectType: 'person',
          dn: 'cn=Zoë,o=Example',
          anchor: 'cn=Zoë,o=Example',
          attributes: { title: ['a <b> c\r\nd'] },
        },
      ])
    }
  })

  test('of version 2 may be a batch of add requests, or the answer to a search', async () => {
    const { deltas } = await read(batch(entry('cn=Ada', attr('sn', 'L'))))
    expect(deltas).toMatchObject([{ dn: 'cn=Ada', attributes: { sn: ['L'] } }])
    const answer = await read(ANSWER.replace('CODE', '0'))
    expect(answer.deltas).toMatchObject([{ dn: 'cn=Ada', attributes: { photo: ['/9j/'] } }])
    const soap = `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>${ANSWER.replace('CODE', '0')}</s:Body></s:Envelope>`
    expect((await read(soap)).deltas).toEqual(answer.deltas)
  })

  test('that says itself that its search was cut short is no complete read', async () => {
    const error = await connectorError(read(ANSWER.replace('CODE', '4')))
    expect([error.status, error.problem.code]).toEqual(['stopped-parsing-errors', 'source.cut-off'])
    expect(error.problem.message).toContain('result 4')
  })

  test.each([
    ['of another kind', '<html xmlns="http://www.w3.org/1999/xhtml"><entry/></html>', 'source.malformed', { line: 1 }],
    ['without namespace', '<batchRequest/>', 'source.malformed', { line: 1 }],
    ['that is empty', '', 'source.cut-off', {}],
    ['that ends within an element', batch(entry('cn=A')).slice(0, -30), 'source.cut-off', { line: 2 }],
    ['that ends within a tag', batch(entry('cn=A')).slice(0, -5), 'source.cut-off', { line: 3 }],
    ['that is no XML', batch(entry('cn=A'), '<a></b>'), 'source.malformed', { line: 3 }],
    ['with an entity of its own', batch(entry('cn=A', attr('sn', '&own;'))), 'source.malformed', { line: 2 }],
  ])('%s ends the read with its place', async (_, content, code, where) => {
    const error = await connectorError(read(content))
    expect([error.status, error.problem.code]).toEqual(['stopped-parsing-errors', code])
    expect(error.problem.where).toMatchObject(where)
  })

  test.each([
    ['no name', `<addRequest>${CLASS}</addRequest>`, 'missing-dn'],
    ['a malformed name', entry('cn=A,nonsense'), 'invalid-dn'],
    ['no object class', '<addRequest dn="cn=X"/>', 'missing-object-type'],
    [
      'base64 that is none',
      entry('cn=X', '<attr name="photo"><value encoding="base64">!</value></attr>'),
      'invalid-base64-value',
    ],
    ['several values of one', entry('cn=X', attr('sn', 'a', 'b')), 'multi-single-mismatch'],
    ['an attribute without name', entry('cn=X', '<attr><value>x</value></attr>'), 'parse-error'],
    ['a change that is no whole object', '<delRequest dn="cn=X"/>', 'invalid-change-type'],
    [
      'a URL for a value',
      entry(
        'cn=X',
        '<attr name="photo"><value xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:type="anyURI">file:///etc/passwd</value></attr>',
      ),
      'parse-error',
    ],
  ])('reports an object with %s and reads on', async (_, bad, code) => {
    const { deltas, problems } = await read(batch(entry('cn=A'), bad, entry('cn=Z')))
    expect(problems.map(problem => [problem.code, problem.where?.line])).toEqual([[code, 3]])
    expect(deltas.map(({ dn }) => dn)).toEqual(['cn=A', 'cn=Z'])
  })

  test.each([
    ['as it is declared', 'windows-1252', 'windows-1252', {}, {}],
    ['in UTF-16 with its mark', 'UTF-16', 'utf16le', { addBOM: true }, {}],
    ['as the settings say', 'UTF-8', 'iso-8859-15', {}, { encoding: 'iso-8859-15' }],
  ])('is decoded %s', async (_, declared, encoding, options, settings) => {
    const content = `<?xml version="1.0" encoding="${declared}"?>\n${batch(entry('cn=A', attr('sn', 'Zoë')))}`
    const { deltas } = await read(iconv.encode(content, encoding, options), settings)
    expect(deltas).toMatchObject([{ attributes: { sn: ['Zoë'] } }])
  })

  test('in an encoding nobody knows is told so', async () => {
    const error = await connectorError(read(`<?xml version="1.0" encoding="EBCDIC-FR"?>${batch()}`))
    expect(error.status).toBe('stopped-code-page-conversion')
    expect(error.problem.message).toContain('EBCDIC-FR')
  })

  test('tells the types and attributes it has', async () => {
    await withFiles({ 'a.xml': VERSION_1 }, async folder => {
      await using session = await openSession(openingIn(folder))
      const [type] = (await session.discover?.()) ?? []
      expect(type?.name).toBe('person')
      expect(type?.attributes.map(({ name, type: kind }) => [name, kind])).toEqual([
        ['objectClass', 'string'],
        ['CN', 'string'],
        ['photo', 'binary'],
        ['title', 'string'],
      ])
    })
  })
})

describe('changes in a DSML file', () => {
  const settings = { deltaPath: 'd.xml', anchor: 'entryUUID' }
  const changesIn = (content: string) =>
    withFiles({ 'a.xml': batch(), 'd.xml': '' }, async folder => {
      const { watermark } = await readAll(openingIn(folder, settings))
      await writeFile(join(folder, 'd.xml'), content)
      return readAll(openingIn(folder, settings), { mode: 'delta', watermark: watermark ?? '' })
    })
  const modification = (name: string, operation: string, ...values: string[]) =>
    `<modification name="${name}" operation="${operation}">${values.map(value => `<value>${value}</value>`).join('')}</modification>`

  test('of all kinds', async () => {
    const { deltas, problems } = await changesIn(
      batch(
        entry('cn=New', attr('entryUUID', '7') + attr('sn', 'N')),
        '<delRequest dn="cn=Gone"/>',
        `<modifyRequest dn="cn=A">${modification('title', 'add', 'Boss')}${modification('sn', 'replace', 'B')}${modification('cn', 'delete')}</modifyRequest>`,
        '<modDNRequest dn="cn=A,o=X" newrdn="cn=B" deleteoldrdn="true"/>',
        '<modDNRequest dn="cn=A,o=X" newrdn="cn=B" deleteoldrdn="false" newSuperior="o=Y"/>',
      ),
    )
    expect(problems).toEqual([])
    expect(deltas).toMatchObject([
      { kind: 'add', dn: 'cn=New', anchor: '7', attributes: { sn: ['N'] } },
      { kind: 'delete', dn: 'cn=Gone' },
      {
        kind: 'modify',
        changes: {
          title: [{ operation: 'add', values: ['Boss'] }],
          sn: [{ operation: 'replace', values: ['B'] }],
          cn: [{ operation: 'replace', values: [] }],
        },
      },
      {
        kind: 'modify',
        newDn: 'cn=B,o=X',
        changes: {
          cn: [
            { operation: 'delete', values: ['A'] },
            { operation: 'add', values: ['B'] },
          ],
        },
      },
      { kind: 'modify', newDn: 'cn=B,o=Y', changes: { cn: [{ operation: 'add', values: ['B'] }] } },
    ])
  })

  test.each([
    [
      'an operation that is none',
      `<modifyRequest dn="cn=A">${modification('sn', 'increment', '1')}</modifyRequest>`,
      'invalid-modification-type',
    ],
    ['a rename without a new name', '<modDNRequest dn="cn=A"/>', 'parse-error'],
    ['a rename that is unclear', '<modDNRequest dn="cn=A" newrdn="cn=B" deleteoldrdn="maybe"/>', 'parse-error'],
    [
      'a delete of everything below',
      '<delRequest dn="cn=A"><control type="1.2.840.113556.1.4.805"/></delRequest>',
      'need-full-object',
    ],
  ])('%s is a problem of its request', async (_, bad, code) => {
    const { deltas, problems } = await changesIn(batch(bad, '<delRequest dn="cn=B"/>'))
    expect(problems.map(problem => problem.code)).toEqual([code])
    expect(deltas.map(({ dn }) => dn)).toEqual(['cn=B'])
  })

  test('stand in documents that are appended; half a document waits until it is whole', async () => {
    await withFiles({ 'a.xml': batch(), 'd.xml': batch('<delRequest dn="cn=0"/>') }, async folder => {
      const opening = openingIn(folder, settings)
      let { watermark } = await readAll(opening)
      const next = async (appended: string) => {
        await appendFile(join(folder, 'd.xml'), appended)
        const found = await readAll(opening, { mode: 'delta', watermark: watermark ?? '' })
        watermark = found.watermark
        return found.deltas.map(({ dn }) => dn)
      }
      expect(await next('')).toEqual([])
      const whole = `<?xml version="1.0"?>\n${batch('<delRequest dn="cn=1"/>')}`
      expect(await next(`${whole}<batchRequest ${NS2}>\n<delRequest dn="cn=2"/>\n`)).toEqual(['cn=1'])
      expect(await next('</batchRequest>\n')).toEqual(['cn=2'])
      expect(await next(whole + whole)).toEqual(['cn=1', 'cn=1'])
      expect(await next('')).toEqual([])
    })
  })
})
