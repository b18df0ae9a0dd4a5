import { describe, expect, test } from '@jest/globals'
import type { AttributeType } from '../../../src/model/value.js'
import { agentOf, ENTRY, OBJECT, problemOf } from './support.js'

const flowOf = (body: string) => {
  const { rules } = agentOf(`export default { importFlow: { it(entry, object, hub) { ${body} } } }`)
  const flow = rules.importFlows.get('it')
  if (flow === undefined) throw new Error('no flow')
  return flow
}
const valuesOf = (body: string) => flowOf(body)(ENTRY, OBJECT)
const failureOf = (body: string) => problemOf(() => valuesOf(body))

describe('what an author sees', () => {
  test('values, names and helpers', () => {
    expect(
      valuesOf("return [entry.value('name'), ...entry.values('mails'), entry.rdn, entry.agent, entry.objectType]"),
    ).toEqual(['Jo Smith', 'jo@contoso.test', 'smith@contoso.test', 'CN=Smith\\, Jo', 'hr', 'person'])
    expect(valuesOf("return [entry.has('name'), entry.value('name') ?? 'none', entry.values('mails').length]")).toEqual(
      ['true', 'Jo Smith', '2'],
    )
    expect(
      valuesOf(
        "return [object.id, object.type, object.value('accountName'), object.contributors('displayName')[0].agent]",
      ),
    ).toEqual(['{00000000-0000-8000-8000-00000000000c}', 'person', 'jo', 'hr'])
    expect(valuesOf("return [object.connectors('hr')[0].dn, object.connectors('other').length]")).toEqual([
      ENTRY.dn,
      '0',
    ])
    expect(valuesOf("return hub.dn.components(entry.dn).map(({ type, value }) => type + ':' + value)")).toEqual([
      'CN:Smith, Jo',
      'OU:Sales',
      'DC:contoso',
      'DC:test',
    ])
    expect(
      valuesOf(
        "return [hub.dn.component(entry.dn, 1), hub.dn.component(entry.dn, -1), hub.dn.parent(entry.dn), hub.dn.escape('a,b')]",
      ),
    ).toEqual(['Smith, Jo', 'test', 'OU=Sales,DC=contoso,DC=test', 'a\\,b'])
    expect(
      valuesOf("return [hub.dn.same('CN=A, DC=b', 'cn=a,dc=B'), hub.dn.isWithin(entry.dn, 'dc=Contoso,dc=test')]"),
    ).toEqual(['true'])
    expect(valuesOf("return [hub.ascii('Zoë'), hub.binary.sid('AQUAAAAAAAUVAAAA6AMAAOkDAADqAwAA6wMAAA==')]")).toEqual([
      'Zoe',
      'S-1-5-21-1000-1001-1002-1003',
    ])
    expect(valuesOf("return hub.binary.guid('AAECAwQFBgcICQoLDA0ODw==')")).toEqual([
      '{03020100-0504-0706-0809-0a0b0c0d0e0f}',
    ])
  })

  test('is read-only', () => {
    const before = JSON.stringify(ENTRY)
    for (const body of [
      "entry.dn = 'x'",
      "entry.values('mails').push('x')",
      'object.type = 1',
      'hub.decline = 1',
      "entry.more = 'x'",
    ]) {
      expect(failureOf(body)).toMatchObject({
        code: 'extension-dll-exception',
        message: expect.stringMatching(/TypeError: Cannot/),
      })
    }
    expect(JSON.stringify(ENTRY)).toBe(before)
  })

  test('has the attributes that the configuration names, and no references', () => {
    expect(failureOf("return entry.value('nam')")).toMatchObject({
      code: 'extension-dll-exception',
      message: expect.stringContaining('person of hr has no attribute nam (rules.ts:1:'),
      hint: 'Did you mean name?',
    })
    expect(failureOf("return entry.value('manager')").message).toContain('a reference, which rules in code do not see')
    expect(failureOf("return object.value('salary')").message).toContain('person has no attribute salary')
  })
})

