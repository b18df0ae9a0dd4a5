import type { AddDelta } from '../../model/delta.js'
import type { ProblemCode, ProblemPlace } from '../../model/problem.js'
import type { AttributeDefinition, Values } from '../../model/value.js'
import type { ReadItem } from '../kit/pages.js'
import { type Decoded, decodeText } from '../kit/value.js'
import type { Row } from './driver.js'
import { anchorOf, joinParts, keyOf } from './key.js'
import type { Place, Shape } from './shape.js'
import type { Cell } from './statement.js'

/** What is read beside the rows of a chunk. */
export interface Beside {
  /** By attribute, the cells by the joined key of their object. */
  readonly values: ReadonlyMap<string, ReadonlyMap<string, readonly Cell[]>>
  /** By entry, the names of referred objects by their key. */
  readonly names: ReadonlyMap<string, ReadonlyMap<string, string>>
}

/** Reads one row as its object; undefined for one that is marked as deleted. */
export function decodeRow(row: Row, shape: Shape, beside: Beside): ReadItem | undefined {
  if (isMarked(row, shape)) return undefined
  const { relation } = shape
  const key = keyOf(row, shape.key)
  if (key === undefined)
    return trouble('missing-anchor-component', `A row of ${relation.entry} has no value in its key.`, {})
  const anchor = anchorOf(relation.entry, key)
  const objectType = typeOf(row, shape)
  if (objectType === undefined)
    return trouble('missing-object-type', 'The row does not tell its object type.', { anchor })
  const places = shape.types.get(objectType)
  if (places === undefined) return { kind: 'filtered' }
  const dn = dnOf(row, shape)
  if (dn === undefined)
    return trouble('missing-dn', `The row has no value in ${relation.dn.columns.join(', ')}, its name.`, { anchor })
  const attributes: Record<string, Values> = {}
  for (const place of places) {
    const values = valuesAt(place, row, { beside, key: joinParts(key) })
    if (typeof values === 'object' && 'code' in values)
      return trouble(values.code, values.message, { dn, anchor, attribute: place.definition.name })
    if (values.length > 0) attributes[place.definition.name] = values
  }
  return { kind: 'add', objectType, dn, anchor, attributes } satisfies AddDelta
}

export const typeOf = (row: Row, { type, relation }: Shape): string | undefined =>
  type === undefined ? relation.entry : (row[type] ?? undefined)

export const dnOf = (row: Row, { relation, dn }: Shape): string | undefined =>
  relation.dn.dnOf(dn.map(place => row[place] ?? null))

const UNMARKED: ReadonlySet<Cell | undefined> = new Set([null, undefined, '', 'false', '0'])

/** Whether a row says that it is deleted. */
export const isMarked = (row: Row, { deleted }: Pick<Shape, 'deleted'>): boolean =>
  deleted !== undefined && !UNMARKED.has(row[deleted])

interface Unfit {
  readonly code: ProblemCode
  readonly message: string
}

function valuesAt(
  { definition, at, target }: Place,
  row: Row,
  { beside, key }: { readonly beside: Beside; readonly key: string },
): Values | Unfit {
  const cells = typeof at === 'number' ? [row[at] ?? null] : (beside.values.get(at.attribute)?.get(key) ?? [])
  const values: string[] = []
  for (const cell of cells) {
    if (cell === null) continue
    if (target !== undefined) {
      const name = beside.names.get(target)?.get(cell)
      if (name === undefined) return noTarget(cell, target)
      values.push(name)
      continue
    }
    const decoded = decodeCell(definition, cell)
    if (!decoded.ok) return unfit(decoded.code, cell, definition)
    values.push(decoded.value)
  }
  if (values.length < 2) return values
  const distinct = [...new Set(values)]
  if (distinct.length > 1 && !definition.multivalued)
    return { code: 'multi-single-mismatch', message: `The attribute has ${distinct.length} values, but takes one.` }
  return distinct.sort()
}

/** A number may come as a decimal without a fraction, or as a boolean that is kept as a number. */
export function decodeCell({ type }: Pick<AttributeDefinition, 'type'>, cell: string): Decoded {
  if (type !== 'number') return decodeText(type, cell)
  if (cell === 'true' || cell === 'false') return { ok: true, value: cell === 'true' ? '1' : '0' }
  return decodeText(type, cell.replace(/\.0*$/, ''))
}

const noTarget = (key: string, target: string): Unfit => ({
  code: 'invalid-reference-value',
  message: `It refers to ${target} ${key}, which is not there or has no name.`,
})

const unfit = (code: ProblemCode, cell: string, { type }: AttributeDefinition): Unfit => ({
  code,
  message: `The value ${cell.slice(0, 100)} does not fit the type ${type}.`,
})

function trouble(code: ProblemCode, message: string, where: ProblemPlace): ReadItem {
  const hint = 'Correct the row in the database, or the settings of the agent.'
  return { kind: 'problem', problem: { code, message, hint, where } }
}
