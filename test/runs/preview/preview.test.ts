import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { previewLines } from '../../../src/cli/preview-text.js'
import { checkDocument } from '../../../src/configuration/check.js'
import type { Preview } from '../../../src/runs/preview/preview.js'
import { previewEntry } from '../../../src/runs/preview/preview-entry.js'
import type { TraceEvent } from '../../../src/sync/trace.js'
import { type TestHub, testHub } from '../../support/hub.js'
import { checksum } from './facts.js'
import { badges, document, hr } from './rules.js'

let hub: TestHub
beforeAll(async () => {
  hub = await testHub(document())
})
afterAll(() => hub.drop())

async function entryId(dn: string): Promise<number> {
  const [row] = await hub.database.query<{ id: number }>('select id from entry where dn = $1', [dn])
  if (row === undefined) throw new Error(`no entry ${dn}`)
  return row.id
}

async function preview(dn: string, request: { mode?: 'full' | 'delta'; title?: object } = {}): Promise<Preview> {
  const { mode = 'delta', title } = request
  const before = await checksum(hub.database)
  const configuration = title === undefined ? undefined : checkDocument(document(title))
  const answer = await previewEntry(hub.database, { entry: await entryId(dn), mode, configuration })
  expect(await checksum(hub.database)).toBe(before)
  return answer
}

const put = (id: string, values: Record<string, string[]>) =>
  hr.put({ objectType: 'person', dn: `cn=${id},o=hr`, anchor: id, attributes: { id: [id], ...values } })

const of = <K extends TraceEvent['kind']>({ events }: Preview, kind: K) =>
  events.filter((event): event is Extract<TraceEvent, { kind: K }> => event.kind === kind)
const statuses = (answer: Preview, attribute: string) =>
  of(answer, 'import')
    .filter(event => event.attribute === attribute)
    .map(event => event.flows.map(flow => `${answer.names.rules.get(flow.rule)} ${flow.status}`))
const exported = (answer: Preview) =>
  of(answer, 'export').map(event => event.flows.map(flow => `${flow.attribute} ${flow.status}`))
const text = (answer: Preview): string => previewLines(answer, (_style, line) => line).join('\n')

