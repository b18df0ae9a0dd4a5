import { describe, expect, test } from '@jest/globals'
import { AD, agentXml, direct, flowsXml, HR, importSmall, metaverseXml, scripted } from './small-export.js'

const importOf = (attribute: string, mapping: string) => {
  const { document, report, files } = importSmall(metaverseXml(flowsXml([attribute, mapping])))
  return { source: document.agents?.HR?.objects.employee?.import?.person?.[attribute], report, files }
}

const sync = (kind: string, inner: string) =>
  `<sync-rule-mapping mapping-type="${kind}" sync-rule-id="{R}" initial-flow-only="false" is-existence-test="false">${inner}</sync-rule-mapping>`
const fn = (inner: string) =>
  sync('expression', `<sync-rule-value><import-flow><src/><dest/><scoping/>${inner}</import-flow></sync-rule-value>`)

describe('a mapping of an import flow', () => {
  test.each([
    ['direct', 'displayName', direct('sn'), 'sn'],
    ['direct, in another case', 'displayName', direct('SN'), 'sn'],
    [
      'direct, of the name',
      'displayName',
      '<direct-mapping><src-attribute intrinsic="true">dn</src-attribute></direct-mapping>',
      'dn',
    ],
    ['direct, of a reference', 'manager', direct('boss'), 'boss'],
    ['a number to text', 'displayName', direct('age'), { expression: 'string(cs.age)' }],
    ['text to a number', 'age', direct('sn'), { expression: 'CNum(cs.sn)' }],
    [
      'a constant',
      'displayName',
      '<constant-mapping><constant-value>Windows</constant-value></constant-mapping>',
      { constant: 'Windows' },
    ],
    [
      'a constant number',
      'age',
      '<constant-mapping><constant-value>7</constant-value></constant-mapping>',
      { constant: 7 },
    ],
    [
      'a constant boolean',
      'active',
      '<constant-mapping><constant-value>TRUE</constant-value></constant-mapping>',
      { constant: true },
    ],
    ['a DN component', 'displayName', '<dn-part-mapping><dn-part>2</dn-part></dn-part-mapping>', { dnComponent: 2 }],
    [
      'in code',
      'displayName',
      scripted('cd.employee:sn->mv', 'sn', 'cn'),
      { extension: 'cd.employee:sn->mv', reads: ['sn', 'cn'] },
    ],
    [
      'in code, with the context first',
      'displayName',
      '<scripted-mapping><script-context>x</script-context><src-attribute>sn</src-attribute></scripted-mapping>',
      { extension: 'x', reads: ['sn'] },
    ],
    ['in code, with a slash in its name', 'displayName', scripted('a/b', 'sn'), { extension: 'a_b', reads: ['sn'] }],
    ['of a synchronization rule, direct', 'displayName', sync('direct', '<src-attribute>sn</src-attribute>'), 'sn'],
    [
      'of a synchronization rule, constant',
      'displayName',
      sync('constant', '<sync-rule-value>HQ</sync-rule-value>'),
      { constant: 'HQ' },
    ],
    [
      'a concatenation',
      'displayName',
      fn('<fn id="+"><arg>sn</arg><arg>", "</arg><arg>age</arg></fn>'),
      { expression: "cs.sn + ', ' + string(cs.age)" },
    ],
    [
      'a condition',
      'displayName',
      fn(
        '<fn id="IIF"><arg><fn id="Eq"><arg>sn</arg><arg>"it\'s"</arg></fn></arg><arg>"a"</arg><arg><fn id="Left"><arg>sn</arg><arg>1</arg></fn></arg></fn>',
      ),
      { expression: "((IsPresent(cs.sn) && cs.sn == 'it\\'s') ? 'a' : Left(cs.sn, 1))" },
    ],
    [
      'a condition for a boolean',
      'active',
      fn('<fn id="IIF"><arg><fn id="IsPresent"><arg>sn</arg></fn></arg><arg>"TRUE"</arg><arg>"False"</arg></fn>'),
      { expression: '(IsPresent(cs.sn) ? true : false)' },
    ],
  ])('%s', (_, attribute, mapping, expected) => {
    const { source, report } = importOf(attribute, mapping)
    expect(source).toEqual(expected)
    expect(report.notCarried).toEqual([])
    expect(report.counts).toContainEqual({ agent: 'HR', kind: 'import flow', of: 'person', read: 1, converted: 1 })
  })

  test.each([
    ['an attribute that is not there', 'displayName', direct('nobody'), 'employee has no attribute nobody'],
    ['text to a reference', 'manager', direct('sn'), 'sn is a string and the target a reference'],
    ['a reference to text', 'displayName', direct('boss'), 'boss is a reference and the target a string'],
    ['code that gives a reference', 'manager', scripted('x', 'sn'), 'rules in code give no references'],
    [
      'an empty constant',
      'displayName',
      '<constant-mapping><constant-value/></constant-mapping>',
      'The constant is empty',
    ],
    ['a function that is not known', 'displayName', fn('<fn id="Frobnicate"><arg>sn</arg></fn>'), 'Frobnicate'],
    [
      'an argument that is no attribute',
      'displayName',
      fn('<fn id="+"><arg>nobody</arg></fn>'),
      'nobody is no attribute',
    ],
    ['a mapping that is not known', 'displayName', '<magic-mapping/>', 'does not know the mapping magic-mapping'],
    ['no mapping', 'displayName', '', 'does not know the mapping no mapping'],
    ['no DN component', 'displayName', '<dn-part-mapping><dn-part>x</dn-part></dn-part-mapping>', 'x is no position'],
  ])('%s is told, and not carried over', (_, attribute, mapping, why) => {
    const { source, report } = importOf(attribute, mapping)
    expect(source).toBeUndefined()
    expect(report.notCarried).toEqual([
      {
        where: { file: 'MV.XML', line: 1, column: expect.any(Number) },
        what: `HR: import flow employee to person.${attribute}`,
        remedy: expect.stringContaining(why),
      },
    ])
    expect(report.counts).toContainEqual({ agent: 'HR', kind: 'import flow', of: 'person', read: 1, converted: 0 })
  })

  test('a flow in the scope of its synchronization rule is not carried over without it', () => {
    const scope =
      '<scoping><scope><csAttribute>sn</csAttribute><csOperator>EQUAL</csOperator><csValue>x</csValue></scope></scoping>'
    const value = `<sync-rule-value><import-flow>${scope}<fn id="Left"><arg>sn</arg><arg>1</arg></fn></import-flow></sync-rule-value>`
    const { source, report } = importOf('displayName', sync('expression', value))
    expect(source).toBeUndefined()
    expect(report.notCarried[0]?.remedy).toContain('for some objects only')
  })

  test('what is not ported throws, so that nothing flows', () => {
    const { files, report } = importOf('displayName', scripted('cd:sn->mv', 'sn'))
    expect(files.get('rules/HR.ts')).toContain(
      "'cd:sn->mv': (_entry, _object, hub) => {\n      throw hub.notImplemented()",
    )
    expect(report.decisions.map(({ what }) => what)).toContain('Rules in code are not ported: cd:sn->mv')
  })

  test('a reference that only code reads is selected as text; one that also flows stays a reference', () => {
    const types = (xml: string) => importSmall(metaverseXml(xml)).document.agents?.HR?.objects.employee?.attributes.boss
    expect(types(flowsXml(['displayName', scripted('x', 'boss')]))).toBe('string')
    expect(types(flowsXml(['displayName', scripted('x', 'boss')], ['manager', direct('boss')]))).toBe('reference')
  })
})

