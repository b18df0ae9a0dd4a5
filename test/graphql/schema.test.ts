import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import {
  type GraphQLArgument,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
} from 'graphql'
import { buildGraph } from '../../src/graphql/graph.js'
import { NODE_TYPES } from '../../src/graphql/node-id.js'
import { printGraph } from '../../src/graphql/print-graph.js'

test('the graph is the one that is committed', async () => {
  expect(await printGraph()).toBe(readFileSync(new URL('../../schema/hub.graphql', import.meta.url), 'utf8'))
})

test('every type, field, argument and value is described', async () => {
  const schema = await buildGraph()
  const bare: string[] = []
  const look = (name: string, { description }: { description?: string | null | undefined }): void => {
    if (!description?.trim()) bare.push(name)
  }
  for (const type of Object.values(schema.getTypeMap()).filter(each => !isIntrospectionType(each))) {
    look(type.name, type)
    if (isEnumType(type)) for (const value of type.getValues()) look(`${type.name}.${value.name}`, value)
    if (!(isObjectType(type) || isInterfaceType(type) || isInputObjectType(type))) continue
    for (const field of Object.values(type.getFields())) {
      look(`${type.name}.${field.name}`, field)
      const args: readonly GraphQLArgument[] = 'args' in field ? field.args : []
      for (const argument of args) look(`${type.name}.${field.name}(${argument.name})`, argument)
    }
  }
  expect(bare).toEqual([])
})

test('the conventions hold: nodes, connections, payloads, tokens', async () => {
  const types = Object.values((await buildGraph()).getTypeMap()).filter(isObjectType)
  const nodes = types.filter(type => type.getInterfaces().some(each => each.name === 'Node')).map(type => type.name)
  const concrete = NODE_TYPES.map(name => (name === 'MetaverseObject' ? 'UntypedObject' : name))
  expect(nodes.sort()).toEqual(concrete.sort())
  for (const type of types) {
    const fields = type.getFields()
    if (type.name.endsWith('Connection'))
      expect(Object.keys(fields).sort()).toEqual(['edges', 'nodes', 'pageInfo', 'totalCount'])
    if (type.name.endsWith('Payload')) expect(String(fields.problems?.type)).toBe('[Problem!]!')
    for (const [name, field] of Object.entries(fields)) {
      if (String(field.type).endsWith('Connection!')) {
        expect(field.args.map(argument => argument.name)).toEqual(
          expect.arrayContaining(['first', 'after', 'last', 'before']),
        )
      }
      if (name.endsWith('Token')) expect(fields).toHaveProperty(name.slice(0, -'Token'.length))
    }
  }
})
