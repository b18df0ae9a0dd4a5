import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { withFiles } from './files.js'
import { attributesOf, openingIn, readChanges, readLdif, text } from './ldif.js'
import { connectorError, readAll } from './reading.js'

describe('an LDIF file', () => {
  const record = (cn: string, more = '') => `dn: cn=${cn}\nobjectClass: person\ncn: ${cn}\n${more}`

  test('may be folded anywhere, even within a character, and have comments and Windows line ends', async () => {
    const bytes = Buffer.from('description: Zoë\n')
    const at = bytes.indexOf(0xc3) + 1
    const folded = Buffer.concat([bytes.subarray(0, at), Buffer.from('\n '), bytes.subarray(at)])
    const content = Buffer.concat([
      Buffer.from('# first\n  of two\n\n\n'),
      Buffer.from(record('A')),
      folded,
      Buffer.from('\n\n\n'),
    ])
    const { deltas } = await readLdif(content)
    expect(attributesOf(deltas[0])).toEqual({ cn: ['A'], description: ['Zoë'] })
    const windows = await readLdif(`version: 1\n\n${record('A')}\n${record('B')}`.replaceAll('\n', '\r\n'))
    expect(windows.deltas.map(({ dn }) => dn)).toEqual(['cn=A', 'cn=B'])
  })

  test('gives the most specific selected type and leaves out the others', async () => {
    const types = ['person', 'inetOrgPerson'].map(name => ({ name, attributes: [text('cn')] }))
    const content = `${record('A', 'objectClass: inetOrgPerson\nobjectClass: top\n')}\n${record('B')}\ndn: ou=C\nobjectClass: organizationalUnit\n`
    const { deltas, problems } = await withFiles({ 'a.ldif': content }, folder =>
      readAll({ ...openingIn(folder), types }),
    )
    expect(deltas.map(({ dn, objectType }) => [dn, objectType])).toEqual([
      ['cn=A', 'inetOrgPerson'],
      ['cn=B', 'person'],
    ])
    expect(problems).toEqual([])
  })

  test.each([
    ['no objectClass', 'dn: cn=X\ncn: X\n', 'missing-object-type'],
    ['no name', 'cn: X\nobjectClass: person\n', 'missing-dn'],
    ['a malformed name', 'dn: cn=X,nonsense\nobjectClass: person\n', 'invalid-dn'],
    ['base64 that is none', record('X', 'description:: ä=!\n'), 'invalid-base64-value'],
    ['bytes for a text', record('X', 'description:: /9j/\n'), 'invalid-attribute-value'],
    ['several values of one', record('X', 'sn: a\nsn: b\n'), 'multi-single-mismatch'],
    ['a line that is none', record('X', 'nonsense\n'), 'parse-error'],
    ['a change that is no whole object', 'dn: cn=X\nchangetype: delete\n', 'invalid-change-type'],
  ])('reports a record with %s and reads on', async (_, bad, code) => {
    const { deltas, problems } = await readLdif(`${record('A')}\n${bad}\n${record('Z')}`)
    expect(problems.map(problem => problem.code)).toEqual([code])
    expect(problems[0]?.where?.line).toBeGreaterThanOrEqual(5)
    expect(deltas.map(({ dn }) => dn)).toEqual(['cn=A', 'cn=Z'])
  })

  test.each([
    ['within a text', `${record('A')}\n${record('B', 'description: unfin')}`],
    ['within base64', `${record('A')}\n${record('B', 'jpegphoto:: /9j/4AAQ')}`],
    ['before the object class', `${record('A')}\ndn: cn=B\ncn: B\n`],
    ['after the name', `${record('A')}\ndn: cn=B\n`],
  ])('that ends %s is cut off and no complete read', async (_, content) => {
    const error = await connectorError(readLdif(content))
    expect([error.status, error.problem.code]).toEqual(['stopped-parsing-errors', 'source.cut-off'])
    expect(error.problem.where?.line).toBeGreaterThanOrEqual(5)
  })

  test('that ends before the anchor is cut off; a whole record without one is a problem', async () => {
    const anchor = { anchor: 'entryUUID' }
    expect((await connectorError(readLdif(record('A'), anchor))).problem.code).toBe('source.cut-off')
    const { problems } = await readLdif(`${record('A')}\n`, anchor)
    expect(problems.map(({ code }) => code)).toEqual(['missing-anchor-component'])
  })
})

