import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Role } from '../../src/access/roles.js'
import { DOCUMENT, type World, world } from './support.js'

/** Mail addresses and managers are for joiners only; floors are the sources' own secret. */
let held: World
let id: string
let entry: string

beforeAll(async () => {
  held = await world()
  const document = structuredClone(DOCUMENT(held.source)) as ReturnType<typeof JSON.parse>
  document.metaverse.attributes.mail = { type: 'string', indexed: true, visibleTo: ['joiner'] }
  document.metaverse.attributes.manager = { type: 'reference', visibleTo: ['joiner'] }
  document.agents.hr.objects.person.attributes.floor = { type: 'number', visibleTo: ['joiner'] }
  await held.test.run('hr', 'full-synchronization')
  await held.test.apply(document)
  const { data } = await held.ask(
    '{ personBy(by: { employeeID: "1007" }) { id links { entry { id } } } connectorSpaceEntries(agent: "hr", first: 1) { nodes { id } } }',
  )
  id = data.personBy.id
  entry = data.personBy.links[0].entry.id
})
afterAll(() => held.close())

const said = async (query: string, role: Role): Promise<string> =>
  JSON.stringify(await held.ask(query, undefined, role))

/** Requests whose answer shows a mail address, a manager or a floor to who may see it. */
const SHOWN: Record<string, () => readonly [query: string, shown: string]> = {
  'a field': () => [`{ personBy(by: { id: "${id}" }) { mail } }`, '@'],
  'a reference': () => [`{ personBy(by: { id: "${id}" }) { manager { displayName } } }`, 'Person'],
  'a list': () => ['{ people(first: 20) { nodes { mail } } }', '@'],
  attributes: () => [`{ node(id: "${id}") { ... on Person { attributes { name } } } }`, '"mail"'],
  'an attribute': () => [`{ node(id: "${id}") { ... on Person { attribute(name: "mail") { name } } } }`, '"mail"'],
  'named attributes': () => [
    `{ node(id: "${id}") { ... on Person { attributes(names: ["mail"]) { name } } } }`,
    '"mail"',
  ],
  references: () => [
    `{ node(id: "${id}") { ... on Person { references(first: 5) { edges { attribute } } } } }`,
    '"manager"',
  ],
  'a reference by name': () => [
    `{ node(id: "${id}") { ... on Person { references(first: 5, attributes: ["manager"]) { edges { attribute } } } } }`,
    '"manager"',
  ],
  history: () => [`{ metaverseObjectHistory(id: "${id}", first: 20) { nodes { attributes { name } } } }`, '"mail"'],
  'the past': () => [
    `{ metaverseObjectAsOf(id: "${id}", at: "${new Date(Date.now() + 60_000).toISOString()}") { attributes { name } } }`,
    '"mail"',
  ],
  federation: () => [
    `{ _entities(representations: [{ __typename: "Person", id: "${id}" }]) { ... on Person { mail } } }`,
    '@',
  ],
  'the source of an attribute': () => [
    `{ node(id: "${entry}") { ... on ConnectorSpaceEntry { attributes { name } } } }`,
    '"mail"',
  ],
  "a source's own": () => [
    `{ node(id: "${entry}") { ... on ConnectorSpaceEntry { attributes { name } } } }`,
    '"floor"',
  ],
  'the source of a reference': () => [
    `{ node(id: "${entry}") { ... on ConnectorSpaceEntry { references(first: 5) { edges { attribute } } } } }`,
    '"manager"',
  ],
  'an expression on an object': () => [
    `{ evaluateExpression(input: { expression: "mv.mail", object: "${id}" }) { values } }`,
    '@',
  ],
  'an expression on an entry': () => [
    `{ evaluateExpression(input: { expression: "cs.mail", entry: "${entry}" }) { values } }`,
    '@',
  ],
}

describe('what is for joiners is shown to them and to administrators, and not to readers', () => {
  test.each(Object.entries(SHOWN))('%s', async (_what, request) => {
    const [query, shown] = request()
    for (const role of ['administrator', 'joiner'] as const)
      expect([role, await said(query, role)]).toEqual([role, expect.stringContaining(shown)])
    expect(await said(query, 'reader')).not.toContain(shown)
    expect(held.bugs).toEqual([])
  })
})

describe('a reader who searches or orders by it is refused', () => {
  test.each([
    '{ people(where: { mail: { startsWith: "p" } }) { totalCount } }',
    '{ people(where: { not: { mail: { present: true } } }) { totalCount } }',
    '{ people(where: { manager: { displayName: { startsWith: "P" } } }) { totalCount } }',
    '{ people(where: { directReports: { some: { displayName: { startsWith: "P" } } } }) { totalCount } }',
    '{ people(orderBy: MAIL_ASC) { nodes { id } } }',
    '{ metaverseObjects(where: { attribute: "mail", startsWith: "p" }) { totalCount } }',
    '{ metaverseObjects(where: { not: { or: [{ attribute: "mail", present: true }] } }) { totalCount } }',
    '{ metaverseObjects(where: { attribute: "manager", present: true }) { totalCount } }',
  ])('%s', async query => {
    expect((await held.ask(query, undefined, 'joiner')).errors).toBeUndefined()
    expect((await held.ask(query, undefined, 'reader')).errors).toMatchObject([
      { extensions: { code: 'access.denied' } },
    ])
  })

  test('a search finds nothing by it', async () => {
    const { data } = await held.ask(`{ personBy(by: { id: "${id}" }) { mail } }`)
    const query = `{ people(search: ${JSON.stringify(data.personBy.mail)}) { totalCount } }`
    expect((await held.ask(query, undefined, 'joiner')).data.people.totalCount).toBeGreaterThan(0)
    expect((await held.ask(query, undefined, 'reader')).data.people.totalCount).toBe(0)
  })

  test('a file has nothing of it, and is not made by it', async () => {
    const file = async (query: string, role: Role): Promise<string> => {
      const headers = { authorization: `Bearer ${await held.key(role)}` }
      return (await fetch(`${held.server.url}/export/people?${query}`, { headers })).text()
    }
    const fields = 'fields=displayName,mail,manager.displayName'
    expect(await file(fields, 'joiner')).toContain('@')
    expect(await file(fields, 'reader')).toContain('{"displayName":"Person 7","mail":null,"manager":null}')
    expect(await file(fields, 'reader')).not.toContain('@')
    expect(await file('orderBy=MAIL_ASC', 'reader')).toContain('access.denied')
  })

  test('a problem with it tells no value', async () => {
    await held.hub.database.query(
      `insert into problem (phase, agent_id, entry_id, place, code, message, details)
       select 'synchronization', agent_id, id, dn, 'unique-index-violation', 'x@y is the mail of another object already.', '{"attribute": "mail"}' from entry limit 1`,
    )
    const query = '{ problems(first: 10) { nodes { code message } } }'
    expect(await said(query, 'joiner')).toContain('x@y')
    expect(await said(query, 'reader')).toContain('unique-index-violation')
    expect(await said(query, 'reader')).not.toContain('x@y')
  })

  test('a preview shows everything, so that only who sees everything gets one', async () => {
    const query = `{ previewSynchronization(entry: "${entry}") { hasError } }`
    expect((await held.ask(query, undefined, 'joiner')).errors).toBeUndefined()
    expect((await held.ask(query, undefined, 'reader')).errors).toMatchObject([
      { extensions: { code: 'access.denied' } },
    ])
  })
})
