import { type DocumentNode, GraphQLError, type GraphQLSchema, parse, specifiedRules, validate } from 'graphql'
import { boundedDocument, MAX_TOKENS, MAX_VALIDATION_ERRORS } from './limits.js'

/** A document that may be executed, or what is wrong with it. */
type Validated = DocumentNode | readonly GraphQLError[]

const RULES = [...specifiedRules, boundedDocument]
const MOST_KEPT = 500
const LONGEST_KEPT = 10_000
const kept = new WeakMap<GraphQLSchema, Map<string, DocumentNode>>()

/** Parses and validates; a text that thousands subscribe with is looked at once. */
export function validated(schema: GraphQLSchema, text: string): Validated {
  const known = kept.get(schema) ?? new Map<string, DocumentNode>()
  kept.set(schema, known)
  const held = known.get(text)
  if (held !== undefined) return held
  let document: DocumentNode
  try {
    document = parse(text, { maxTokens: MAX_TOKENS })
  } catch (error) {
    if (error instanceof GraphQLError) return [error]
    throw error
  }
  const errors = validate(schema, document, RULES, { maxErrors: MAX_VALIDATION_ERRORS })
  if (errors.length > 0) return errors
  if (known.size >= MOST_KEPT) known.clear()
  if (text.length <= LONGEST_KEPT) known.set(text, document)
  return document
}
