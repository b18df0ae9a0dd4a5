import type { Problem } from '../model/problem.js'
import { documentSchema, type HubDocument } from './document.js'
import { problemsOf } from './issues.js'
import type { Locate } from './place.js'

/** A value held against the document's format: the document, or everything that is wrong with its form. */
export function validateDocument(
  value: unknown,
  locate: Locate,
): { readonly document: HubDocument | undefined; readonly problems: readonly Problem[] } {
  const result = documentSchema.safeParse(value)
  // The value itself is kept, not zod's copy: the order of keys is the author's.
  if (result.success) return { document: value as HubDocument, problems: [] }
  return {
    document: undefined,
    problems: problemsOf(result.error.issues, { schema: documentSchema, value, at: [], locate }),
  }
}
