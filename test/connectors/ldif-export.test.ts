import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { ExportDelta } from '../../src/connectors/connector.js'
import { printLine } from '../../src/connectors/file/ldif-print.js'
import { withFiles } from './files.js'
import { attributesOf, openingIn } from './ldif.js'
import { codesOf, readAll, writeAll } from './reading.js'

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
