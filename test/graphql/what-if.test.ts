import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { startWhatIfs } from '../../src/runs/what-if/what-if-worker.js'
import { DOCUMENT, PEOPLE, type World, world } from './support.js'

let held: World
let stop: () => Promise<void>
beforeAll(async () => {
  held = await world()
  const log = (message: string, details: object) => void held.bugs.push({ message, ...details })
  const loop = startWhatIfs({ database: held.hub.database, name: 'test', log })
  stop = () => loop.stop()
})
afterAll(async () => {
  await stop()
  await held.close()
})

const START = `mutation ($document: String, $agents: [String!]) {
  startWhatIf(input: { document: $document, agents: $agents }) { whatIf { id statusToken } problems { code where { path } } } }`

const RESULT = `query ($id: ID!, $filter: DifferenceFilterInput, $first: Int, $after: String) {
  node(id: $id) { ... on WhatIf { statusToken endedAt progress { done total } problem { code }
    steps { agent statusToken counters { nameToken count targetAgent } }
    counts { kindToken objects differences details { agent attribute differences } }
    differences(filter: $filter, first: $first, after: $after) {
      totalCount pageInfo { hasNextPage endCursor }
      nodes { kindToken agent label attribute rule before after object { type } entry { dn } } } } } }`

// biome-ignore lint/suspicious/noExplicitAny: answers of any shape
async function result(id: string, variables: object = {}): Promise<any> {
  for (;;) {
    const { data, errors } = await held.ask(RESULT, { id, ...variables })
    expect(errors).toBeUndefined()
    if (data.node.endedAt !== null) return data.node
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}

async function changed(): Promise<string> {
  const { data } = await held.ask('{ configuration { document } }')
  return data.configuration.document.replace('displayName: cn', "displayName: { expression: 'UCase(cs.cn)' }")
}

test('another rule is tried: counts, and the differences page by page', async () => {
  const document = await changed()
  expect(document).toContain('UCase')
  const { data } = await held.ask(START, { document, agents: ['hr'] })
  expect(data.startWhatIf.problems).toEqual([])
  const { id } = data.startWhatIf.whatIf
  const node = await result(id, { filter: { kinds: ['VALUE_CHANGED'], attribute: 'displayName' }, first: 25 })
  expect(node).toMatchObject({ statusToken: 'completed', problem: null })
  expect(node.steps[0].agent).toBe('hr')
  const values = node.counts.find((each: { kindToken: string }) => each.kindToken === 'value-changed')
  expect(values.details).toEqual([{ agent: 'hr', attribute: 'displayName', differences: values.differences }])
  expect(values.differences).toBeGreaterThanOrEqual(PEOPLE - 1)
  expect(node.differences.totalCount).toBe(values.differences)
  const [first] = node.differences.nodes
  expect(first).toMatchObject({ kindToken: 'value-changed', attribute: 'displayName', object: { type: 'person' } })
  expect(JSON.parse(first.after)).toEqual([JSON.parse(first.before)[0].toUpperCase()])
  let seen = node.differences.nodes.length
  for (let page = node.differences; page.pageInfo.hasNextPage; ) {
    const after = page.pageInfo.endCursor
    page = (await result(id, { filter: { kinds: ['VALUE_CHANGED'] }, first: 25, after })).differences
    seen += page.nodes.length
  }
  expect(seen).toBe(values.differences)
  const { data: list } = await held.ask('{ whatIfs { totalCount nodes { id } } }')
  expect(list.whatIfs).toEqual({ totalCount: 1, nodes: [{ id }] })
  const { data: gone } = await held.ask(
    'mutation ($id: ID!) { removeWhatIf(input: { id: $id }) { removed problems { code } } }',
    { id },
  )
  expect(gone.removeWhatIf).toEqual({ removed: true, problems: [] })
  expect((await held.ask('query ($id: ID!) { whatIf(id: $id) { statusToken } }', { id })).data).toEqual({
    whatIf: null,
  })
})

test('what is wrong with a document or an agent is said at once', async () => {
  const wrong = await held.ask(START, { document: 'version: 1\nagents: { x: { connector: none, settings: {} } }' })
  expect(wrong.data.startWhatIf.whatIf).toBeNull()
  expect(wrong.data.startWhatIf.problems[0].code).toBe('configuration.invalid')
  const { data } = await held.ask(START, { agents: ['nobody'] })
  expect(data.startWhatIf).toMatchObject({ whatIf: null, problems: [{ code: 'request.not-found' }] })
})

const PREVIEW = `query ($entry: ID!, $mode: PreviewMode!, $document: String) {
  previewSynchronization(entry: $entry, mode: $mode, document: $document) {
    mode hasError problem { code } entry { dn } counters { nameToken count targetAgent }
    filter { statusToken alternatives { rule matched conditions { attribute operatorToken value holds } } }
    joins { rule statusToken searches { metaverseAttribute keys } candidates { id } object { id } }
    projection { statusToken rule metaverseType }
    importAttributes { attribute precedenceToken recall reference before after hasError
      flows { rule statusToken values hasError entry { dn } } }
    deletions { statusToken rule } recalls { statusToken attributes } deprovisioning { action becomes operation }
    provisioningRules { rule agent statusToken } provisioning { actionToken agent before after rule }
    objects(changed: true) { object { id } before { type attributes { name values } } after { attributes { name values } }
      references { attribute outcomeToken count names } }
    entries(changed: true) { agent entry { dn } before { dn stateToken pendingExport { operation } }
      after { dn stateToken rule pendingExport { operation dn changes { name operationToken values } references { attribute count } } }
      exportFlows { rule attribute statusToken before after } } } }`

async function entryOf(dn: string): Promise<string> {
  const { data } = await held.ask(
    'query ($dn: String!) { connectorSpaceEntries(agent: "hr", filter: { dn: $dn }) { nodes { id } } }',
    { dn },
  )
  return data.connectorSpaceEntries.nodes[0].id
}

test('a preview of one entry: the whole tree, and committing it', async () => {
  const [person] = [...held.hr.objects.values()].filter(each => each.objectType === 'person')
  if (person === undefined) throw new Error('there are people')
  held.hr.modify(person.anchor, { cn: [{ operation: 'replace', values: ['Somebody Else'] }] })
  await held.test.run('hr', 'full-import')
  const entry = await entryOf(person.dn)
  const { data, errors } = await held.ask(PREVIEW, { entry, mode: 'DELTA' })
  expect(errors).toBeUndefined()
  const preview = data.previewSynchronization
  expect(preview).toMatchObject({ mode: 'DELTA', hasError: false, entry: { dn: person.dn } })
  expect(preview.filter).toMatchObject({ statusToken: 'passed', alternatives: [{ matched: false }] })
  const [name] = preview.importAttributes.filter((each: { attribute: string }) => each.attribute === 'displayName')
  expect(name).toMatchObject({ after: ['Somebody Else'], precedenceToken: 'ranked', recall: false, hasError: false })
  expect(name.flows).toEqual([
    {
      rule: 'hr/person/import/person.displayName',
      statusToken: 'applied',
      values: ['Somebody Else'],
      hasError: false,
      entry: { dn: person.dn },
    },
  ])
  expect(preview.objects).toHaveLength(1)
  const portal = preview.entries.find((each: { agent: string }) => each.agent === 'portal')
  expect(portal.exportFlows.find((each: { attribute: string }) => each.attribute === 'cn')).toMatchObject({
    statusToken: 'applied',
    after: ['Somebody Else'],
  })
  const again = await held.ask(PREVIEW, { entry, mode: 'DELTA' })
  expect(again.data).toEqual(data)
  const { data: other } = await held.ask(PREVIEW, { entry, mode: 'FULL', document: await changed() })
  const [upper] = other.previewSynchronization.objects
  expect(upper.after.attributes).toContainEqual({ name: 'displayName', values: ['SOMEBODY ELSE'] })
  const { data: done } = await held.ask(
    `mutation ($entry: ID!) { commitPreview(input: { entry: $entry, mode: DELTA }) {
      problems { code } preview { counters { nameToken count targetAgent } } run { profileName statusToken } } }`,
    { entry },
  )
  expect(done.commitPreview).toEqual({
    problems: [],
    preview: { counters: preview.counters },
    run: { profileName: 'operator: commit-preview', statusToken: 'success' },
  })
  const settled = await held.ask(PREVIEW, { entry, mode: 'DELTA' })
  expect(settled.data.previewSynchronization.objects).toEqual([])
})

test('an operator may commit, but is not told what the metaverse holds', async () => {
  const entry = await entryOf([...held.hr.objects.values()][0]?.dn ?? '')
  const { data, errors } = await held.ask(
    'mutation ($entry: ID!) { commitPreview(input: { entry: $entry }) { problems { code } preview { mode } } }',
    { entry },
    'operator',
  )
  expect(data.commitPreview).toEqual({ problems: [], preview: null })
  expect(errors?.map(error => error.extensions.code)).toEqual(['access.denied'])
  const document = JSON.stringify(DOCUMENT('nowhere'))
  const tried = await held.ask(PREVIEW, { entry, mode: 'FULL', document }, 'reader')
  expect(tried.errors?.map(error => error.extensions.code)).toEqual(['access.denied'])
})

test('nothing went wrong inside', () => expect(held.bugs).toEqual([]))
