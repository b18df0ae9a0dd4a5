import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import {
  buildClientSchema,
  buildSchema,
  extendSchema,
  type GraphQLSchema,
  getIntrospectionQuery,
  isObjectType,
  type OperationTypeNode,
  parse,
  printSchema,
} from 'graphql'
import { ROLES, type Role } from '../../src/access/roles.js'
import { printAccessMatrix } from '../../src/graphql/access-matrix.js'
import { decidedTypes } from '../../src/graphql/decided-types.js'
import { printPlace } from '../../src/graphql/live-cursor.js'
import { NODE_TYPES, type NodeType, nodeId } from '../../src/graphql/node-id.js'
import type { RootType } from '../../src/graphql/root-needs.js'
import { answerOnce } from './answer-once.js'
import { COMMITTED, KEYS, namesIn, tableBelow } from './committed-matrix.js'
import { type Crawled, crawl, type Told } from './crawl.js'
import { BRANCH, type FarmWorld, INTRANET } from './farm-world.js'
import { type FullWorld, fullWorld } from './full-world.js'
import { givenIn } from './given-arguments.js'
import { minimalDocument } from './minimal-request.js'
import { PEOPLE } from './support.js'
import { documentOn, standingAt } from './way.js'

interface Row {
  readonly root: RootType
  readonly field: string
  readonly about: string
  readonly allowed: readonly boolean[]
}

const ROOTS = ['Query', 'Mutation', 'Subscription'] as const
const rowsIn = (root: RootType): Row[] =>
  tableBelow(root).map(({ about: what, allowed }) => {
    const [, field = '', about = ''] = /^`(\w+)` ?(.*)$/.exec(what) ?? []
    return { root, field, about, allowed }
  })

const ROWS = ROOTS.flatMap(rowsIn)

const TYPES = tableBelow('Types').flatMap(({ about, allowed }) => namesIn(about).map(type => ({ type, allowed })))
const FIELDS = tableBelow('Fields').flatMap(({ about, allowed }) => namesIn(about).map(field => ({ field, allowed })))

/** Of which there is none in this world: a subscriber that reads too slowly, which takes 10,000 events (test/service/live-feed.test.ts). */
const ABSENT = ['Lagged']

let full: FullWorld
let held: FarmWorld
let schema: GraphQLSchema
let everything: Crawled

beforeAll(async () => {
  full = await fullWorld()
  held = full.world
  const { data } = await held.ask(getIntrospectionQuery({ oneOf: true }))
  schema = buildClientSchema(data)
  everything = await crawlAs('administrator')
}, 180_000)
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

const answerTo = ({ root }: Row, query: string, role: Role | undefined) => answerOnce(held, root, query, role)

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

const asker =
  (role: Role) =>
  async (root: RootType, document: string): Promise<Told> => {
    const { text } = await answerOnce(held, root, document, role)
    return { data: null, errors: [], ...JSON.parse(text) }
  }

const allowed = (allowed: readonly boolean[], role: Role | undefined): boolean => allowed[KEYS.indexOf(role)] === true

const typesOf = (role: Role): string[] =>
  TYPES.filter(each => allowed(each.allowed, role))
    .map(({ type }) => type)
    .filter(type => !ABSENT.includes(type))
    .sort()

/** The fields that a key is refused although it gets their objects. */
function refusedTo(role: Role): string[] {
  const types = typesOf(role)
  return FIELDS.filter(each => !allowed(each.allowed, role))
    .map(({ field }) => field)
    .filter(field => types.includes(field.split('.')[0] ?? ''))
    .sort()
}

function crawlAs(role: Role): Promise<Crawled> {
  const refused = new Set(refusedTo(role))
  return crawl({ schema, ask: asker(role), given: givenIn(full, schema), refuses: field => refused.has(field) })
}

test('a field that nobody has decided about, and a decision about one that is gone, are told', () => {
  const more = extendSchema(schema, parse('extend type Agent { secret: String } type Secret { it: Int }'))
  expect(() => decidedTypes(more)).toThrow(/who may ask for Agent\.secret\.\n.*who may ask for Secret\.it\./)
  const less = buildSchema(printSchema(schema).replace('  lastUsedAt: DateTime\n', '  neverUsed: Boolean\n'))
  expect(() => decidedTypes(less)).toThrow('There is no ApiKey.lastUsedAt to decide about.')
})

test('every type of a running hub is in the table, and no other', () => {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]
  const types = Object.values(schema.getTypeMap())
    .filter(type => isObjectType(type) && !type.name.startsWith('__') && !roots.includes(type))
    .map(({ name }) => name)
  expect(TYPES.map(({ type }) => type).sort()).toEqual(types.sort())
})

describe.each([...ROLES, INTRANET, BRANCH])('%s', role => {
  test('gets objects of the types that the table says, and of their fields all that it does not refuse', async () => {
    const { ways, refused, wrong } = role === 'administrator' ? everything : await crawlAs(role)
    expect(wrong).toEqual([])
    expect([...refused].sort()).toEqual(refusedTo(role))
    expect([...ways.keys()].sort()).toEqual(typesOf(role))
    expect(held.bugs).toEqual([])
  })

  test('gets none of the others on ways that lead to one', async () => {
    const types = new Set(typesOf(role))
    const others = [...everything.ways.values()].filter(({ type }) => !types.has(type))
    const seen = await Promise.all(
      others.map(async way => {
        const { data } = await asker(role)(way.root, documentOn(way, '__typename'))
        return standingAt(data, way.path).some(({ __typename }) => __typename === way.type) ? [way.type] : []
      }),
    )
    expect(seen.flat()).toEqual([])
  })
})

test('what another farm gets of farms is its own, whatever leads there', async () => {
  const { data } = await held.ask(
    `{ farms { name profiles(first: 100) { nodes { account managers { account } directReports { account } } }
       changes(after: "${BEGIN}", first: 500) { nodes { profile { account } } } } }`,
    {},
    BRANCH,
  )
  expect(data.farms.map(({ name }: { name: string }) => name)).toEqual(['branch'])
  const accounts = new Set(JSON.stringify(data).match(/(?<="account":")\d+/g))
  // Of the fifth floor, of which the other farm has nobody.
  expect([...accounts].filter(account => Number(account) % 5 !== 4)).toEqual([])
  expect(accounts.size).toBe(PEOPLE / 5)
})

test('without a key there is no way to anything', async () => {
  const answers = await Promise.all(
    [...everything.ways.values()].map(way => answerOnce(held, way.root, documentOn(way, '__typename'), undefined)),
  )
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]))
})
