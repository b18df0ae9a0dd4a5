import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { nodeId } from '../../src/graphql/node-id.js'
import { type World, world } from './support.js'

let held: World

beforeAll(async () => {
  held = await world()
})
afterAll(() => held.close())

const FIELDS =
  'outcome outcomeToken type typeToken multivalued values reads changing problems { code message hint where { line column } }'
const QUERY = `query ($input: EvaluateExpressionInput!) { evaluateExpression(input: $input) { ${FIELDS} } }`

async function evaluate(input: object) {
  const { data, errors } = await held.ask(QUERY, { input })
  expect(errors).toBeUndefined()
  return data.evaluateExpression
}

const GOOD = { changing: false, problems: [], multivalued: false }

test('an expression that reads nothing', async () => {
  expect(await evaluate({ expression: "Split('a,b', ',')" })).toEqual({
    ...GOOD,
    outcome: 'VALUE',
    outcomeToken: 'value',
    type: 'STRING',
    typeToken: 'string',
    multivalued: true,
    values: ['a', 'b'],
    reads: [],
  })
  expect(await evaluate({ expression: 'NULL' })).toMatchObject({ outcome: 'NO_VALUE', type: null, values: [] })
  expect(await evaluate({ expression: 'AuthoritativeNull' })).toMatchObject({ outcome: 'AUTHORITATIVE_NULL' })
  expect(await evaluate({ expression: 'RandomNum(1, 1)' })).toMatchObject({ values: ['1'], changing: true })
})

test('on an entry and on a metaverse object', async () => {
  const { data } = await held.ask(
    '{ connectorSpaceEntries(agent: "hr", first: 5) { nodes { id dn objectType metaverseObject { id type attributes { name values } } } } }',
  )
  const entry = data.connectorSpaceEntries.nodes.find(
    (each: { metaverseObject: object | null }) => each.metaverseObject,
  )
  expect(await evaluate({ expression: "cs.objectType + ' ' + cs.dn", entry: entry.id })).toMatchObject({
    ...GOOD,
    outcome: 'VALUE',
    values: [`${entry.objectType} ${entry.dn}`],
    reads: ['dn', 'objectType'],
  })
  const { id, attributes } = entry.metaverseObject
  const [value] = attributes.find(({ name }: { name: string }) => name === 'employeeID').values
  expect(await evaluate({ expression: "'x' + mv.employeeID", object: id })).toMatchObject({
    ...GOOD,
    values: [`x${value}`],
    reads: ['employeeID'],
  })
  expect(
    await evaluate({ expression: "IIF(IsPresent(mv.employeeID), IgnoreThisFlow, 'x')", object: id }),
  ).toMatchObject({
    outcome: 'IGNORED',
    type: 'STRING',
  })
})

test('of a type only, it is checked', async () => {
  const input = { expression: 'Len(cs.cn)', agent: 'hr', objectType: 'person' }
  expect(await evaluate(input)).toMatchObject({ ...GOOD, outcome: 'NOT_EVALUATED', type: 'NUMBER', reads: ['cn'] })
  expect(await evaluate({ expression: 'mv.floor', metaverseType: 'person' })).toMatchObject({ type: 'NUMBER' })
})

test('what is wrong is data, with its place', async () => {
  expect(await evaluate({ expression: "'a' +\n mv.cnn", metaverseType: 'person' })).toMatchObject({
    outcome: null,
    values: [],
    problems: [{ code: 'configuration.invalid', hint: 'Did you mean cn?', where: { line: 2, column: 2 } }],
  })
  expect(await evaluate({ expression: "Error('no')" })).toMatchObject({
    outcome: null,
    problems: [{ code: 'expression-failed', message: 'no' }],
  })
})

test.each([
  [{ agent: 'hr', metaverseType: 'person' }, 'request.invalid'],
  [{ objectType: 'person' }, 'request.invalid'],
  [{ entry: nodeId('MetaverseObject', 1) }, 'request.invalid'],
  [{ entry: nodeId('ConnectorSpaceEntry', 99_999) }, 'request.not-found'],
  [{ object: nodeId('MetaverseObject', 99_999) }, 'request.not-found'],
  [{ agent: 'nobody' }, 'request.not-found'],
  [{ agent: 'hr', objectType: 'nobody' }, 'request.not-found'],
  [{ metaverseType: 'nobody' }, 'request.not-found'],
])('%j is a problem: %s', async (input, code) => {
  expect((await evaluate({ expression: '1', ...input })).problems).toMatchObject([{ code }])
})

test('neither long expressions nor many at once', async () => {
  expect(await evaluate({ expression: `'${'a'.repeat(10_000)}'` })).toMatchObject({
    problems: [{ code: 'request.invalid', message: expect.stringContaining('10002') }],
  })
  const many = Array.from({ length: 6 }, (_, i) => `e${i}: evaluateExpression(input: { expression: "1" }) { values }`)
  const { errors } = await held.ask(`{ ${many.join(' ')} }`)
  expect(errors).toHaveLength(1)
  const slow = await evaluate({ expression: `'${'a'.repeat(40)}!'.matches('^(a+)+$')` })
  expect(slow.problems).toMatchObject([{ code: 'expression-failed', message: expect.stringContaining('250 ms') }])
})
