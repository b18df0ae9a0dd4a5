import { type GraphQLSchema, getNamedType, isObjectType } from 'graphql'
import { NODE_TYPES, nodeId } from '../../src/graphql/node-id.js'
import type { FullWorld } from './full-world.js'

/**
 * Arguments by which fields, as `Type.field`, find what is in a full world; several of one field are several ways. For all others those that they
 * must have are enough.
 */
export function givenIn(full: FullWorld, schema: GraphQLSchema): (field: string) => readonly string[] | undefined {
  const given = new Map([...Object.entries(argumentsIn(full)), ...Object.entries(keysIn(full, schema))])
  return field => {
    const [type = '', name = ''] = field.split('.')
    const on = schema.getType(type)
    const isOfMetaverse = isObjectType(on) && on.getInterfaces().some(each => each.name === 'MetaverseObject')
    return given.get(isOfMetaverse ? `MetaverseObject.${name}` : field)
  }
}

/** Of `personBy` and the like: the id of a person. */
function keysIn({ objects }: FullWorld, schema: GraphQLSchema): Record<string, readonly string[]> {
  const fields = Object.values(schema.getQueryType()?.getFields() ?? {}).filter(({ name }) => name.endsWith('By'))
  return Object.fromEntries(
    fields.map(({ name, type }) => [`Query.${name}`, [`by: { id: "${objects[getNamedType(type).name]}" }`]]),
  )
}

function argumentsIn({ begin, entries, ids, objects, other }: FullWorld): Record<string, readonly string[]> {
  const page = 'first: 5'
  const after = `after: "${begin}"`
  const now = `at: "${new Date().toISOString()}"`
  const person = `id: "${objects.Person}"`
  const nameOf = (type: string): string => (type === 'MetaverseObject' ? 'Person' : type)
  return {
    'Query._entities': NODE_TYPES.map(
      type => `representations: [${ids[type].map(id => `{ __typename: "${nameOf(type)}", id: "${id}" }`).join(', ')}]`,
    ),
    'Query.node': NODE_TYPES.map(type => `id: "${ids[type][0]}"`),
    'Query.nodes': NODE_TYPES.map(type => `ids: ${JSON.stringify(ids[type])}`),
    'Query.agent': ['name: "hr"'],
    'Query.connectorSpaceClearing': ['agent: "hr"'],
    'Query.connectorSpaceEntries': [
      `agent: "portal", ${page}`,
      `agent: "hr", filter: { pendingImport: [ADD, UPDATE, DELETE] }`,
    ],
    'Query.connectorSpaceEntryHistory': [`id: "${entries.joined}", ${page}`],
    'Query.disconnectionPreview': [`entry: "${entries.joined}"`],
    'Query.evaluateExpression': [
      'input: { expression: "1" }',
      'input: { expression: "1 +" }',
      `input: { expression: "1", entry: "${entries.joined}" }`,
      `input: { expression: "1", object: "${objects.Person}" }`,
    ],
    'Query.farm': ['name: "intranet"'],
    'Query.farmRemovals': [`farm: "farm", ${page}`],
    'Query.metaverseObjectAsOf': [`${person}, ${now}`],
    'Query.metaverseObjectHistory': [`${person}, ${page}`],
    'Query.previewSynchronization': [entries.new, entries.joining, entries.going].map(id => `entry: "${id}"`),
    'Query.run': [`id: "${ids.Run[0]}"`],
    'Query.whatIf': [`id: "${ids.WhatIf[0]}"`],
    'Mutation.cancelRun': [`input: { runId: "${ids.Run[0]}" }`],
    'Mutation.cancelWhatIf': [`input: { id: "${ids.WhatIf[0]}" }`],
    'Mutation.commitPreview': [`input: { entry: "${entries.joined}" }`],
    'Mutation.planConfiguration': [
      `input: { document: ${JSON.stringify(other.document)}, files: [{ path: "${other.file}", content: "${other.content}" }] }`,
    ],
    'Mutation.removeWhatIf': [`input: { id: "${nodeId('WhatIf', 99_999)}" }`],
    'Mutation.setDisconnectorState': [`input: { entry: "${entries.outsider}", explicit: true }`],
    'Mutation.testAgent': ['input: { agent: "hr" }'],
    'Subscription.farmChanges': [`farm: "intranet", ${after}`],
    'Subscription.objectChanged': [after],
    'Subscription.runProgress': [0, 1, 2, 3].map(event => `runId: "${ids.Run[0]}", after: ${event}`),
    'Subscription.runs': [after],
    'Agent.placeholders': [`kind: LINK, ${page}`],
    'Farm.changes': [`${after}, ${page}`],
    'Farm.group': ['name: "Group 0"', 'name: "Group 3"'],
    'Farm.profile': ['account: "1004"'],
    'FarmProfile.property': ['name: "PreferredName"'],
    'MetaverseObject.asOf': [now],
    'MetaverseObject.attribute': ['name: "displayName"'],
  }
}
