import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { memorySource } from '../../src/connectors/memory/index.js'
import { type TestHub, testHub } from '../support/hub.js'

const PEOPLE = 30
const source = memorySource('told-deletions')
const dnOf = (i: number) => `cn=person ${i},o=hr`

const document = (deletions: string) => ({
  version: 1,
  agents: {
    hr: {
      connector: 'memory',
      settings: { source: source.name, deletions },
      objects: { person: { attributes: { cn: 'string', sn: 'string' }, projection: 'person' } },
    },
  },
})

const put = (i: number, sn = 'Surname') =>
  source.put({ objectType: 'person', dn: dnOf(i), attributes: { cn: [`person ${i}`], sn: [sn] } })
const anchorOf = (i: number): string => source.byDn(dnOf(i))?.anchor ?? ''

describe.each(['deltas', 'anchors', 'listing'])('a source that tells deletions as %s', deletions => {
  let hub: TestHub

  beforeEach(async () => {
    hub = await testHub(document(deletions))
    for (let i = 0; i < PEOPLE; i++) put(i)
    expect(await hub.run('hr', 'full-import')).toMatchObject({ status: 'success', counters: { 'stage-add': PEOPLE } })
  })
  afterEach(async () => {
    source.reset()
    await hub.drop()
  })

  test('loses, in a delta import, exactly what was deleted', async () => {
    source.delete(anchorOf(3))
    source.modify(anchorOf(4), { sn: [{ operation: 'replace', values: ['Changed'] }] })
    put(PEOPLE)
    const { status, counters } = await hub.run('hr', 'delta-import')
    expect(status).toBe('success')
    expect(counters).toEqual({ 'stage-delete': 1, 'stage-update': 1, 'stage-add': 1 })
    const pending = await hub.database.query(
      `select e.dn from pending_import p join entry e on e.id = p.entry_id where p.operation = 'delete'`,
    )
    expect(pending).toEqual([{ dn: dnOf(3) }])
    expect((await hub.run('hr', 'delta-import')).status).toBe('completed-no-objects')
  })

  test('loses nobody when it lost too many at once', async () => {
    for (let i = 0; i < PEOPLE / 2; i++) source.delete(anchorOf(i))
    const { status } = await hub.run('hr', 'delta-import')
    expect(status).toBe('stopped-deletion-limit')
    expect(await hub.database.query('select from pending_import where operation = $1', ['delete'])).toEqual([])
  })
})
