import { dnKey } from '../../model/dn.js'
import type { AttributeRules } from './attribute-rules.js'
import { type Directory, isWithin } from './directory.js'
import type { LogRecord } from './log-record.js'
import { type NetChanges, netChanges } from './net-changes.js'

/** What a part of a change log comes to. */
export interface Told {
  /** Objects by their unique identifier, or by name where the log tells none; in the order of their last change. */
  readonly objects: ReadonlyMap<string, ToldObject>
  /** New names: of whatever has objects below it, these have new names, too. */
  readonly renamed: readonly string[]
  /** Whether something left the agent's part of the directory, or was deleted, that the log does not identify. */
  readonly lost: boolean
}

export interface ToldObject {
  readonly id: string | undefined
  readonly dn: string
  /** What is changed; undefined: the object has to be looked at. */
  readonly changes: NetChanges | undefined
  readonly isDeleted: boolean
}

/**
 * Sums a part of a change log up.
 * @param tells whether the log's identifiers are the anchors that an import reads
 */
export function toldBy(
  records: readonly LogRecord[],
  { directory, rules, tells }: { directory: Directory; rules: AttributeRules; tells: boolean },
): Told {
  const objects = new Map<string, ToldObject>()
  const renamed: string[] = []
  let lost = false
  for (const record of records) {
    const isHere = isWithin(directory, record.dn)
    const comesHere = record.kind === 'rename' && isWithin(directory, record.newDn)
    // A container beside the part that is read may be moved into it; whatever else happens there is of no interest.
    if (!isHere && !comesHere) continue
    const key = record.id ?? `name ${dnKey(record.dn)}`
    const held = objects.get(key)
    objects.delete(key)
    const isDeleted = record.kind === 'delete' || (record.kind === 'rename' && !comesHere)
    if (record.kind === 'rename' && comesHere) renamed.push(record.newDn)
    // Of a container that leaves, the log does not tell what it takes along.
    if (isDeleted && (!tells || record.id === undefined || record.kind === 'rename')) lost = true
    const dn = record.kind === 'rename' ? record.newDn : record.dn
    objects.set(key, { id: record.id, dn, changes: changesOf(record, held, rules), isDeleted })
  }
  return { objects, renamed, lost }
}

function changesOf(record: LogRecord, held: ToldObject | undefined, rules: AttributeRules): NetChanges | undefined {
  // By name alone a change cannot be trusted: another object may have the name by now.
  if (record.kind !== 'modify' || record.id === undefined) return undefined
  if (held !== undefined && held.changes === undefined) return undefined
  const changes = held?.changes ?? netChanges(rules)
  return changes.take(record.changes) ? changes : undefined
}
