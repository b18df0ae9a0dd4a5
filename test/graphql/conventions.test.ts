import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { buildSchema, type GraphQLSchema, getNamedType, isEnumType, isInputObjectType, isObjectType } from 'graphql'
import { buildGraph } from '../../src/graphql/graph.js'
import { nodeId } from '../../src/graphql/node-id.js'
import { printExampleGraph } from '../../src/graphql/print-graph.js'
import { DOCUMENT, type World, world } from './support.js'

let held: World

beforeAll(async () => {
  held = await world()
})
afterAll(() => held.close())

const DATED = /\S.* .*\b20\d\d-\d\d-\d\d\b/

/** What is called deprecated without a reason that says until when, or what to use in its place. */
function undated(schema: GraphQLSchema): string[] {
  const found: string[] = []
  const look = (
    name: string,
    { deprecationReason: reason }: { deprecationReason?: string | null | undefined },
  ): void => {
    if (reason != null && !DATED.test(reason)) found.push(`${name}: ${reason}`)
  }
  for (const type of Object.values(schema.getTypeMap())) {
    if (isEnumType(type)) for (const value of type.getValues()) look(`${type.name}.${value.name}`, value)
    if (isInputObjectType(type))
      for (const field of Object.values(type.getFields())) look(`${type.name}.${field.name}`, field)
    if (!isObjectType(type)) continue
    for (const field of Object.values(type.getFields())) {
      look(`${type.name}.${field.name}`, field)
      for (const argument of field.args) look(`${type.name}.${field.name}(${argument.name})`, argument)
    }
  }
  return found
}

test('what is deprecated says until when', async () => {
  expect(undated(await buildGraph())).toEqual([])
  expect(undated(buildSchema(await printExampleGraph()))).toEqual([])
  const planted = buildSchema(
    'type Query { a: Int @deprecated b: Int @deprecated(reason: "Use c.") c: Int @deprecated(reason: "Use d. Ends on 2027-06-30.") }',
  )
  expect(undated(planted).map(each => each.split(':')[0])).toEqual(['Query.a', 'Query.b'])
})

test('mutations take one input, and answer problems and userErrors', async () => {
  const mutations = Object.values((await buildGraph()).getMutationType()?.getFields() ?? {})
  expect(mutations.length).toBeGreaterThan(20)
  for (const { name, type, args } of mutations) {
    expect([name, args.map(each => each.name)]).toEqual([name, ['input']])
    const payload = getNamedType(type)
    const fields = isObjectType(payload) ? payload.getFields() : {}
    expect([name, String(fields.problems?.type), String(fields.userErrors?.type)]).toEqual([
      name,
      '[Problem!]!',
      '[UserError!]!',
    ])
  }
})

test('a user error names the input that is at fault, what to do, and the code; without problems there is none', async () => {
  const document = DOCUMENT(held.source) as { agents: { hr: { settings: object } } }
  const wrong = { ...document, agents: { ...document.agents, hr: { ...document.agents.hr, settings: { sorce: 'x' } } } }
  const { data } = await held.ask(
    `mutation ($document: String!) {
      planConfiguration(input: { document: $document }) { userErrors { field code message } problems { code message hint } }
      startRun(input: { agent: "hr", profile: "none" }) { userErrors { field code message } problems { code message hint } }
      holdExports(input: { agent: "portal", operations: [DELETE] }) { userErrors { code } }
    }`,
    { document: JSON.stringify(wrong) },
  )
  expect(data.planConfiguration.userErrors).toContainEqual({
    field: ['input', 'document', 'agents', 'hr', 'settings', 'sorce'],
    code: 'configuration.invalid',
    message: expect.stringContaining('sorce'),
  })
  const [{ code, message, hint }] = data.startRun.problems
  expect(data.startRun.userErrors).toEqual([{ field: ['input', 'profile'], code, message: `${message} ${hint}` }])
  expect(data.holdExports.userErrors).toEqual([])
})

const NO_ENTRY = nodeId('ConnectorSpaceEntry', 99_999)
const NO_OBJECT = nodeId('MetaverseObject', 99_999)
const NO_RUN = nodeId('Run', 99_999)

test.each([
  ['startRun(input: { agent: "hrr", profile: "full" })', 'agent'],
  ['startRun(input: { agent: "hr", profile: "fll" })', 'profile'],
  [`cancelRun(input: { runId: "${NO_RUN}" })`, 'runId'],
  [`cancelRun(input: { runId: "${NO_ENTRY}" })`, 'runId'],
  [`planUndo(input: { run: "${NO_RUN}" })`, 'run'],
  [`undoRun(input: { run: "${NO_RUN}", plan: "${NO_RUN}" })`, 'plan'],
  [`joinEntry(input: { entry: "${NO_ENTRY}", object: "${NO_OBJECT}" })`, 'entry'],
  [`joinEntry(input: { entry: "ENTRY", object: "${NO_OBJECT}" })`, 'object'],
  [`joinEntry(input: { entry: "ENTRY", object: "${NO_ENTRY}" })`, 'object'],
  ['projectEntry(input: { entry: "ENTRY", type: "persn" })', 'type'],
  [`setDisconnectorState(input: { entry: "x", explicit: true })`, 'entry'],
  [`commitPreview(input: { entry: "${NO_ENTRY}" })`, 'entry'],
  [`setPassword(input: { entry: "${NO_ENTRY}", password: "x" })`, 'entry'],
  [`changePassword(input: { entry: "${NO_ENTRY}", oldPassword: "x", newPassword: "y" })`, 'entry'],
  ['holdExports(input: { agent: "hrr" })', 'agent'],
  ['releaseExports(input: { entries: ["x"] })', 'entries'],
  ['clearRunHistory(input: { before: "2000-01-01T00:00:00Z", agent: "hrr" })', 'agent'],
  ['clearConnectorSpace(input: { agent: "hrr", confirm: "hrr" })', 'agent'],
  ['clearConnectorSpace(input: { agent: "hr", confirm: "hrr" })', 'confirm'],
  ['reevaluateDeletionRules(input: { type: "persn" })', 'type'],
  ['testAgent(input: { agent: "hrr" })', 'agent'],
  ['startWhatIf(input: { agents: ["hrr"] })', 'agents'],
  [`cancelWhatIf(input: { id: "${nodeId('WhatIf', 99_999)}" })`, 'id'],
  [`removeWhatIf(input: { id: "x" })`, 'id'],
  ['createApiKey(input: { name: " ", scopes: ["reader"] })', 'name'],
  ['createApiKey(input: { name: "x", scopes: [] })', 'scopes'],
  ['createApiKey(input: { name: "x", scopes: ["reder"] })', 'scopes'],
  ['rotateApiKey(input: { prefix: "0000000000" })', 'prefix'],
  ['rotateApiKey(input: { prefix: "0000000000", overlapHours: 10000 })', 'overlapHours'],
  ['revokeApiKey(input: { prefix: "0000000000" })', 'prefix'],
])('%s: it is the %s', async (deed, field) => {
  const { data } = await held.ask('{ connectorSpaceEntries(agent: "hr", filter: { anchor: "X" }) { nodes { id } } }')
  const mutation = deed.replace('ENTRY', data.connectorSpaceEntries.nodes[0].id)
  const { data: done, errors } = await held.ask(`mutation { it: ${mutation} { userErrors { field } } }`)
  expect(errors).toBeUndefined()
  expect(done.it.userErrors).toEqual([{ field: ['input', field] }])
})
