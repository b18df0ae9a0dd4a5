import { type DocumentNode, GraphQLError, Kind, visit } from 'graphql'
import { refusal } from './errors.js'
import type { Policy } from './policy.js'

/** The fields that tell what the graph has. */
const TELLING = new Set(['__schema', '__type', '_service'])
const telling = new WeakMap<DocumentNode, boolean>()

/** Why the schema is not told to somebody who may not ask for it. */
export function refuseIntrospection(document: DocumentNode, { introspection }: Policy): GraphQLError | undefined {
  if (introspection || !asksForSchema(document)) return undefined
  return refusal(
    'This key may not ask for the schema.',
    'Take it from the schema folder of the hub, or use a key of the staff.',
  )
}

function asksForSchema(document: DocumentNode): boolean {
  const known = telling.get(document)
  if (known !== undefined) return known
  let asks = false
  visit(document, {
    [Kind.FIELD]({ name }) {
      asks ||= TELLING.has(name.value)
    },
  })
  telling.set(document, asks)
  return asks
}

const SUGGESTION = / Did you mean [^?]*\?/g

/** A mistake in a request without the names that would have been right, for those who may not know them. */
export const withoutSuggestions = (message: string): string => message.replace(SUGGESTION, '')

export function discreet(errors: readonly GraphQLError[], { introspection }: Policy): readonly GraphQLError[] {
  if (introspection) return errors
  return errors.map(
    ({ message, nodes, source, positions, path, extensions }) =>
      new GraphQLError(withoutSuggestions(message), {
        nodes: nodes ?? null,
        source: source ?? null,
        positions: positions ?? null,
        path: path ?? null,
        extensions,
      }),
  )
}
