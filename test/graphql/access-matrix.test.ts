import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { buildClientSchema, type GraphQLSchema, getIntrospectionQuery, type OperationTypeNode } from 'graphql'
import { ROLES, type Role } from '../../src/access/roles.js'
import { printAccessMatrix } from '../../src/graphql/access-matrix.js'
import { printPlace } from '../../src/graphql/live-cursor.js'
import { NODE_TYPES, type NodeType, nodeId } from '../../src/graphql/node-id.js'
import { BRANCH, type FarmWorld, farmWorld, INTRANET } from './farm-world.js'
import { type MinimalRequest, minimalDocument } from './minimal-request.js'

type RootType = MinimalRequest['root']

interface Row {
  readonly root: RootType
  readonly field: string
  readonly about: string
  readonly allowed: readonly boolean[]
}

const ROOTS = ['Query', 'Mutation', 'Subscription'] as const
/** The columns; undefined: no key. */
const KEYS: readonly (Role | undefined)[] = [...ROLES, INTRANET, BRANCH, undefined]
const TITLES = ['field', ...ROLES, 'own farm', 'another farm', 'no key']

const COMMITTED = readFileSync(new URL('../../docs/access-matrix.md', import.meta.url), 'utf8')

function rowsIn(root: RootType): Row[] {
  const lines = (COMMITTED.split(`\n## ${root}\n`)[1]?.split('\n## ')[0] ?? '').split('\n')
  const cells = lines.filter(line => line.startsWith('| ')).map(line => line.slice(2, -2).split(' | '))
  const [titles, , ...rows] = cells
  expect(titles).toEqual(TITLES)
  return rows.map(([what = '', ...allowed]) => {
    expect(allowed.filter(cell => cell !== 'yes' && cell !== 'no')).toEqual([])
    const [, field = '', about = ''] = /^`(\w+)` ?(.*)$/.exec(what) ?? []
    return { root, field, about, allowed: allowed.map(cell => cell === 'yes') }
  })
}

const ROWS = ROOTS.flatMap(rowsIn)

let held: FarmWorld
let schema: GraphQLSchema

beforeAll(async () => {
  held = await farmWorld()
  const { data } = await held.ask(getIntrospectionQuery({ oneOf: true }))
  schema = buildClientSchema(data)
})
afterAll(() => held.close())

const fieldsOf = (root: RootType) => schema.getRootType(root.toLowerCase() as OperationTypeNode)?.getFields() ?? {}

test('the table is the one that is committed', async () => {
  expect(await printAccessMatrix()).toBe(COMMITTED)
})

test.each(ROOTS)('every field of %s of a running hub is in the table, and no other', root => {
  const listed = ROWS.filter(row => row.root === root).map(({ field }) => field)
  expect([...new Set(listed)].sort()).toEqual(Object.keys(fieldsOf(root)).sort())
})

test('the table has rows for all that node and nodes may find', () => {
  for (const field of ['node', 'nodes', '_entities'])
    expect(ROWS.filter(row => row.field === field).map(({ about }) => about)).toEqual([...NODE_TYPES])
})

test.each(ROWS.map(row => [`${row.root}.${row.field} ${row.about}`.trim(), row] as const))('%s', async (_name, row) => {
  const document = await documentOf(row)
  const seen = await Promise.all(KEYS.map(async role => [role, await isAllowed(row, document, role)]))
  expect({ document, seen }).toEqual({ document, seen: KEYS.map((role, i) => [role, row.allowed[i]]) })
  expect(held.bugs).toEqual([])
})

/** The beginning of every feed: what has happened is told at once, to whoever may hear it. */
const BEGIN = printPlace({ transaction: '0', sequence: 0, at: Date.now() })
const ENTRY = nodeId('ConnectorSpaceEntry', 99_999)
const OBJECT = nodeId('MetaverseObject', 99_999)

/** What the schema does not say by itself: what a row is about, the farm whose keys ask, and where subscriptions begin. */
const GIVEN: Readonly<Record<string, string>> = {
  farm: 'name: "intranet"',
  farmChanges: `farm: "intranet", after: "${BEGIN}"`,
  objectChanged: `after: "${BEGIN}"`,
  'Subscription.runs': `after: "${BEGIN}"`,
  'evaluateExpression on an entry': `input: { expression: "1", entry: "${ENTRY}" }`,
  'evaluateExpression on a metaverse object': `input: { expression: "1", object: "${OBJECT}" }`,
  'evaluateExpression on nothing': 'input: { expression: "1" }',
  'previewSynchronization of what is in force': `entry: "${ENTRY}"`,
  'previewSynchronization of another document': `entry: "${ENTRY}", document: "version: 1"`,
}

function givenFor({ root, field, about }: Row): string | undefined {
  const id = nodeId(about as NodeType, 99_999)
  if (field === 'node') return `id: "${id}"`
  if (field === 'nodes') return `ids: ["${id}"]`
  const type = about === 'MetaverseObject' ? 'Person' : about
  if (field === '_entities') return `representations: [{ __typename: "${type}", id: "${id}" }]`
  return GIVEN[`${root}.${field}`] ?? GIVEN[`${field} ${about}`.trim()]
}

/** The document of a row. What kind of id it takes is found out with the key that may ask for everything. */
async function documentOf(row: Row): Promise<string> {
  const field = fieldsOf(row.root)[row.field]
  if (field === undefined) throw new Error(`A running hub has no ${row.root}.${row.field}`)
  const given = givenFor(row)
  const documents = NODE_TYPES.map(idOf => minimalDocument({ root: row.root, field, given, idOf }))
  for (const document of new Set(documents))
    if (!(await answerTo(row, document, 'administrator')).text.includes('is not the id of')) return document
  throw new Error(`No id is right for ${row.root}.${row.field}`)
}

interface Answered {
  readonly status: number
  readonly text: string
}

/** The whole answer; of a subscription the first event. */
async function answerTo({ root }: Row, query: string, role: Role | undefined): Promise<Answered> {
  const response = await fetch(`${held.server.url}/graphql${root === 'Subscription' ? '/stream' : ''}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: root === 'Subscription' ? 'text/event-stream' : 'application/json',
      ...(role && { authorization: `Bearer ${await held.key(role)}` }),
    },
    body: JSON.stringify({ query }),
  })
  if (response.status !== 200 || root !== 'Subscription')
    return { status: response.status, text: await response.text() }
  return { status: 200, text: await firstEvent(response) }
}

async function firstEvent(response: Response): Promise<string> {
  let text = ''
  const decoder = new TextDecoder()
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true })
    const [, data] = /^event: next\ndata: (.*)$/m.exec(text) ?? []
    if (data !== undefined && text.includes('\n\n', text.indexOf(data))) return data
  }
  throw new Error(`The subscription told nothing: ${text}`)
}

/** Whether an answer is one, or a mistake, but not a refusal of this field to this key. */
async function isAllowed(row: Row, document: string, role: Role | undefined): Promise<boolean> {
  const { status, text } = await answerTo(row, document, role)
  if (role === undefined) {
    expect(status).toBe(401)
    return false
  }
  const { errors = [] } = JSON.parse(text) as {
    errors?: readonly { message: string; path?: readonly unknown[]; extensions: { code: string } }[]
  }
  return !errors.some(
    ({ message, path = [], extensions }) =>
      message === 'This key may not ask for the schema.' ||
      (extensions.code === 'access.denied' && (path.length <= 2 || path[1] === 'nodes')),
  )
}
