import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { HubDocument } from '../../src/configuration/document.js'
import { readText } from '../../src/configuration/read.js'
import { documentOf } from '../../src/configuration/stored-document.js'
import { documentDigest, exportDocument } from '../../src/configuration/write.js'
import { GOOD } from './support.js'

const GOOD_DOCUMENT = readText(GOOD).value as unknown as HubDocument

describe('a document written out', () => {
  test('says the same, in the same order', () => {
    const again = readText(exportDocument(GOOD_DOCUMENT)).value as unknown as HubDocument
    expect(again).toEqual(GOOD_DOCUMENT)
    expect(Object.keys(again.agents ?? {})).toEqual(['hr', 'directory', 'target'])
    expect(JSON.stringify(again)).toBe(JSON.stringify(GOOD_DOCUMENT))
  })

  test('is readable: no anchors, no folded expressions, references as written', () => {
    const text = exportDocument(GOOD_DOCUMENT)
    expect(text).toContain("        dn: \"'cn=' + mv.accountName + ',dc=contoso,dc=test'\"")
    expect(text).toContain('password: ${' + 'env:LDAP_PASSWORD}')
    expect(text).not.toMatch(/^\s*\S+: [&*>|]/m)
  })

  test('is the same bytes after any number of rounds', () => {
    const value = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string(),
      fc.integer(),
      fc.boolean(),
      fc.constantFrom('no', '~', '1e3', '0x1', ' a', 'a\nb\n', '# x', '- x', "'", '2024-01-01'),
    )
    const name = fc.stringMatching(/^[A-Za-z][\w -]{0,8}$/)
    const settings = fc.dictionary(name, fc.oneof(value, fc.array(value), fc.dictionary(name, value)))
    fc.assert(
      fc.property(settings, given => {
        const agent = { connector: 'file', settings: given, objects: {} }
        const document = { version: 1, agents: { hr: agent, other: agent } } as unknown as HubDocument
        const text = exportDocument(document)
        expect(JSON.stringify(documentOf(text))).toBe(JSON.stringify(document))
        expect(exportDocument(documentOf(text))).toBe(text)
      }),
    )
  })

  test('has another digest when anything is different, also the order', () => {
    const digest = (text: string) => documentDigest(exportDocument(readText(text).value as unknown as HubDocument))
    expect(digest(GOOD)).toBe(digest(`# a comment\n${GOOD}`))
    expect(digest('agents: { a: 1, b: 2 }')).not.toBe(digest('agents: { b: 2, a: 1 }'))
  })
})