describe('what a flow may answer', () => {
  test.each([
    ['"text"', ['text']],
    ['12', ['12']],
    ['1e21', ['1000000000000000000000']],
    ['12n', ['12']],
    ['false', ['false']],
    ['new Uint8Array([1, 2])', ['AQI=']],
    ['["b", "a", "b"]', ['b', 'a']],
    ['[]', []],
    ['""', undefined],
    ['["", ""]', undefined],
    ['undefined', undefined],
    ['null', undefined],
    ['hub.decline', undefined],
  ])('%s', (expression, values) => expect(valuesOf(`return ${expression}`)).toEqual(values))

  test.each(['{}', '[1, {}]', '() => 1', 'Number.NaN', 'Symbol()', 'new Date()', '[["a"]]', '[null]'])(
    'not %s',
    expression =>
      expect(failureOf(`return ${expression}`)).toMatchObject({
        code: 'cs-attribute-type-mismatch',
        message: expect.stringContaining('which is no value'),
        hint: 'Answer a text, or a list of texts.',
      }),
  )

  const to = (type: AttributeType, expression: string) =>
    flowOf(`return ${expression}`).to({ name: 'target', type, multivalued: true })(ENTRY, OBJECT)

  test('values are made canonical for where they go', () => {
    expect(to('number', '"+0012"')).toEqual(['12'])
    expect(to('number', '["-0", 7]')).toEqual(['0', '7'])
    expect(to('boolean', 'true')).toEqual(['true'])
    expect(to('binary', '"AQI="')).toEqual(['AQI='])
    expect(to('string', '3')).toEqual(['3'])
  })

  test.each([
    ['number', '"twelve"'],
    ['number', '1.5'],
    ['number', '"9223372036854775808"'],
    ['boolean', '"yes"'],
    ['binary', '"no base64"'],
    ['string', 'new Uint8Array([1])'],
    ['reference', '"CN=a"'],
  ] as const)('a %s cannot be %s', (type, expression) =>
    expect(problemOf(() => to(type, expression))).toMatchObject({
      code: 'cs-attribute-type-mismatch',
      message: expect.stringContaining(`does not fit target, which is a ${type}`),
    }),
  )
})

describe('what goes wrong names the module, the call, the object and the line', () => {
  test('an error', () => {
    const { rules } = agentOf(`export default {
  importFlow: {
    half(entry) {
      return entry.value('name')
        .nothing.half
    },
  },
}`)
    expect(problemOf(() => rules.importFlows.get('half')?.(ENTRY, OBJECT))).toEqual({
      code: 'extension-dll-exception',
      message: `rules.ts, import-flow half, ${ENTRY.dn}: TypeError: Cannot read properties of undefined (reading 'half') (rules.ts:5:17)`,
      hint: 'Correct the code, or the data that it does not expect.',
      where: { agent: 'hr', dn: ENTRY.dn, path: 'import-flow/half', file: 'rules.ts', line: 5, column: 17 },
    })
  })

  test.each([
    ['throw "text"', 'extension-dll-exception', 'text'],
    ['throw undefined', 'extension-dll-exception', 'an error without a message'],
    ['throw { get message() { throw 1 } }', 'extension-dll-exception', 'an error that cannot be shown'],
    ['throw new Error("plain")', 'extension-dll-exception', 'plain (rules.ts:1:'],
    ['throw hub.fail("too odd")', 'extension-unexpected-attribute-value', 'too odd (rules.ts:1:'],
    ['throw hub.notImplemented()', 'extension-entry-point-not-implemented', 'not implemented'],
    ['return Promise.reject(new Error("later"))', 'extension-dll-exception', 'it answered a promise'],
    ['const f = () => f(); return f()', 'extension-dll-exception', 'Maximum call stack'],
  ])('%s', (body, code, message) => {
    expect(failureOf(body)).toMatchObject({ code, message: expect.stringContaining(message) })
  })

  test('calls of each site carry its name', () => {
    const { rules } = agentOf(`const bad = () => { throw new Error('bad') }
export default { filter: bad, projection: bad, deprovision: bad, joinMapping: { a: bad }, joinResolution: { b: bad }, exportFlow: { c: bad } }`)
    const messages = [
      () => rules.filter?.(ENTRY),
      () => rules.projection?.(ENTRY),
      () => rules.deprovision?.(ENTRY, OBJECT),
      () => rules.joinMappings.get('a')?.(ENTRY, undefined),
      () => rules.joinResolutions.get('b')?.(ENTRY, [OBJECT]),
      () => rules.exportFlows.get('c')?.(ENTRY, OBJECT),
    ].map(work => problemOf(work).message.split(',').at(1)?.trim())
    expect(messages).toEqual([
      'disconnector-filter',
      'projection',
      'cs-deprovisioning',
      'join-mapping a',
      'join-resolution b',
      'export-flow c',
    ])
  })
})

