import { createHash } from 'node:crypto'
import { stringify } from 'yaml'
import type { HubDocument } from './document.js'
import { type ExtensionFiles, filesText } from './extensions/files.js'

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

/** Tells configurations apart: by their documents, and their modules if they have any. */
export const configurationDigest = (text: string, files: ExtensionFiles): string =>
  documentDigest(files.size === 0 ? text : `${text}\0${filesText(files)}`)