describe('several flows to one attribute', () => {
  const second = (id: string, mapping: string) =>
    `<import-flow src-ma="${id}" cd-object-type="employee" id="{G}">${mapping}</import-flow>`
  const withTwo = (type: string, first = HR, other = AD, mapping = direct('sn')) => {
    const flows = `<import-attribute-flow><import-flow-set mv-object-type="person"><import-flows mv-attribute="displayName" type="${type}">${second(first, mapping)}${second(other, mapping)}</import-flows></import-flow-set></import-attribute-flow>`
    const later = agentXml({ id: AD, name: 'Later', created: '2021-01-01' })
    return importSmall(metaverseXml(flows), agentXml(), later)
  }

  test.each([
    ['ranked as the agents were made', 'ranked', HR, AD, direct('sn'), undefined],
    ['ranked otherwise', 'ranked', AD, HR, direct('sn'), ['Later', 'HR']],
    ['equal', 'equal', HR, AD, direct('sn'), { kind: 'equal', order: ['HR', 'Later'] }],
    ['manual, in code', 'manual', HR, AD, scripted('x', 'sn'), 'manual'],
  ])('%s', (_, type, first, other, mapping, expected) => {
    const { document } = withTwo(type, first, other, mapping)
    expect(Object.keys(document.agents ?? {})).toEqual(['HR', 'Later'])
    expect(document.precedence?.person?.displayName).toEqual(expected)
  })

  test('manual, but not in code: ranked, as in MIM, and it is told', () => {
    const { document, report } = withTwo('manual', AD, HR)
    expect(document.precedence?.person?.displayName).toEqual(['Later', 'HR'])
    expect(report.decisions.map(({ what }) => what)).toContainEqual(expect.stringContaining('manual precedence'))
  })

  test('a second flow of one object type is told, and the first is kept', () => {
    const { document, report } = importSmall(
      metaverseXml(flowsXml(['displayName', direct('sn'), second(HR, direct('cn'))])),
    )
    expect(document.agents?.HR?.objects.employee?.import?.person).toEqual({ displayName: 'sn' })
    expect(report.notCarried[0]?.remedy).toContain('ranks higher')
  })

  test('a flow of an agent whose file is missing is told with its place', () => {
    const nobody = '{BBBBBBBB-0000-0000-0000-000000000009}'
    const { report, document } = importSmall(
      metaverseXml(flowsXml(['displayName', direct('sn'), `\n  ${second(nobody, direct('cn'))}`])),
    )
    expect(document.agents?.HR?.objects.employee?.import?.person).toEqual({ displayName: 'sn' })
    expect(report.notCarried).toEqual([
      {
        where: { file: 'MV.XML', line: 2, column: 3 },
        what: `${nobody}: import flow employee to person.displayName`,
        remedy: expect.stringContaining(`No file of this folder is the management agent ${nobody}`),
      },
    ])
  })
})