describe('decisions', () => {
  const decide = (text: string) => agentOf(`export default { ${text} }`).rules
  const resolve = (answer: string) =>
    decide(`joinResolution: { r: (entry, hits) => ${answer} }`).joinResolutions.get('r')?.(ENTRY, [
      OBJECT,
      { ...OBJECT, id: 13 },
    ])

  test('a filter says true or false', () => {
    expect(decide("filter: entry => entry.value('level') === '3'").filter?.(ENTRY)).toBe(true)
    expect(problemOf(() => decide('filter() {}').filter?.(ENTRY)).message).toContain(
      'it answered nothing, not true or false',
    )
  })

  test('projection names a type or nothing', () => {
    expect(decide("projection: () => 'person'").projection?.(ENTRY)).toBe('person')
    for (const nothing of ['undefined', 'false', 'null'])
      expect(decide(`projection: () => ${nothing}`).projection?.(ENTRY)).toBeUndefined()
    expect(problemOf(() => decide('projection: () => true').projection?.(ENTRY)).code).toBe(
      'extension-projection-object-type-not-set',
    )
    expect(problemOf(() => decide('projection: () => 3').projection?.(ENTRY)).code).toBe(
      'extension-projection-invalid-object-type',
    )
  })

  test('resolution chooses a hit, perhaps with another type', () => {
    expect(resolve('hits[1]')).toEqual({ index: 1, metaverseType: undefined })
    expect(resolve('0')).toEqual({ index: 0, metaverseType: undefined })
    expect(resolve("({ hit: hits.find(hit => hit.value('accountName') === 'jo'), type: 'contact' })")).toEqual({
      index: 0,
      metaverseType: 'contact',
    })
    expect(resolve('undefined')).toBeUndefined()
    expect(problemOf(() => resolve('2'))).toMatchObject({
      code: 'extension-join-resolution-index-out-of-bounds',
      message: expect.stringContaining('it chose hit 2 of 2'),
    })
    expect(problemOf(() => resolve("'jo'")).code).toBe('extension-join-resolution-index-out-of-bounds')
    expect(problemOf(() => resolve('({ hit: 0, type: 3 })')).code).toBe('extension-join-resolution-invalid-object-type')
  })

  test('deprovisioning says what becomes of an entry', () => {
    const call = (answer: string) => decide(`deprovision: () => (${answer})`).deprovision?.(ENTRY, OBJECT)
    expect(call("'disconnect'")).toEqual({ action: 'make-normal-disconnector', dn: undefined, changes: {} })
    expect(call("{ action: 'explicit-disconnect', dn: 'CN=x', set: { name: 'gone', mails: [], level: 5 } }")).toEqual({
      action: 'make-explicit-disconnector',
      dn: 'CN=x',
      changes: {
        name: [{ operation: 'replace', values: ['gone'] }],
        mails: [{ operation: 'replace', values: [] }],
        level: [{ operation: 'replace', values: ['5'] }],
      },
    })
    expect(call("'delete'")?.action).toBe('delete-object')
    for (const answer of [
      'undefined',
      "'keep'",
      "{ action: 'delete', dn: '' }",
      "{ action: 'delete', set: 3 }",
      "'toString'",
    ])
      expect(problemOf(() => call(answer)).code).toBe('extension-deprovisioning-invalid-result')
    expect(problemOf(() => call("{ action: 'disconnect', set: { level: 'high' } }")).code).toBe(
      'cs-attribute-type-mismatch',
    )
    expect(problemOf(() => call("{ action: 'disconnect', set: { nam: 'x' } }")).hint).toBe('Did you mean name?')
  })
})
