import { readFile } from 'node:fs/promises'
import { expect, test } from '@jest/globals'
import { hubJsonSchema, printJsonSchema } from '../../src/configuration/json-schema.js'
import { connectors } from '../../src/connectors/registry.js'
import { testConnectors } from './support.js'

const own = testConnectors.names.flatMap(name => testConnectors.named(name) ?? [])

interface Node {
  readonly [key: string]: Node
}
const agentOf = (schema: unknown) => (schema as Node).properties?.agents?.additionalProperties as Node

test('schema/hub.schema.json is what the code says: npm run schema writes it', async () => {
  expect(printJsonSchema()).toBe(await readFile('schema/hub.schema.json', 'utf8'))
})

test('an agent names one of the connectors, and has the settings of that one', () => {
  const agent = agentOf(hubJsonSchema())
  expect(agent.properties?.connector?.enum).toEqual(connectors.map(each => each.name))
  expect(agent.allOf).toHaveLength(connectors.length)
  const [directory] = agentOf(hubJsonSchema(own)).allOf as unknown as Node[]
  expect(directory?.if?.properties?.connector?.const).toBe('directory')
  expect(Object.keys(directory?.then?.properties?.settings?.properties ?? {})).toEqual([
    'url',
    'password',
    'pin',
    'port',
    'tls',
  ])
})

test('a text of a certain form may be a reference instead, and keeps its description', () => {
  const [directory] = agentOf(hubJsonSchema(own)).allOf as unknown as Node[]
  expect(directory?.then?.properties?.settings?.properties?.url).toMatchObject({
    description: 'The server.',
    anyOf: [
      { type: 'string', pattern: '^ldaps?:\\/\\/' },
      { type: 'string', pattern: expect.stringContaining('env|file') },
    ],
  })
})

test('unknown keys are refused by editors, too', () => {
  const schema = hubJsonSchema() as unknown as Node
  expect(schema.additionalProperties).toBe(false)
  expect(agentOf(schema).additionalProperties).toBe(false)
  expect(agentOf(schema).properties?.objects?.additionalProperties?.additionalProperties).toBe(false)
})
