import { createHash } from 'node:crypto'
import { stringify } from 'yaml'
import type { HubDocument } from './document.js'

/**
 * A document as YAML, in the author's order and one canonical form: writing out what was read from here gives the same bytes.
 * References to secrets stay references.
 */
export function exportDocument(document: HubDocument): string {
  return stringify(document, {
    lineWidth: 0,
    indent: 2,
    indentSeq: true,
    aliasDuplicateObjects: false,
    singleQuote: false,
  })
}

/** Tells documents apart: equal exactly when they are written out alike. */
export const documentDigest = (text: string): string => createHash('sha256').update(text).digest('hex')
