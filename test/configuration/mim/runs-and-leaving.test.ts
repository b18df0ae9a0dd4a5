import { describe, expect, test } from '@jest/globals'
import { AD, agentXml, HR, importSmall, metaverseXml, type SmallImport } from './small-export.js'

const ofRules = (rules: string) => importSmall(metaverseXml(), agentXml({ rules }))

describe('run profiles', () => {
  const step = (type: string, inner = '', more = '') =>
    `<step><step-type type="${type}">${inner}</step-type>${more}<partition>{P1}</partition></step>`
  const profile = (...steps: readonly string[]) => {
    const made = ofRules(
      `<ma-run-data><run-configuration><id>{1}</id><name>My Run (1)</name><configuration>${steps.join('')}</configuration></run-configuration></ma-run-data>`,
    )
    return { ...made, steps: made.document.agents?.HR?.runProfiles?.['My Run (1)'] }
  }
  const stage = '<import-subtype>to-cs</import-subtype>'
  const threshold = (inner: string) => `<threshold>${inner}<batch-size>1</batch-size></threshold>`

  test.each([
    ['full import, stage only', [step('full-import', stage)], ['full-import']],
    ['full import and delta synchronization', [step('full-import')], ['full-import', 'delta-synchronization']],
    [
      'full import and full synchronization',
      [step('full-import-reevaluate-rules')],
      ['full-import', 'full-synchronization'],
    ],
    [
      'delta synchronization',
      [step('apply-rules', '<apply-rules-subtype>apply-pending</apply-rules-subtype>')],
      ['delta-synchronization'],
    ],
    [
      'full synchronization',
      [step('apply-rules', '<apply-rules-subtype>reevaluate-flow-connectors</apply-rules-subtype>')],
      ['full-synchronization'],
    ],
    [
      'joins anew',
      [step('apply-rules', '<apply-rules-subtype>reevaluate-join-flow-all</apply-rules-subtype>')],
      ['full-synchronization'],
    ],
    ['export', [step('export')], ['export']],
    [
      'thresholds',
      [step('full-import', stage, threshold('<object>500</object><delete>100</delete>'))],
      [{ type: 'full-import', objectLimit: 500, deletionLimit: 100 }],
    ],
    [
      'no deletes at all',
      [step('export', '', threshold('<delete>0</delete>'))],
      [{ type: 'export', deletionLimit: 0 }],
    ],
    [
      'one step for each of several partitions',
      [step('full-import', stage), step('full-import', stage).replace('{P1}', '{P2}'), step('export')],
      ['full-import', 'export'],
    ],
    ['a delta import that the connector cannot', [step('delta-import', stage)], ['full-import']],
  ])('%s', (_, steps, expected) => {
    const made = profile(...steps)
    expect(made.steps).toEqual(expected)
    expect(made.report.counts).toContainEqual({ agent: 'HR', kind: 'run profile', of: '', read: 1, converted: 1 })
  })

  test('a profile that only writes a drop file is left out, and told', () => {
    const made = profile(step('full-import', '<import-subtype>to-file</import-subtype>'))
    expect(made.steps).toBeUndefined()
    expect(made.report.notCarried).toEqual([expect.objectContaining({ what: 'HR: run profile My Run (1)' })])
  })

  test('a limit of 0, a delta that is full now and partitions passed over are to be looked at', () => {
    const told = (made: SmallImport) => made.report.decisions.map(({ what }) => what)
    expect(told(profile(step('export', '', threshold('<delete>0</delete>'))))).toContain(
      'My Run (1) has a deletion threshold of 0',
    )
    expect(told(profile(step('delta-import', stage)))).toContainEqual(expect.stringContaining('imports changes only'))
    expect(told(profile(step('export').replace('{P1}', '{P9}')))).toContain(
      'HR: My Run (1) is for some partitions only',
    )
  })
})

