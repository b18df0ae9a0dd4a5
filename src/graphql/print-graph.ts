import { type GraphQLInterfaceType, lexicographicSortSchema, printSchema } from 'graphql'
import { type CheckedConfiguration, openConfiguration } from '../configuration/check.js'
import { rulesOf } from '../configuration/rules-of.js'
import { packagePath } from '../storage/package-folder.js'
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

/** The configuration whose graph is committed. */
export const EXAMPLE = packagePath('examples/contoso/hub.yaml')

/** The text of schema/example.graphql: the graph of examples/contoso, the types of its metaverse included. */
export const printExampleGraph = async (): Promise<string> => printConfiguredGraph(await openConfiguration(EXAMPLE))

/** The whole graph of a hub with this configuration, sorted by name. */
export async function printConfiguredGraph(checked: CheckedConfiguration): Promise<string> {
  return `${printSchema(lexicographicSortSchema(buildTypedGraph(await buildGraph(), rulesOf(checked))))}\n`
}
