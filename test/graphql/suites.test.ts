import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { composeServices } from '@apollo/composition'
import graphqlPlugin from '@graphql-eslint/eslint-plugin'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { ESLint } from 'eslint'
import { buildSchema, parse } from 'graphql'
import { auditServer } from 'graphql-http'
import { printSubgraph } from '../../src/graphql/federation.js'
import { printExampleGraph, printTakenNames } from '../../src/graphql/print-graph.js'
import { type World, world } from './support.js'

/** What others have written to tell a sound graph from an unsound one, on the whole graph of the example. */
let example: string
let held: World

beforeAll(async () => {
  example = await readFile('schema/example.graphql', 'utf8')
  held = await world()
})
afterAll(() => held.close())

test('the committed files are those of the sources', async () => {
  expect(await printExampleGraph()).toBe(example)
  expect(await printTakenNames()).toBe(await readFile('src/metaverse/generated/taken-names.ts', 'utf8'))
})

test('GraphQL over HTTP: all 61 audits, no error and no warning', async () => {
  const authorization = `Bearer ${await held.key('administrator')}`
  const results = await auditServer({
    url: `${held.server.url}/graphql`,
    fetchFn: (url: string, init: RequestInit = {}) =>
      fetch(url, { ...init, headers: { ...(init.headers as Record<string, string>), authorization } }),
  })
  const wrong = results.filter(each => each.status !== 'ok' && each.status !== 'notice')
  expect(wrong.map(each => `${each.status} ${each.name}: ${'reason' in each ? each.reason : ''}`)).toEqual([])
  expect(results).toHaveLength(61)
})

test('graphql-eslint: its rules for schemas, and those for Relay', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'identity-hub-eslint-'))
  try {
    const linted = join(folder, 'schema.graphql')
    await writeFile(linted, example)
    const { 'flat/schema-recommended': recommended, 'flat/schema-relay': relay } = graphqlPlugin.configs
    const eslint = new ESLint({
      cwd: folder,
      overrideConfigFile: true,
      overrideConfig: [
        {
          files: ['**/*.graphql'],
          languageOptions: {
            parser: graphqlPlugin.parser,
            parserOptions: { graphQLConfig: { schema: linted } },
          },
          plugins: { '@graphql-eslint': graphqlPlugin },
          rules: { ...recommended.rules, ...relay.rules, ...RULES },
        } as never,
      ],
    })
    const [result] = await eslint.lintFiles([linted])
    const told = (result?.messages ?? []).map(each => `${each.line} ${each.ruleId}: ${each.message}`)
    expect(told).toEqual([])
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

/** Where the hub has reasons of its own. */
const RULES = {
  // `nodes` is a shortcut beside `edges`, and values of an attribute are no connection.
  '@graphql-eslint/relay-edge-types': [
    'error',
    { withEdgeSuffix: true, shouldImplementNode: false, listTypeCanWrapOnlyEdgeType: false },
  ],
  // Pages, payloads and values have no identity; what has one is on Node, which schema.test.ts holds.
  '@graphql-eslint/strict-id-in-types': 'off',
  // Fields are called as the attributes of the metaverse: personalTitle.
  '@graphql-eslint/no-typename-prefix': 'off',
}

const RELAY = {
  'people.js': `graphql\`
    query peopleQuery($first: Int, $after: String, $search: String) { ...people_list @arguments(first: $first, after: $after, search: $search) }
  \`
  graphql\`
    fragment people_list on Query @refetchable(queryName: "peopleListQuery")
      @argumentDefinitions(first: { type: "Int", defaultValue: 20 }, after: { type: "String" }, search: { type: "String" }) {
      people(first: $first, after: $after, search: $search, orderBy: [DISPLAY_NAME_ASC]) @connection(key: "people_list_people") {
        edges { node { id displayName mail manager { id displayName } ...people_groups } }
      }
    }
  \`
  graphql\`
    fragment people_groups on Person @refetchable(queryName: "peopleGroupsQuery")
      @argumentDefinitions(first: { type: "Int", defaultValue: 20 }, after: { type: "String" }) {
      memberOf(first: $first, after: $after) @connection(key: "people_groups_memberOf") {
        edges { node { id displayName members(first: 5) { edges { node { __typename id displayName ... on Person { mail } } } } } }
      }
    }
  \``,
}

test('the Relay compiler takes the graph, with connections of the metaverse and their pages', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'identity-hub-relay-'))
  try {
    await mkdir(join(folder, 'src'))
    await writeFile(join(folder, 'schema.graphql'), example)
    for (const [name, text] of Object.entries(RELAY)) await writeFile(join(folder, 'src', name), text)
    const config = { src: './src', schema: './schema.graphql', language: 'javascript', eagerEsModules: true }
    await writeFile(join(folder, 'relay.config.json'), JSON.stringify(config))
    await writeFile(join(folder, 'package.json'), '{}')
    const compiler = join(process.cwd(), 'node_modules', 'relay-compiler', 'cli.js')
    const { status, stdout, stderr } = spawnSync(process.execPath, [compiler, 'relay.config.json'], {
      cwd: folder,
      encoding: 'utf8',
      timeout: 60_000,
    })
    expect({ status, told: status === 0 ? '' : stdout + stderr }).toEqual({ status: 0, told: '' })
    expect(await readFile(join(folder, 'src', '__generated__', 'peopleQuery.graphql.js'), 'utf8')).toContain('people')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

test('Apollo Federation composes the graph with a subgraph that refers to its people, and finds them', async () => {
  const { _service } = (await held.ask('{ _service { sdl } }')).data
  const other = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.5", import: ["@key"])
    type Query { badges: [Badge!]! }
    type Badge @key(fields: "number") { number: ID! holder: Person }
    type Person @key(fields: "id", resolvable: false) { id: ID! }`
  for (const sdl of [_service.sdl, printSubgraph(buildSchema(example))]) {
    const { errors, supergraphSdl } = composeServices([
      { name: 'hub', typeDefs: parse(sdl) },
      { name: 'badges', typeDefs: parse(other) },
    ])
    expect((errors ?? []).map(String)).toEqual([])
    expect(supergraphSdl).toContain('join__type(graph: HUB, key: "id")')
  }
  const { people, groups } = (await held.ask('{ people(first: 2) { nodes { id } } groups(first: 1) { nodes { id } } }'))
    .data
  const representations = [
    ...people.nodes.map(({ id }: { id: string }) => ({ __typename: 'Person', id })),
    ...groups.nodes.map(({ id }: { id: string }) => ({ __typename: 'Group', id })),
  ]
  const query = `query ($representations: [_Any!]!) { _entities(representations: $representations) { __typename ... on Person { displayName mail } ... on Group { members(first: 1) { totalCount } } } }`
  expect((await held.ask(query, { representations })).data._entities).toEqual([
    { __typename: 'Person', displayName: 'Person 0', mail: 'Person.0@Contoso.test' },
    { __typename: 'Person', displayName: 'Person 1', mail: 'Person.1@Contoso.test' },
    { __typename: 'Group', members: { totalCount: 30 } },
  ])
  expect((await held.ask(query, { representations: [{ id: 7 }] })).errors?.[0]?.extensions.code).toBe('request.invalid')
})
