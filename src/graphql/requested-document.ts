import { GraphQLError } from 'graphql'
import type { Policy } from './policy.js'
import { documentIdOf } from './trusted-documents.js'

/** What a request says of the document that it wants executed. */
export interface Asked {
  readonly query?: unknown
  readonly documentId?: unknown
  readonly extensions?: unknown
}

const notTrusted = (message: string): GraphQLError =>
  new GraphQLError(message, {
    extensions: {
      code: 'request.not-trusted',
      hint: 'Send documentId, or the text of a document, of the list that access.trustedDocuments names.',
    },
  })

/** The text of the document that a request sends or names by an id of the list; why there is none that may be executed. */
export function textOf(asked: Asked, { documents, trustedOnly }: Policy): string | GraphQLError {
  const id = documentIdOf(asked)
  const sent = typeof asked.query === 'string' && asked.query !== '' ? asked.query : undefined
  const listed = id === undefined ? undefined : documents.find(id)
  if (id !== undefined && listed === undefined && (sent === undefined || trustedOnly))
    return notTrusted(`The list has no document ${id.slice(0, 100)}.`)
  const text = listed ?? sent ?? ''
  if (trustedOnly && !documents.has(text)) return notTrusted('This key may send documents of the list only.')
  return text
}