test('somebody new: filter, joins, projection, flows, provisioning, exports', async () => {
  put('1', { name: ['Anna'], room: ['R1'], boss: ['cn=1,o=hr'] })
  await hub.run('hr', 'full-import')
  const answer = await preview('cn=1,o=hr')
  expect(of(answer, 'filter')[0]).toMatchObject({
    status: 'passed',
    alternatives: [
      { matched: false, conditions: [{ attribute: 'kind', holds: false }] },
      {
        matched: false,
        conditions: [
          { attribute: 'name', operator: 'present', holds: true },
          { attribute: 'room', operator: 'equality', value: 'none', holds: false },
        ],
      },
    ],
  })
  expect(of(answer, 'join').map(({ status, searches }) => [status, searches])).toEqual([
    ['no-match', [{ metaverseAttribute: 'employeeID', keys: ['1'] }]],
    ['no-match', [{ metaverseAttribute: 'displayName', keys: ['anna'] }]],
  ])
  expect(of(answer, 'projection')[0]).toMatchObject({ status: 'projected', metaverseType: 'person' })
  expect(statuses(answer, 'title')).toEqual([
    ['hr/person/import/person.title applied', 'badges/badge/import/person.title no-connector'],
  ])
  expect(of(answer, 'provisioning-rule').map(event => event.status)).toEqual(['does-not-apply', 'applies'])
  expect(of(answer, 'provisioned')[0]).toMatchObject({ action: 'add', after: 'cn=1,o=portal' })
  expect(exported(answer)).toEqual([['login applied', 'cn applied', 'room applied', 'boss reference']])
  expect(answer.objects).toEqual([
    { id: expect.any(Number), before: undefined, after: expect.objectContaining({ type: 'person' }) },
  ])
  expect(answer.references).toEqual([
    { object: answer.objects[0]?.id, attribute: 'manager', outcome: 'added', count: 1, names: ['Anna'] },
  ])
  expect(answer.entries.find(each => each.after?.agentName === 'portal')).toMatchObject({
    before: undefined,
    after: {
      dn: 'cn=1,o=portal',
      state: 'connector',
      pendingExport: { operation: 'add' },
      references: [{ attribute: 'boss', operation: 'add', count: 1, names: ['cn=1,o=portal'] }],
    },
  })
  expect(answer.counters).toEqual({ 'disconnector-projected-flow': 1, 'provisioned-add-flow@portal': 1 })
  expect(text(answer)).toMatchInlineSnapshot(`
"hr cn=1,o=hr (disconnector), delta synchronization
filter: passed
    hr/person/filter/1: does not match
        kind equality contractor: does not hold
    hr/person/filter/2: does not match
        name present: holds
        room equality none: does not hold
join hr/person/join/1: no-match
    employeeID = 1
join hr/person/join/2: no-match
    displayName = anna
projection hr/person/projection: projected as person
linked: hr cn=1,o=hr to a new metaverse object by hr/person/projection
import employeeID (ranked): [] → [1]
    applied hr/person/import/person.employeeID = [1] from hr cn=1,o=hr
import displayName (ranked): [] → [Anna]
    applied hr/person/import/person.displayName = [Anna] from hr cn=1,o=hr
    no-connector badges/badge/import/person.displayName
import title (ranked): [] → [R1]
    applied hr/person/import/person.title = [R1] from hr cn=1,o=hr
    no-connector badges/badge/import/person.title
import telephoneNumber (ranked): [] → []
    no-value hr/person/import/person.telephoneNumber from hr cn=1,o=hr
import manager (ranked)
    applied hr/person/import/person.manager from hr cn=1,o=hr
provisioning portal/admin/provision/person: does-not-apply
provisioning portal/user/provision/person: applies
provisioning add in portal: cn=1,o=portal
linked: portal cn=1,o=portal to a new metaverse object by portal/user/provision/person
export to portal cn=1,o=portal
    applied login (portal/user/export/person.login): [] → [1]
    applied cn (portal/user/export/person.cn): [] → [Anna]
    applied room (portal/user/export/person.room): [] → [R1]
    reference boss (portal/user/export/person.boss)

Afterwards
+ metaverse object (person)
    displayName: [] → [Anna]
    employeeID: [] → [1]
    title: [] → [R1]
    manager: 1 added (Anna)
~ hr cn=1,o=hr
    disconnector → connector (hr/person/projection)
+ portal cn=1,o=portal
    new → connector (portal/user/provision/person)
    + export add cn=1,o=portal cn replace [Anna]; room replace [R1]; login replace [1]
    + add 1 boss (cn=1,o=portal)
counts: disconnector-projected-flow 1, provisioned-add-flow@portal 1"
`)
})

test('who ranks lower is not precedent, and steps in when who ranks higher has nothing', async () => {
  badges.put({ objectType: 'badge', dn: 'b=1', anchor: 'b1', attributes: { id: ['1'], name: ['A.'], room: ['B1'] } })
  await hub.run('hr', 'full-synchronization')
  await hub.run('badges', 'full-import')
  const joining = await preview('b=1')
  expect(of(joining, 'join')[0]).toMatchObject({ status: 'joined', hits: [joining.objects[0]?.id] })
  expect(statuses(joining, 'title')).toEqual([
    ['hr/person/import/person.title unchanged', 'badges/badge/import/person.title not-precedent'],
  ])
  await hub.run('badges', 'full-synchronization')
  put('1', { name: ['Anna'], boss: ['cn=1,o=hr'] })
  await hub.run('hr', 'full-import')
  const answer = await preview('cn=1,o=hr')
  expect(statuses(answer, 'title')).toEqual([
    ['hr/person/import/person.title no-value', 'badges/badge/import/person.title repopulated'],
  ])
  expect(of(answer, 'import').find(event => event.attribute === 'title')).toMatchObject({
    before: ['R1'],
    after: ['B1'],
  })
})

test('other rules, without applying them', async () => {
  const answer = await preview('cn=1,o=hr', { mode: 'full', title: { expression: "'Room of ' + cs.name" } })
  expect(statuses(answer, 'title')[0]?.[0]).toBe('hr/person/import/person.title applied')
  expect(answer.objects[0]?.after?.attributes.title).toEqual(['Room of Anna'])
  expect(exported(answer)[0]).toContain('room applied')
})

