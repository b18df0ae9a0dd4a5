import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { memorySource } from '../../src/connectors/memory/index.js'
import type { Delta } from '../../src/model/delta.js'
import { type TestHub, testHub } from '../support/hub.js'

const source = memorySource('shorter-retelling')
const anchorOf = (i: number): string => source.byDn(`cn=person ${i},o=hr`)?.anchor ?? ''
const call = (i: number, sn: string) => source.modify(anchorOf(i), { sn: [{ operation: 'replace', values: [sn] }] })

let hub: TestHub

beforeEach(async () => {
  hub = await testHub({
    version: 1,
    agents: {
      hr: {
        connector: 'memory',
        settings: { source: source.name },
        objects: { person: { attributes: { sn: 'string' }, projection: 'person' } },
      },
    },
  })
  for (let i = 0; i < 6; i++) {
    source.put({ objectType: 'person', dn: `cn=person ${i},o=hr`, attributes: { sn: ['Surname'] } })
  }
  await hub.run('hr', 'full-import')
})
afterEach(async () => {
  source.reset()
  await hub.drop()
})

test('what a source tells in fewer words after an import was interrupted is not taken for told already', async () => {
  const before = source.log.length
  for (let i = 0; i < 6; i++) call(i, 'First')
  source.faults.cutReadAfter = 4
  expect((await hub.run('hr', { type: 'delta-import', batchSize: 2 })).status).toBe('stopped-connectivity')
  delete source.faults.cutReadAfter
  // Two changes of one object are one by now; the source tells no more of the others, which are as they were told.
  call(0, 'Second')
  const log = source.log as Delta[]
  log.splice(before, log.length - before, log.at(-1) as Delta)
  expect((await hub.run('hr', 'delta-import')).status).toBe('success')
  const rows = await hub.database.query<{ sn: string }>(
    `select image->'sn' as sn from entry where dn = 'cn=person 0,o=hr'`,
  )
  expect(JSON.stringify(rows[0]?.sn)).toContain('Second')
})
