import { applyChanges, changeValues } from '../model/changes.js'
import type { AttributeChange, Changes } from '../model/delta.js'
import { sameBinary } from '../model/digest.js'
import { type Attributes, type Values, valuesOf } from '../model/value.js'
import type { ExportChange, HeldEntry } from './entry.js'
import type { ImageShape } from './incoming.js'

/** An exported value that the source does not show. */
export interface Unconfirmed {
  readonly attribute: string
  readonly sent: readonly AttributeChange[]
  readonly found: Values
}

/**
 * Compares what was exported with what an import shows (domain.md 2.6). References are compared as rows elsewhere;
 * attributes that are not read back cannot be compared and count as confirmed.
 */
export function unconfirmedAttributes(sent: ExportChange, found: Attributes, shape: ImageShape): Unconfirmed[] {
  const readable = new Set(shape.values.filter(a => a.exportOnly !== true).map(a => a.name))
  return Object.entries(sent.changes)
    .filter(([attribute, changes]) => readable.has(attribute) && !shows(valuesOf(found, attribute), changes))
    .map(([attribute, changes]) => ({ attribute, sent: changes, found: valuesOf(found, attribute) }))
}

// Applying a change to what already shows it changes nothing.
const shows = (found: Values, changes: readonly AttributeChange[]): boolean =>
  sameBinary(found, changeValues(found, changes))

/**
 * An entry whose deletion its source has only listed, as an import is to see it: that the object is there neither confirms nor contradicts
 * the deletion, which goes on waiting until the object is gone.
 */
export const withoutListedDelete = (entry: HeldEntry): HeldEntry =>
  entry.unconfirmed?.operation === 'delete' ? { ...entry, unconfirmed: undefined } : entry

/** Whether an image shows everything that was sent. */
export const showsAll = (found: Attributes, sent: Changes): boolean =>
  Object.entries(sent).every(([attribute, changes]) => shows(valuesOf(found, attribute), changes))

/** The image an operator sees when what was sent is taken for granted. */
export const expectedImage = (image: Attributes, sent: readonly ExportChange[]): Attributes =>
  sent.reduce((expected, change) => applyChanges(expected, change.changes), image)
