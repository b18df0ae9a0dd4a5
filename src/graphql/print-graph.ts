import { type GraphQLInterfaceType, printSchema } from 'graphql'
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
