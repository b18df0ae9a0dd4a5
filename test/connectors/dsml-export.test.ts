import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import type { ExportDelta } from '../../src/connectors/connector.js'
import { ANSWER, batch, entry, NS2, openingIn, VERSION_1 } from './dsml-documents.js'
import { withFiles } from './files.js'
import { codesOf, connectorError, readAll, writeAll } from './reading.js'

describe('an export to a DSML file', () => {
  const add = (cn: string, attributes: Record<string, string[]> = {}): ExportDelta => ({
    kind: 'add',
    objectType: 'person',
    dn: `cn=${cn}`,
    attributes: { cn: [cn], ...attributes },
  })
  const title = (dn: string, ...values: string[]): ExportDelta => ({
    kind: 'modify',
    dn,
    changes: { title: [{ operation: 'replace', values }] },
  })

  test('of version 1 copies what does not change, in the words of the document', async () => {
    await withFiles({ 'a.xml': VERSION_1 }, async folder => {
      const results = await writeAll(openingIn(folder), [title('cn=zoë,o=example', 'New & "true"'), add('C')])
      expect(codesOf(results)).toEqual(['ok', 'ok'])
      const before = VERSION_1.slice(0, VERSION_1.indexOf('<dsml:entry dn="cn=Zoë'))
      const end = VERSION_1.slice(VERSION_1.indexOf('</dsml:directory-entries>'))
      const objectclass = '<dsml:objectclass><dsml:oc-value>person</dsml:oc-value></dsml:objectclass>'
      expect(await readFile(join(folder, 'a.xml'), 'utf8')).toBe(
        `${before}<dsml:entry dn="cn=Zoë,o=Example">${objectclass}<dsml:attr name="title"><dsml:value>New &amp; "true"</dsml:value></dsml:attr></dsml:entry>\n` +
          `<dsml:entry dn="cn=C">${objectclass}<dsml:attr name="cn"><dsml:value>C</dsml:value></dsml:attr></dsml:entry>\n${end}`,
      )
    })
  })

  test.each([
    ['an empty element', `<batchRequest ${NS2}/>`],
    ['an element with nothing in it', batch()],
    ['one object that goes', batch(entry('cn=Old'))],
    ['a search result', ANSWER.replace('CODE', '0').replaceAll('cn=Ada', 'cn=Old')],
    ['a version 1 document without entries', '<dsml xmlns="http://www.dsml.org/DSML"><directory-entries/></dsml>'],
  ])('to a document with %s', async (_, content) => {
    await withFiles({ 'a.xml': content }, async folder => {
      const gone: ExportDelta[] = content.includes('cn=Old') ? [{ kind: 'delete', dn: 'cn=Old' }] : []
      expect(codesOf(await writeAll(openingIn(folder), [...gone, add('C', { sn: ['S'] })]))).toContain('ok')
      const { deltas } = await readAll(openingIn(folder))
      expect(deltas).toMatchObject([{ dn: 'cn=C', attributes: { sn: ['S'] } }])
    })
  })

  test.each(['1', '2'])('makes a document of version %s', async version => {
    await withFiles({}, async folder => {
      const opening = openingIn(folder, { version, encoding: 'windows-1252' })
      expect(codesOf(await writeAll(opening, [add('Zoë', { sn: ['日本'] })]))).toEqual(['ok'])
      const content = await readFile(join(folder, 'a.xml'), 'latin1')
      expect(content).toContain('encoding="WINDOWS-1252"')
      expect(content).toContain('Zoë')
      // What the encoding lacks is written as XML's own references.
      expect(content).toContain('&#26085;&#26412;')
      const { deltas } = await readAll(openingIn(folder))
      expect(deltas).toMatchObject([{ dn: 'cn=Zoë', attributes: { sn: ['日本'] } }])
    })
  })

  test.each([
    ['changes', batch('<delRequest dn="cn=A"/>')],
    ['several lists of objects', `<batchResponse ${NS2}><searchResponse/><searchResponse/></batchResponse>`],
  ])('leaves a document with %s alone', async (_, content) => {
    await withFiles({ 'a.xml': content }, async folder => {
      const error = await connectorError(writeAll(openingIn(folder), [add('C')]))
      expect(error.problem.code).toBe('source.malformed')
      expect(error.problem.message).toContain('not rewritten')
      expect(await readFile(join(folder, 'a.xml'), 'utf8')).toBe(content)
    })
  })

  test('refuses a name that XML cannot hold', async () => {
    await withFiles({}, async folder => {
      expect(codesOf(await writeAll(openingIn(folder), [{ ...add('A'), dn: 'cn=\u0001' }]))).toEqual(['invalid-dn'])
    })
  })
})