describe('what becomes of connectors and objects', () => {
  const cleanup = (inner: string, type = 'declared') =>
    ofRules(`<provisioning-cleanup type="${type}">${inner}</provisioning-cleanup>`)
  const deletion = (type: string, ...agents: readonly string[]) =>
    importSmall(
      metaverseXml(
        `<mv-deletion><mv-deletion-rule mv-object-type="Person" id="{D}" type="${type}">${agents.map(id => `<src-ma>${id}</src-ma>`).join('')}</mv-deletion-rule></mv-deletion>`,
      ),
    )
  const ruleOf = ({ document }: SmallImport) => document.metaverse?.types?.person?.deletion

  test.each([
    ['make-normal-disconnector', 'declared', undefined],
    ['make-explicit-disconnector', 'declared', 'make-explicit-disconnector'],
    ['delete-object', 'declared', 'delete-object'],
    ['', 'scripted', 'extension'],
  ])('deprovisioning: %s (%s)', (action, type, expected) => {
    const made = cleanup(action === '' ? '' : `<action>${action}</action>`, type)
    expect(made.document.agents?.HR?.deprovisioning).toBe(expected)
    expect(made.report.notCarried).toEqual([])
  })

  test.each([
    ['declared-last', [], { when: 'last-connector' }],
    ['declared-last', [HR], { when: 'last-connector', ignore: ['HR'] }],
    ['declared-any', [HR.toLowerCase()], { when: 'any-connector', of: ['HR'] }],
    ['scripted', [], { when: 'extension' }],
  ])('deletion: %s of %j', (type, agents, expected) => expect(ruleOf(deletion(type, ...agents))).toEqual(expected))

  test('a deletion rule of several agents has all that are here', () => {
    const rule = `<mv-deletion><mv-deletion-rule mv-object-type="PERSON" type="declared-any"><src-ma>${HR}</src-ma><src-ma>${AD}</src-ma><src-ma>{9}</src-ma></mv-deletion-rule></mv-deletion>`
    const made = importSmall(metaverseXml(rule), agentXml(), agentXml({ id: AD, name: 'Other' }))
    expect(ruleOf(made)).toEqual({ when: 'any-connector', of: ['HR', 'Other'] })
    expect(made.report.decisions.map(({ what }) => what)).toContain(
      'The deletion rule of PERSON also names agents that are not here',
    )
    expect(made.files.get('hub.yaml')).toContain('# DECIDE: The deletion rule of PERSON')
  })

  test('a deletion rule of an agent that is not there is told', () => {
    const made = deletion('declared-any', '{CCCCCCCC-0000-0000-0000-000000000009}')
    expect(ruleOf(made)).toBeUndefined()
    expect(made.report.notCarried[0]?.remedy).toContain('export the whole server again')
  })

  test('recall that is off stays off', () => {
    const options = (on: boolean) =>
      `<import-attribute-flow><per-ma-options><ma-options ma-id="${HR}"><enable-recall>${on}</enable-recall></ma-options></per-ma-options></import-attribute-flow>`
    expect(importSmall(metaverseXml(options(false))).document.agents?.HR?.recall).toBe(false)
    expect(importSmall(metaverseXml(options(true))).document.agents?.HR).not.toHaveProperty('recall')
  })

  test.each([
    ['scripted', true, 1],
    ['both', true, 1],
    ['sync-rule', false, 0],
  ])('provisioning: %s', (type, inCode, converted) => {
    const made = importSmall(metaverseXml(`<provisioning type="${type}"/>`))
    expect(made.files.has('rules/metaverse.ts')).toBe(inCode)
    expect(made.report.counts).toContainEqual({ agent: 'metaverse', kind: 'provisioning', of: '', read: 1, converted })
    const told = made.report.decisions.some(({ what }) =>
      what.includes('outbound synchronization rules of the MIM portal'),
    )
    expect(told).toBe(type !== 'scripted')
  })

  test('no provisioning is no rule', () => {
    const made = importSmall(metaverseXml('<provisioning type="none"/>'))
    expect(made.report.counts.filter(({ kind }) => kind === 'provisioning')).toEqual([])
  })
})
