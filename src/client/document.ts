import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core'

/**
 * A text of GraphQL that knows the types of its answer and of its variables: what the function `graphql()` of
 * @graphql-codegen/client-preset gives with `documentMode: string`.
 */
export type Document<Result, Variables> = DocumentTypeDecoration<Result, Variables> & { toString(): string }

/** The variables of a document; nothing where it has none that must be said. */
export type VariablesOf<Variables> =
  Record<string, never> extends Variables ? [variables?: Variables] : [variables: Variables]