describe('changes in an LDIF file', () => {
  const modify = (...lines: string[]) => `dn: cn=A\nchangetype: modify\n${lines.join('\n')}\n-\n\n`

  test.each([
    [
      'add after delete',
      ['delete: title', 'title: a', '-', 'add: title', 'title: b'],
      [
        ['delete', 'a'],
        ['add', 'b'],
      ],
    ],
    [
      'delete after add',
      ['add: title', 'title: a', 'title: b', '-', 'delete: title', 'title: a'],
      [
        ['delete', 'a'],
        ['add', 'b'],
      ],
    ],
    ['add after replace', ['replace: title', 'title: a', '-', 'add: title', 'title: b'], [['replace', 'a', 'b']]],
    ['delete all, then add', ['delete: title', '-', 'add: title', 'title: b'], [['replace', 'b']]],
    ['replace by nothing', ['replace: title'], [['replace']]],
  ])('%s', async (_, lines, expected) => {
    const { deltas } = await readChanges(modify(...lines))
    const [delta] = deltas
    const title = delta?.kind === 'modify' ? delta.changes.title : undefined
    expect(title?.map(({ operation, values }) => [operation, ...values])).toEqual(expected)
  })

  test.each([
    ['an unknown change type', 'dn: cn=A\nchangetype: move\n\n', 'invalid-change-type'],
    ['an unknown modification', modify('increment: uid', 'uid: 1'), 'invalid-modification-type'],
    ['a value of another attribute', modify('add: title', 'sn: x'), 'parse-error'],
    [
      'a rename that does not say whether old values stay',
      'dn: cn=A\nchangetype: modrdn\nnewrdn: cn=Z\n\n',
      'parse-error',
    ],
    [
      'a rename with a word twice',
      'dn: cn=A\nchangetype: moddn\nnewrdn: cn=Z\nnewrdn: cn=Y\ndeleteoldrdn: 1\n\n',
      'parse-error',
    ],
    [
      'a rename to what is no name',
      'dn: cn=A\nchangetype: modrdn\nnewrdn: Z\ndeleteoldrdn: 1\nnewsuperior: o=B\n\n',
      'invalid-dn',
    ],
    ['a delete with more behind it', 'dn: cn=A\nchangetype: delete\ntitle: x\n\n', 'parse-error'],
    [
      'a delete of everything below',
      'dn: ou=A\ncontrol: 1.2.840.113556.1.4.805 true\nchangetype: delete\n\n',
      'need-full-object',
    ],
    ['a rename without a new name', 'dn: cn=A\nchangetype: modrdn\ndeleteoldrdn: 1\n\n', 'parse-error'],
  ])('%s is a problem of its record', async (_, content, code) => {
    const { problems, deltas } = await readChanges(`${content}dn: cn=B\nchangetype: delete\n`)
    expect(problems.map(problem => problem.code)).toEqual([code])
    expect(deltas.map(({ dn }) => dn)).toEqual(['cn=B'])
  })

  test.each([
    [
      'modrdn',
      'deleteoldrdn: 1',
      'cn=B,o=Old',
      [
        ['delete', 'A'],
        ['add', 'B'],
      ],
    ],
    ['moddn', 'deleteoldrdn: 0', 'cn=B,o=Old', [['add', 'B']]],
    [
      'moddn',
      'deleteoldrdn: 1\nnewsuperior: ou=x,o=New',
      'cn=B,ou=x,o=New',
      [
        ['delete', 'A'],
        ['add', 'B'],
      ],
    ],
    [
      'modrdn',
      'deleteoldrdn: 1\nnewsuperior:',
      'cn=B',
      [
        ['delete', 'A'],
        ['add', 'B'],
      ],
    ],
  ])('%s with %j gives the new name, and its values', async (word, lines, newDn, expected) => {
    const { deltas } = await readChanges(`dn: cn=A,o=Old\nchangetype:: ${btoa(word)}\nnewrdn: cn=B\n${lines}\n\n`)
    const [delta] = deltas
    expect(delta).toMatchObject({ kind: 'modify', dn: 'cn=A,o=Old', newDn })
    const changes = delta?.kind === 'modify' ? delta.changes.cn : undefined
    expect(changes?.map(({ operation, values }) => [operation, ...values])).toEqual(expected)
  })

  test('a rename is refused where the name is the anchor', async () => {
    const { problems } = await readChanges('dn: cn=A\nchangetype: modrdn\nnewrdn: cn=B\ndeleteoldrdn: 1\n', {})
    expect(problems.map(({ code }) => code)).toEqual(['need-full-object'])
  })

  test('appended records are read once; half a record waits until it is whole', async () => {
    await withFiles({ 'a.ldif': '', 'd.ldif': 'dn: cn=A\nchangetype: delete\n\n' }, async folder => {
      const opening = openingIn(folder)
      let { watermark } = await readAll(opening)
      const next = async (appended: string) => {
        await appendFile(join(folder, 'd.ldif'), appended)
        const read = await readAll(opening, { mode: 'delta', watermark: watermark ?? '' })
        watermark = read.watermark
        return read.deltas.map(({ dn }) => dn)
      }
      expect(await next('')).toEqual([])
      expect(await next('dn: cn=B\nchangetype: delete\n\ndn: cn=C\nchan')).toEqual(['cn=B'])
      expect(await next('getype: delete\n\n')).toEqual(['cn=C'])
      expect(await next('')).toEqual([])
    })
  })
})
