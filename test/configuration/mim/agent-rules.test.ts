import { describe, expect, test } from '@jest/globals'
import { agentXml, direct, importSmall, metaverseXml, type SmallImport, scripted } from './small-export.js'

const typeOf = ({ document }: SmallImport) => document.agents?.HR?.objects.employee
const ofRules = (rules: string) => importSmall(metaverseXml(), agentXml({ rules }))

describe('connector filter', () => {
  const filter = (inner: string, type = 'declared') =>
    ofRules(
      `<stay-disconnector><filter-set cd-object-type="employee" type="${type}" import-filter="0">${inner}</filter-set></stay-disconnector>`,
    )
  const alternative = (...conditions: readonly string[]) =>
    `<filter-alternative id="{1}">${conditions.join('')}</filter-alternative>`
  const condition = (attribute: string, operator: string, value = '') =>
    `<condition cd-attribute="${attribute}" operator="${operator}">${value}</condition>`

  test('alternatives, each a condition or several', () => {
    const made = filter(
      alternative(condition('SN', 'equality', '<value>robot</value>')) +
        alternative(condition('cn', 'not-present'), condition('age', 'bit-on', '<value ui-radix="16">1f</value>')),
    )
    expect(typeOf(made)?.filter).toEqual([
      { attribute: 'sn', operator: 'equality', value: 'robot' },
      [
        { attribute: 'cn', operator: 'not-present' },
        { attribute: 'age', operator: 'bit-on', value: '0x1f' },
      ],
    ])
    expect(made.report.counts).toContainEqual({ agent: 'HR', kind: 'filter', of: 'employee', read: 2, converted: 2 })
  })

  test('in code', () => {
    const made = filter('', 'scripted')
    expect(typeOf(made)?.filter).toBe('extension')
    expect(made.files.get('rules/HR.ts')).toContain('filter(_entry, hub) {\n    throw hub.notImplemented()')
  })

  test('what the hub cannot test takes its whole alternative away, never half of it, and the others stay', () => {
    const made = filter(
      alternative(condition('sn', 'present'), condition('boss', 'present')) +
        alternative(condition('sn', 'sounds-like', '<value>x</value>')) +
        alternative(condition('cn', 'present')),
    )
    expect(typeOf(made)?.filter).toEqual([{ attribute: 'cn', operator: 'present' }])
    expect(made.report.counts).toContainEqual({ agent: 'HR', kind: 'filter', of: 'employee', read: 3, converted: 1 })
    const why = made.report.notCarried.map(({ remedy }) => remedy)
    expect(why).toEqual([
      expect.stringContaining('boss is a reference, which filters cannot read'),
      expect.stringContaining('sounds-like'),
    ])
  })

  test('the right ones go, and the right ones are told, whatever stands around them', () => {
    const lines = [
      condition('sn', 'sounds-like', '<value>x</value>'),
      condition('sn', 'present'),
      condition('boss', 'present'),
      condition('cn', 'present'),
      condition('boss', 'not-present'),
      condition('id', 'present'),
    ].map(each => `\n${alternative(each)}`)
    const made = filter(lines.join(''))
    expect(typeOf(made)?.filter).toEqual(['sn', 'cn', 'id'].map(attribute => ({ attribute, operator: 'present' })))
    const [first = 0, ...others] = made.report.notCarried.map(({ where }) => where.line)
    expect(others.map(line => line - first)).toEqual([2, 4])
  })
})

describe('join', () => {
  const criterion = (
    mapping: string,
    { type = ' mv-object-type="person"', resolution = '<resolution type="none"/>' } = {},
  ) => `<join-criterion id="{J}"><search${type}>${mapping}</search>${resolution}</join-criterion>`
  const on = (attribute: string, mapping: string, more = '') =>
    `<attribute-mapping mv-attribute="${attribute}"${more}>${mapping}</attribute-mapping>`
  const join = (...criteria: readonly string[]) =>
    ofRules(`<join><join-profile cd-object-type="employee">${criteria.join('')}</join-profile></join>`)

  test.each([
    ['direct', criterion(on('employeeID', direct('id'))), { type: 'person', on: { employeeID: 'id' } }],
    ['any type', criterion(on('employeeID', direct('id')), { type: '' }), { on: { employeeID: 'id' } }],
    [
      'by several attributes',
      criterion(on('employeeID', direct('id')) + on('displayName', direct('cn'))),
      { type: 'person', on: { employeeID: 'id', displayName: 'cn' } },
    ],
    [
      "by the object's id",
      criterion(on('object-id', direct('guid'), ' intrinsic-attribute="true"')),
      { type: 'person', on: { 'object-id': 'guid' } },
    ],
    [
      'candidates and resolution in code',
      criterion(on('employeeID', scripted('find', 'id')), {
        resolution: '<resolution type="scripted"><script-context>choose</script-context></resolution>',
      }),
      { type: 'person', on: { employeeID: { extension: 'find', reads: ['id'] } }, resolution: 'choose' },
    ],
  ])('%s', (_, xml, expected) => expect(typeOf(join(xml))?.join).toEqual([expected]))

  test('criteria keep their order, also of several profiles; what joins compare is indexed', () => {
    const made = ofRules(
      `<join><join-profile cd-object-type="employee">${criterion(on('badge', direct('id')))}</join-profile>
       <join-profile cd-object-type="employee">${criterion(on('employeeID', direct('id')))}</join-profile></join>`,
    )
    expect(typeOf(made)?.join?.map(each => Object.keys(each.on))).toEqual([['badge'], ['employeeID']])
    expect(made.document.metaverse?.attributes?.badge).toEqual({ type: 'string', indexed: true })
  })

  test('half a criterion would join others: it goes as a whole', () => {
    const made = join(
      criterion(on('employeeID', direct('id')) + on('manager', direct('boss'))),
      criterion(on('displayName', direct('cn'))),
    )
    expect(typeOf(made)?.join).toEqual([{ type: 'person', on: { displayName: 'cn' } }])
    expect(made.report.notCarried).toEqual([expect.objectContaining({ what: 'HR: join of employee' })])
  })
})

