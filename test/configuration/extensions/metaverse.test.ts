import { describe, expect, test } from '@jest/globals'
import { ENTRY, load, OBJECT, problemOf } from './support.js'

describe('the rules of the metaverse', () => {
  const rulesOf = (text: string) => load({ 'metaverse.ts': `export default { ${text} }` }).metaverse
  const provision = (body: string) => rulesOf(`provision(object, hub) { ${body} }`)?.provision?.(OBJECT)

  test('provisioning asks for changes of connectors', () => {
    expect(
      provision(`const [own] = object.connectors('hr')
own.rename('CN=new')
own.replace('person', { dn: 'CN=other' })
own.disconnect()
object.start('hr', 'person', { dn: 'CN=' + hub.dn.escape(object.value('displayName')), attributes: { name: 'Jo', level: 2, id: hub.decline } })`),
    ).toEqual([
      { kind: 'rename', entry: 7, dn: 'CN=new' },
      { kind: 'replace', entry: 7, objectType: 'person', dn: 'CN=other' },
      { kind: 'disconnect', entry: 7 },
      { kind: 'add', agent: 1, objectType: 'person', dn: 'CN=Jo', attributes: { name: ['Jo'], level: ['2'] } },
    ])
    expect(provision('return')).toEqual([])
  })

  test.each([
    ["object.start('gone', 'person', { dn: 'x' })", 'there is no agent “gone”'],
    ["object.start('hr', 'gone', { dn: 'x' })", 'there is no object type of hr “gone”'],
    [
      "object.start('hr', 'person', { dn: 'x', attributes: { gone: 1 } })",
      'there is no attribute gone of person of hr',
    ],
    ["object.start('hr', 'person', {})", 'it gave nothing as a name'],
    ["object.start('hr', 'person')", 'it gave nothing as a name'],
    ["object.connectors('hr')[0].rename('')", 'it gave “” as a name'],
    ["object.connectors('hr')[0].replace('gone')", 'there is no object type of hr “gone”'],
    ['return (async () => {})()', 'it answered a promise'],
  ])('%s', (body, message) =>
    expect(problemOf(() => provision(body)).message).toContain(`metaverse.ts, provisioning, person Jo: ${message}`),
  )

  test('deletion says true or false', () => {
    const rules = rulesOf("shouldDelete: (entry, object) => entry.agent === 'hr' && object.connectors().length === 1")
    expect(rules?.shouldDelete?.(ENTRY, OBJECT)).toBe(true)
    expect(problemOf(() => rulesOf('shouldDelete: () => 1')?.shouldDelete?.(ENTRY, OBJECT)).message).toContain(
      'mv-deletion',
    )
  })
})
