import { afterAll, expect, test } from '@jest/globals'
import { memorySource } from '../../src/connectors/memory/index.js'
import { type TestHub, testHub } from '../support/hub.js'

const HR = 'order-hr'
const TARGET = 'order-target'
let hub: TestHub | undefined
afterAll(() => hub?.drop())

const document = {
  version: 1,
  metaverse: { types: { person: { deletion: { when: 'any-connector', of: ['hr'] } } } },
  agents: {
    hr: {
      connector: 'memory',
      settings: { source: HR },
      guard: { deletionLimit: null, deletionPercent: null },
      objects: {
        user: {
          attributes: { dn: 'string', title: 'string' },
          projection: 'person',
          import: { person: { displayName: 'dn', title: 'title' } },
        },
      },
    },
    target: {
      connector: 'memory',
      settings: { source: TARGET },
      deprovisioning: 'delete-object',
      objects: {
        node: {
          attributes: { title: 'string' },
          provision: [{ type: 'person', dn: 'mv.displayName' }],
          export: { person: { title: 'title' } },
        },
      },
    },
  },
}
const TREE = ['cn=x,ou=c,ou=b,ou=a', 'ou=b,ou=a', 'cn=y,ou=b,ou=a', 'ou=c,ou=b,ou=a', 'ou=a', 'ou=z']
const depth = (dn: string): number => dn.split(',').length

test.each([1, 2, 1_000])(
  'parents before children, then changes, then deletes deepest first; %d at a time',
  async batchSize => {
    for (const name of [HR, TARGET]) memorySource(name).reset()
    await hub?.drop()
    hub = await testHub(document)
    const hr = memorySource(HR)
    const target = memorySource(TARGET)
    const carryOver = async (): Promise<string[]> => {
      const from = target.log.length
      await hub?.run('hr', 'full-import')
      await hub?.run('hr', 'delta-synchronization')
      await hub?.run('target', { type: 'export', batchSize, deletionLimit: null, deletionPercent: null })
      await hub?.run('target', { type: 'full-import', deletionLimit: null, deletionPercent: null })
      await hub?.run('target', 'delta-synchronization')
      return target.log.slice(from).map(delta => `${delta.kind} ${delta.dn}`)
    }
    for (const dn of TREE) hr.put({ objectType: 'user', dn, anchor: dn, attributes: { dn: [dn] } })
    const added = await carryOver()
    expect(added).toHaveLength(TREE.length)
    expect(added.map(depth)).toEqual(added.map(depth).sort((a, b) => a - b))

    for (const dn of TREE.slice(0, 5)) hr.delete(dn)
    hr.put({ objectType: 'user', dn: 'cn=n,ou=z', anchor: 'n', attributes: { dn: ['cn=n,ou=z'] } })
    hr.modify('ou=z', { title: [{ operation: 'replace', values: ['t'] }] })
    const changed = await carryOver()
    expect(changed.slice(0, 2)).toEqual(['add cn=n,ou=z', 'modify ou=z'])
    const deleted = changed.slice(2)
    expect(deleted.map(line => line.slice(0, 6))).toEqual(['delete', 'delete', 'delete', 'delete', 'delete'])
    expect(deleted.map(depth)).toEqual(deleted.map(depth).sort((a, b) => b - a))
  },
)
