import { createHash } from 'node:crypto'
import { Document, isCollection, isNode, isPair, isScalar, stringify, type ToStringOptions } from 'yaml'
import type { HubDocument } from './document.js'
import { type ExtensionFiles, filesText } from './extensions/files.js'
import type { Path } from './place.js'

/**
 * A document as YAML, in the author's order and one canonical form: writing out what was read from here gives the same bytes.
 * References to secrets stay references.
 */
export function exportDocument(document: HubDocument): string {
  return stringify(document, { ...FORM, aliasDuplicateObjects: false })
}

const FORM: ToStringOptions = { lineWidth: 0, indent: 2, indentSeq: true, singleQuote: false }

/** The same with comments: one at the head, the others above the lines that paths lead to. What has no line has no comment. */
export function exportCommented(
  document: HubDocument,
  head: string,
  comments: readonly { readonly path: Path; readonly text: string }[],
): string {
  const written = new Document(document, { aliasDuplicateObjects: false })
  written.commentBefore = head
  for (const { path, text } of comments) commentAt(written, path, text)
  return written.toString(FORM)
}

function commentAt(written: Document, path: Path, text: string): void {
  const parent = path.length > 1 ? written.getIn(path.slice(0, -1), true) : written.contents
  const last = path.at(-1)
  const item = isCollection(parent)
    ? parent.items.find((each, i) => (isPair(each) ? isScalar(each.key) && each.key.value === last : i === last))
    : undefined
  const node = isPair(item) ? item.key : item
  if (!isNode(node)) return
  node.commentBefore = `${node.commentBefore === undefined ? '' : `${node.commentBefore}\n`} ${text}`
}

/** Tells documents apart: equal exactly when they are written out alike. */
export const documentDigest = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Tells configurations apart: by their documents, and their modules if they have any. */
export const configurationDigest = (text: string, files: ExtensionFiles): string =>
  documentDigest(files.size === 0 ? text : `${text}\0${filesText(files)}`)
