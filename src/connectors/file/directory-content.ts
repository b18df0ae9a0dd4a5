import type { AddDelta } from '../../model/delta.js'
import type { Problem } from '../../model/problem.js'
import type { Values } from '../../model/value.js'
import type { ObjectTypeSelection } from '../connector.js'
import { COMMON_CLASS_DEPTHS, type TypeChooser, typeChooser } from '../kit/object-type.js'
import { decodePairs, type EntryPair, type EntryTrouble, isTrouble, textOfValue } from './entry-value.js'

/** What a reader must know: the selected types and which attribute is the anchor. */
export interface DirectoryShape {
  readonly types: readonly ObjectTypeSelection[]
  readonly chooseType: TypeChooser
  /** Lower-case name of the anchor attribute; `dn` for the name itself. */
  readonly anchor: string
  readonly file: string
}

export type DirectoryProblem = { readonly kind: 'problem'; readonly problem: Problem }
export type ContentItem =
  | AddDelta
  | { readonly kind: 'filtered' }
  /** `isPart` tells that a part which every record must have is missing: at the end of a file, the record is cut off. */
  | (DirectoryProblem & { readonly isPart?: boolean })

export const directoryShape = (
  types: readonly ObjectTypeSelection[],
  anchor: string,
  file: string,
): DirectoryShape => ({
  types,
  chooseType: typeChooser(types, COMMON_CLASS_DEPTHS),
  anchor: anchor.toLowerCase(),
  file,
})

/** The name of a record and the pairs after it. */
export interface DirectoryEntry {
  readonly dn: string
  readonly pairs: readonly EntryPair[]
}

/** Reads a content record, or the body of an `add` change, as the whole object. */
export function decodeContent({ dn, pairs }: DirectoryEntry, line: number, shape: DirectoryShape): ContentItem {
  const byKey = groupByKey(pairs)
  const wrong = (code: Problem['code'], message: string) => problemAt({ code, message, line }, dn, shape)
  const classes = (byKey.get('objectclass') ?? []).map(({ value }) => textOfValue(value) ?? '')
  if (classes.length === 0) return { ...wrong('missing-object-type', 'The record has no objectClass.'), isPart: true }
  const objectType = shape.chooseType(classes)
  if (objectType === undefined) return { kind: 'filtered' }
  const anchors = shape.anchor === 'dn' ? [dn] : (byKey.get(shape.anchor) ?? []).map(anchorText)
  const [anchor] = anchors
  if (anchor === undefined)
    return { ...wrong('missing-anchor-component', `The record has no ${shape.anchor}.`), isPart: true }
  if (anchors.length > 1)
    return wrong('multi-valued-anchor-component', `The record has several values of ${shape.anchor}.`)
  const attributes: Record<string, Values> = {}
  for (const definition of shape.types.find(({ name }) => name === objectType)?.attributes ?? []) {
    const found = byKey.get(definition.name.toLowerCase())
    if (found === undefined) continue
    const values = decodePairs(definition, found)
    if (isTrouble(values)) return problemAt(values, dn, shape)
    attributes[definition.name] = values
  }
  return { kind: 'add', objectType, dn, anchor, attributes }
}

/** The anchor as text; bytes that are no UTF-8 as base64. */
export const anchorText = ({ value }: EntryPair): string =>
  textOfValue(value) ?? Buffer.from(value as Buffer).toString('base64')

export function groupByKey(pairs: readonly EntryPair[]): Map<string, EntryPair[]> {
  const byKey = new Map<string, EntryPair[]>()
  for (const pair of pairs) {
    const held = byKey.get(pair.key)
    if (held === undefined) byKey.set(pair.key, [pair])
    else held.push(pair)
  }
  return byKey
}

export function problemAt(
  { code, message, line }: EntryTrouble,
  dn: string | undefined,
  { file }: { file: string },
): DirectoryProblem {
  const hint = 'Correct the record in the source of the file.'
  return { kind: 'problem', problem: { code, message, hint, where: { file, line, ...(dn !== undefined && { dn }) } } }
}
