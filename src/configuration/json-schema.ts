import { z } from 'zod'
import type { Connector } from '../connectors/connector.js'
import { connectors as registered } from '../connectors/registry.js'
import { documentSchema } from './document.js'

type JsonSchema = { [key: string]: unknown }

const REFERENCE = { type: 'string', pattern: '\\$\\{(env|file):[^}]+\\}' }

/** The JSON Schema of the document, for editors: its format and the settings of every connector. */
export function hubJsonSchema(connectors: readonly Connector[] = registered): JsonSchema {
  const schema = z.toJSONSchema(documentSchema, { io: 'input', unrepresentable: 'any' }) as JsonSchema
  const agent = agentSchema(schema)
  const properties = agent.properties as Record<string, JsonSchema>
  properties.connector = { ...properties.connector, enum: connectors.map(each => each.name) }
  agent.allOf = connectors.map(each => ({
    if: { properties: { connector: { const: each.name } }, required: ['connector'] },
    // biome-ignore lint/suspicious/noThenProperty: JSON Schema's own word
    then: { properties: { settings: settingsSchema(each) } },
  }))
  return { ...schema, title: 'Identity Hub configuration' }
}

/** The text of schema/hub.schema.json. */
export const printJsonSchema = (connectors?: readonly Connector[]): string =>
  `${JSON.stringify(hubJsonSchema(connectors), null, 2)}\n`

function agentSchema(schema: JsonSchema): JsonSchema {
  const agents = (schema.properties as Record<string, JsonSchema>).agents
  return agents?.additionalProperties as JsonSchema
}

function settingsSchema(connector: Connector): JsonSchema {
  const { $schema: _, ...schema } = z.toJSONSchema(connector.settings, {
    io: 'input',
    unrepresentable: 'any',
  }) as JsonSchema
  return allowReferences(schema) as JsonSchema
}

// A text of a certain form may also be a reference, whose text is not known yet.
function allowReferences(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(allowReferences)
  if (typeof schema !== 'object' || schema === null) return schema
  const entries = Object.entries(schema).map(([key, value]) => [key, key === 'enum' ? value : allowReferences(value)])
  const copy = Object.fromEntries(entries) as JsonSchema
  if (copy.type !== 'string' || !('pattern' in copy || 'format' in copy)) return copy
  const { description, ...form } = copy
  return { ...(description !== undefined && { description }), anyOf: [form, REFERENCE] }
}
