import { fileURLToPath } from 'node:url'
import { type GraphQLInterfaceType, type GraphQLSchema, lexicographicSortSchema, printSchema } from 'graphql'
import { openConfiguration } from '../configuration/check.js'
import { compileRuleSet, provisionalIds } from '../configuration/compile.js'
import { registeredConnectors } from '../configuration/registered-connectors.js'
import { buildTypedGraph } from './dynamic/typed-graph.js'
import { buildGraph } from './graph.js'

/** The text of schema/hub.graphql. */
export const printGraph = async (): Promise<string> => `${printSchema(await buildGraph())}\n`

/** The text of a module with the names that the metaverse cannot have in the graph, because the hub has them. */
export async function printTakenNames(): Promise<string> {
  const base = await buildGraph()
  const object = base.getType('MetaverseObject') as GraphQLInterfaceType
  const taken = {
    types: Object.keys(base.getTypeMap()).filter(name => !name.startsWith('__')),
    queries: Object.keys(base.getQueryType()?.getFields() ?? {}),
    objectFields: Object.keys(object.getFields()),
  }
  return `// Written by "npm run schema": the names of the hub's own part of the graph.
export const TAKEN: Readonly<Record<'types' | 'queries' | 'objectFields', readonly string[]>> = ${JSON.stringify(taken, null, 2)}
`
}

const EXAMPLE = fileURLToPath(new URL('../../examples/contoso/hub.yaml', import.meta.url))

/** The text of schema/example.graphql: the graph of examples/contoso, the types of its metaverse included. */
export async function printExampleGraph(): Promise<string> {
  return `${printSchema(lexicographicSortSchema(await exampleGraph()))}\n`
}

async function exampleGraph(): Promise<GraphQLSchema> {
  const { document } = await openConfiguration(EXAMPLE)
  const ids = provisionalIds(document)
  const { rules } = compileRuleSet(document, { version: 1, ids, connectors: registeredConnectors })
  return buildTypedGraph(await buildGraph(), rules)
}