test('what cannot be searched yet is refused, with what can be done', async () => {
  const written = JSON.stringify(document()).replace('{"employeeID":"id"}', '{"title":"id"}')
  const trial = JSON.parse(
    written.replace('"types"', '"attributes":{"title":{"type":"string","indexed":true}},"types"'),
  )
  const entry = await entryId('cn=1,o=hr')
  const refused = previewEntry(hub.database, { entry, mode: 'full', configuration: checkDocument(trial) })
  await expect(refused).rejects.toMatchObject({ problem: { code: 'request.invalid', where: { attribute: 'title' } } })
})

test('several hits are ambiguous, a missing value is none; a filter that matches ends it', async () => {
  for (const names of [
    ['Castor', 'Pollux'],
    ['Twin', 'Twin'],
  ]) {
    put('2', { name: [names[0] ?? ''] })
    put('3', { name: [names[1] ?? ''] })
    await hub.run('hr', 'full-import')
    await hub.run('hr', 'delta-synchronization')
  }
  hr.put({ objectType: 'person', dn: 'cn=x,o=hr', anchor: 'x', attributes: { name: ['Twin'] } })
  await hub.run('hr', 'full-import')
  const answer = await preview('cn=x,o=hr')
  expect(of(answer, 'join').map(({ status, hits }) => [status, hits.length])).toEqual([
    ['no-value', 0],
    ['ambiguous', 2],
  ])
  hr.put({ objectType: 'person', dn: 'cn=x,o=hr', anchor: 'x', attributes: { name: ['Twin'], kind: ['Contractor'] } })
  await hub.run('hr', 'full-import')
  const filtered = await preview('cn=x,o=hr')
  expect(filtered.events.map(event => event.kind)).toEqual(['filter'])
  expect(of(filtered, 'filter')[0]).toMatchObject({ status: 'matched', alternatives: [{ matched: true }, {}] })
})

test('somebody leaves: recall or deletion, deprovisioning', async () => {
  await hub.run('portal', 'export')
  await hub.run('portal', 'full-import')
  await hub.run('portal', 'delta-synchronization')
  hr.delete('1')
  await hub.run('hr', 'full-import')
  const answer = await preview('cn=1,o=hr')
  expect(of(answer, 'deletion')).toMatchObject([{ status: 'deleted', rule: 'declared-any' }])
  const taken = of(answer, 'deprovisioning').map(({ action, becomes }) => `${action}: ${becomes}`)
  expect(taken.sort()).toEqual(['delete-object: explicit-disconnector', 'make-normal-disconnector: disconnector'])
  expect(answer.objects[0]?.after).toBeUndefined()
  expect(answer.counters).toEqual({ 'connector-delete-remove-mv': 1 })
})

test('what fails is told with how it came to that, and changes nothing', async () => {
  put('4', { name: ['Dora'], phones: ['1', '2'] })
  await hub.run('hr', 'full-import')
  const answer = await preview('cn=4,o=hr')
  expect(answer.problem).toMatchObject({ code: 'flow-multi-values-to-single-value' })
  expect(statuses(answer, 'telephoneNumber')).toEqual([['hr/person/import/person.telephoneNumber failed']])
  expect(answer.objects).toEqual([])
  expect(answer.entries).toHaveLength(1)
  expect(answer.entries[0]?.before).toEqual(answer.entries[0]?.after)
  expect(answer.counters).toEqual({ 'flow-failure': 1 })
})

test('rows that somebody else is writing are waited for a little, and then it says so', async () => {
  const entry = await entryId('cn=2,o=hr')
  put('2', { name: ['Twin'], room: ['R9'] })
  await hub.run('hr', 'full-import')
  await hub.database.transaction(async transaction => {
    await transaction.query('update metaverse_object set changed_at = changed_at')
    await expect(previewEntry(hub.database, { entry, mode: 'delta' })).rejects.toMatchObject({
      problem: { code: 'locking-error-needs-retry' },
    })
  })
  expect((await previewEntry(hub.database, { entry, mode: 'delta' })).counters).toMatchObject({ 'connector-flow': 1 })
}, 30_000)
