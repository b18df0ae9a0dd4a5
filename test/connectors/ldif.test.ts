import { appendFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { ExportDelta, ObjectTypeSelection } from '../../src/connectors/connector.js'
import { file } from '../../src/connectors/file/index.js'
import { printLine } from '../../src/connectors/file/ldif-print.js'
import type { Delta } from '../../src/model/delta.js'
import { withFiles } from './files.js'
import { codesOf, connectorError, readAll, writeAll } from './reading.js'

const text = (name: string, multivalued = false) => ({ name, type: 'string', multivalued }) as const
const PERSON: ObjectTypeSelection = {
  name: 'person',
  attributes: [
    text('cn', true),
    text('sn'),
    text('uid'),
    text('telephonenumber', true),
    text('description', true),
    text('title', true),
    { name: 'jpegphoto', type: 'binary', multivalued: true },
  ],
}
const OPENING = { connector: file, types: [PERSON] }
const SETTINGS = { format: 'ldif', path: 'a.ldif', deltaPath: 'd.ldif', anchor: 'dn' }
const openingIn = (folder: string, settings: object = {}) => ({
  ...OPENING,
  folder,
  settings: { ...SETTINGS, ...settings },
})

const readLdif = (content: string | Buffer, settings: object = {}) =>
  withFiles({ 'a.ldif': content }, folder => readAll(openingIn(folder, settings)))
const attributesOf = (delta: Delta | undefined) => (delta?.kind === 'add' ? delta.attributes : undefined)

/** Reads change records as a delta import would. */
const readChanges = (content: string, settings: object = { anchor: 'entryUUID' }) =>
  withFiles({ 'a.ldif': '' }, async folder => {
    const { watermark } = await readAll(openingIn(folder, settings))
    await writeFile(join(folder, 'd.ldif'), content)
    return readAll(openingIn(folder, settings), { mode: 'delta', watermark: watermark ?? '' })
  })

describe('the examples of RFC 2849', () => {
  test('1: a simple file with two entries', async () => {
    const { deltas } = await readLdif(`version: 1
dn: cn=Barbara Jensen, ou=Product Development, dc=airius, dc=com
objectclass: top
objectclass: person
objectclass: organizationalPerson
cn: Barbara Jensen
cn: Barbara J Jensen
cn: Babs Jensen
sn: Jensen
uid: bjensen
telephonenumber: +1 408 555 1212
description: A big sailing fan.

dn: cn=Bjorn Jensen, ou=Accounting, dc=airius, dc=com
objectclass: top
objectclass: person
objectclass: organizationalPerson
cn: Bjorn Jensen
sn: Jensen
telephonenumber: +1 408 555 1212
`)
    expect(deltas.map(({ dn }) => dn)).toEqual([
      'cn=Barbara Jensen, ou=Product Development, dc=airius, dc=com',
      'cn=Bjorn Jensen, ou=Accounting, dc=airius, dc=com',
    ])
    expect(attributesOf(deltas[0])).toEqual({
      cn: ['Barbara Jensen', 'Barbara J Jensen', 'Babs Jensen'],
      sn: ['Jensen'],
      uid: ['bjensen'],
      telephonenumber: ['+1 408 555 1212'],
      description: ['A big sailing fan.'],
    })
  })

  test('2: a folded attribute value', async () => {
    const { deltas } = await readLdif(`version: 1
dn:cn=Barbara Jensen, ou=Product Development, dc=airius, dc=com
objectclass:top
objectclass:person
objectclass:organizationalPerson
cn:Barbara Jensen
sn:Jensen
title:Product Manager, Rod and Reel Division
description:Babs is a big sailing fan, and travels extensively in sea
 rch of perfect sailing conditions.

`)
    expect(attributesOf(deltas[0])?.description).toEqual([
      'Babs is a big sailing fan, and travels extensively in search of perfect sailing conditions.',
    ])
  })

  test('3 and 4: base64 in values and names, and an attribute with a language', async () => {
    const { deltas } = await readLdif(`version: 1
dn: cn=Gern Jensen, ou=Product Testing, dc=airius, dc=com
objectclass: person
cn: Gern Jensen
sn: Jensen
description:: V2hhdCBhIGNhcmVmdWwgcmVhZGVyIHlvdSBhcmUhICBUaGlzIHZhbHVlIGlzIGJhc2UtNjQtZW5jb2RlZCBiZWNhdXNlIGl0IGhhcyBhIGNvbnRyb2wgY2hhcmFjdGVyIGluIGl0IChhIENSKS4NICBCeSB0aGUgd2F5LCB5b3Ugc2hvdWxkIHJlYWxseSBnZXQgb3V0IG1vcmUu

dn:: dWlkPXJvZ2FzYXdhcmEsb3U95Za25qWt6YOoLG89QWlyaXVz
# dn:: uid=<uid>,ou=<JapaneseOU>,o=Airius
objectclass: person
cn:: 5bCP56yg5Y6fIOODreODieODi+ODvA==
cn;lang-en: Rodney Ogasawara
sn: Ogasawara
`)
    expect(attributesOf(deltas[0])?.description?.[0]).toMatch(/^What a careful reader.*\(a CR\)\.\r {2}By the way/s)
    expect(deltas[1]?.dn).toBe('uid=rogasawara,ou=営業部,o=Airius')
    expect(attributesOf(deltas[1])?.cn).toEqual(['小笠原 ロドニー'])
  })

  test('5: a reference to an external file is refused, and the read goes on', async () => {
    const record = 'objectclass: person\nsn: x\n'
    const { deltas, problems } = await readLdif(
      `dn: cn=Horatio\n${record}jpegphoto:< file:///usr/local/directory/photos/hjensen.jpg\n\ndn: cn=Next\n${record}`,
    )
    expect(problems.map(({ code, where }) => [code, where?.line])).toEqual([['parse-error', 4]])
    expect(problems[0]?.message).toContain('URL')
    expect(deltas.map(({ dn }) => dn)).toEqual(['cn=Next'])
  })

  test('6: a file of changes', async () => {
    const { deltas, problems } = await readChanges(`version: 1
# Add a new entry
dn: cn=Fiona Jensen, ou=Marketing, dc=airius, dc=com
changetype: add
objectclass: person
entryUUID: 1
cn: Fiona Jensen
sn: Jensen

# Delete an existing entry
dn: cn=Robert Jensen, ou=Marketing, dc=airius, dc=com
changetype: delete

# Modify an entry's relative distinguished name
dn: cn=Paul Jensen, ou=Product Development, dc=airius, dc=com
changetype: modrdn
newrdn: cn=Paula Jensen
deleteoldrdn: 1

# Rename an entry and move all of its children to a new location
dn: ou=PD Accountants, ou=Product Development, dc=airius, dc=com
changetype: modrdn
newrdn: ou=Product Development Accountants
deleteoldrdn: 0
newsuperior: ou=Accounting, dc=airius, dc=com

# Modify an entry
dn: cn=Paula Jensen, ou=Product Development, dc=airius, dc=com
changetype: modify
add: postaladdress
postaladdress: 123 Anystreet $ Sunnyvale, CA $ 94086
-
add: title
title: Boss
-
delete: description
-
replace: telephonenumber
telephonenumber: +1 408 555 1234
telephonenumber: +1 408 555 5678
-

# Delete one value
dn: cn=Ingrid Jensen, ou=Product Support, dc=airius, dc=com
control: 1.2.840.113556.1.4.805 true
changetype: modify
delete: title
title: Clerk
-
`)
    expect(problems).toEqual([])
    const [add, remove, rename, move, modify, last] = deltas
    expect(add).toMatchObject({ kind: 'add', anchor: '1', attributes: { cn: ['Fiona Jensen'] } })
    expect(remove).toEqual({ kind: 'delete', dn: 'cn=Robert Jensen, ou=Marketing, dc=airius, dc=com' })
    expect(rename).toMatchObject({
      newDn: 'cn=Paula Jensen,ou=Product Development, dc=airius, dc=com',
      changes: {
        cn: [
          { operation: 'delete', values: ['Paul Jensen'] },
          { operation: 'add', values: ['Paula Jensen'] },
        ],
      },
    })
    expect(move).toMatchObject({
      newDn: 'ou=Product Development Accountants,ou=Accounting, dc=airius, dc=com',
      changes: {},
    })
    expect(modify?.kind === 'modify' && modify.changes).toEqual({
      title: [{ operation: 'add', values: ['Boss'] }],
      description: [{ operation: 'replace', values: [] }],
      telephonenumber: [{ operation: 'replace', values: ['+1 408 555 1234', '+1 408 555 5678'] }],
    })
    expect(last?.kind === 'modify' && last.changes).toEqual({ title: [{ operation: 'delete', values: ['Clerk'] }] })
  })
})

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
    ['a rename without a new name', 'dn: cn=A\nchangetype: modrdn\ndeleteoldrdn: 1\n\n', 'parse-error'],
  ])('%s is a problem of its record', async (_, content, code) => {
    const { problems, deltas } = await readChanges(`${content}dn: cn=B\nchangetype: delete\n`)
    expect(problems.map(problem => problem.code)).toEqual([code])
    expect(deltas.map(({ dn }) => dn)).toEqual(['cn=B'])
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

describe('an export to an LDIF file', () => {
  const add = (cn: string, attributes: Record<string, string[]> = {}): ExportDelta => ({
    kind: 'add',
    objectType: 'person',
    dn: `cn=${cn}`,
    attributes: { cn: [cn], ...attributes },
  })

  test('copies what does not change byte by byte', async () => {
    const kept = '# a comment\ndn: cn=A\nobjectClass: person\ncn: A\ndescription: folded\n  here\nx-other: kept\n\n\n'
    const head = 'version: 1\n# the directory\n\n'
    const content = `${head}${kept}dn: cn=B\nobjectClass: person\ncn: B\nx-other: also kept\nsn: Old\nuid: b\n`
    await withFiles({ 'a.ldif': content }, async folder => {
      const change: ExportDelta = {
        kind: 'modify',
        dn: 'cn=b',
        changes: { sn: [{ operation: 'replace', values: ['New'] }] },
      }
      expect(codesOf(await writeAll(openingIn(folder), [change, add('C')]))).toEqual(['ok', 'ok'])
      const changed = 'dn: cn=B\nobjectClass: person\ncn: B\nx-other: also kept\nsn: New\nuid: b\n\n'
      const added = 'dn: cn=C\nobjectClass: person\ncn: C\n\n'
      expect(await readFile(join(folder, 'a.ldif'), 'utf8')).toBe(`${head}${kept}${changed}${added}`)
    })
  })

  test('gives new objects an anchor', async () => {
    await withFiles({}, async folder => {
      const opening = openingIn(folder, { anchor: 'entryUUID' })
      const [result] = await writeAll(opening, [add('A')])
      const { deltas } = await readAll(opening)
      expect(deltas[0]?.anchor).toMatch(/^[0-9a-f-]{36}$/)
      expect(result).toEqual({ ok: true, anchor: deltas[0]?.anchor })
    })
  })

  test('any values come back as they were written', async () => {
    const value = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ minLength: 70, maxLength: 200 }),
      fc.constantFrom(' x', 'x ', ':x', '<x', '\n', 'a\r\nb'),
    )
    const row = fc.record({
      description: fc.uniqueArray(value, { minLength: 1, maxLength: 3 }),
      jpegphoto: fc.uint8Array({ maxLength: 300 }),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 5 }), async rows => {
        await withFiles({}, async folder => {
          const objects = rows.map((one, i) =>
            add(`${i}`, { description: one.description, jpegphoto: [Buffer.from(one.jpegphoto).toString('base64')] }),
          )
          expect(codesOf(await writeAll(openingIn(folder), objects))).toEqual(rows.map(() => 'ok'))
          const { deltas, problems } = await readAll(openingIn(folder))
          expect(problems).toEqual([])
          expect(deltas.map(attributesOf)).toEqual(objects.map(object => object.kind === 'add' && object.attributes))
        })
      }),
      { numRuns: 60 },
    )
  })

  test('lines are at most 76 characters and plain where that is safe', () => {
    expect(printLine('cn', 'Ada')).toBe('cn: Ada\n')
    expect(printLine('cn', '')).toBe('cn:\n')
    expect(printLine('cn', ' Ada')).toBe('cn:: IEFkYQ==\n')
    const lines = printLine('description', 'x'.repeat(400)).split('\n')
    expect(lines.every(line => line.length <= 76)).toBe(true)
  })
})