describe('projection', () => {
  const projection = (inner: string) => ofRules(`<projection>${inner}</projection>`)
  const mapping = (type: string, inner = '<mv-object-type>PERSON</mv-object-type>') =>
    `<class-mapping cd-object-type="employee" type="${type}" id="{P}">${inner}</class-mapping>`

  test.each([
    ['declared', mapping('declared'), 'person'],
    ['of a synchronization rule', mapping('sync-rule'), 'person'],
    ['in code', mapping('scripted', ''), { extension: true }],
    [
      'in a scope',
      mapping(
        'sync-rule',
        '<mv-object-type>person</mv-object-type><scoping><scope><csAttribute>sn</csAttribute><csOperator>EQUAL</csOperator><csValue>x</csValue></scope></scoping>',
      ),
      { type: 'person', when: "Eq(cs.sn, 'x')" },
    ],
  ])('%s', (_, xml, expected) => expect(typeOf(projection(xml))?.projection).toEqual(expected))

  test('a second one, an unknown type and an unknown scope are told', () => {
    const made = projection(
      mapping('declared') + mapping('sync-rule') + mapping('declared', '<mv-object-type>ghost</mv-object-type>'),
    )
    expect(typeOf(made)?.projection).toBe('person')
    expect(made.report.notCarried).toHaveLength(2)
    const scope = '<scoping><scope><csAttribute>sn</csAttribute><csOperator>SOUNDSLIKE</csOperator></scope></scoping>'
    const other = projection(mapping('sync-rule', `<mv-object-type>person</mv-object-type>${scope}`))
    expect(typeOf(other)?.projection).toBeUndefined()
  })
})

describe('export flow', () => {
  const flows = (inner: string) =>
    ofRules(
      `<export-attribute-flow><export-flow-set cd-object-type="employee" mv-object-type="person">${inner}</export-flow-set></export-attribute-flow>`,
    )
  const flow = (attribute: string, mapping: string, suppress?: boolean) =>
    `<export-flow cd-attribute="${attribute}" id="{E}"${suppress === undefined ? '' : ` suppress-deletions="${suppress}"`}>${mapping}</export-flow>`
  const sync = (kind: string, inner: string, initial = false) =>
    `<sync-rule-mapping mapping-type="${kind}" sync-rule-id="{R}" initial-flow-only="${initial}" is-existence-test="false">${inner}</sync-rule-mapping>`
  const exported = (made: SmallImport) => typeOf(made)?.export?.person

  test.each([
    ['nulls suppressed', flow('sn', direct('displayName'), true), { sn: 'displayName' }],
    ['nulls allowed', flow('sn', direct('displayName'), false), { sn: { from: 'displayName', allowNulls: true } }],
    ['nothing said of nulls', flow('sn', direct('displayName')), { sn: { from: 'displayName', allowNulls: true } }],
    [
      'a constant',
      flow('sn', '<constant-mapping><constant-value>AD</constant-value></constant-mapping>'),
      { sn: { constant: 'AD' } },
    ],
    ['a reference', flow('boss', direct('manager'), true), { boss: 'manager' }],
    ['a number to text', flow('sn', direct('age'), true), { sn: { expression: 'string(mv.age)' } }],
    [
      "the object's id",
      flow('guid', '<direct-mapping><src-attribute intrinsic="true">object-id</src-attribute></direct-mapping>', true),
      { guid: { objectId: true } },
    ],
    [
      'in code',
      flow('sn', scripted('out', 'displayName', 'manager'), false),
      { sn: { extension: 'out', reads: ['displayName'], allowNulls: true } },
    ],
    [
      'for creation only',
      flow('sn', sync('direct', '<src-attribute>displayName</src-attribute>', true), true),
      { sn: { from: 'displayName', initialOnly: true } },
    ],
    [
      'for creation and always: always',
      flow('sn', sync('constant', '<sync-rule-value>new</sync-rule-value>', true), true) +
        flow('sn', sync('direct', '<src-attribute>displayName</src-attribute>'), true),
      { sn: 'displayName' },
    ],
  ])('%s', (_, xml, expected) => expect(exported(flows(xml))).toEqual(expected))

  test('an initial password is not written down, and an object is not created for everybody', () => {
    const dn = `<sync-rule-value><export-flow allows-null="false"><src/><dest>dn</dest><scoping/><fn id="+"><arg>"CN="</arg><arg>accountName</arg></fn></export-flow></sync-rule-value>`
    const made = flows(
      flow('unicodePwd', sync('constant', '<sync-rule-value>Secret1</sync-rule-value>', true)) +
        flow('dn', sync('expression', dn, true)),
    )
    expect(exported(made)).toBeUndefined()
    expect(JSON.stringify([...made.files, made.report])).not.toContain('Secret1')
    expect(made.report.decisions.map(({ remedy }) => remedy)).toContainEqual(
      `Find its scope in the portal and write it as when: provision: [{ type: person, when: …, dn: "'CN=' + mv.accountName" }]`,
    )
  })
})
