import type { AttributeChange, Changes, ModifyDelta } from '../../model/delta.js'
import { isValidDn, parentDn, rdnOf } from '../../model/dn.js'
import type { AttributeDefinition, Value, Values } from '../../model/value.js'
import type { ReadItem } from '../kit/pages.js'
import { rdnPairs } from '../kit/rdn.js'
import { definitionsOf } from '../kit/selection.js'
import { type DirectoryEntry, type DirectoryShape, decodeContent, problemAt } from './directory-content.js'
import { decodePairs, type EntryPair, type EntryTrouble, isTrouble } from './entry-value.js'

type Definitions = ReadonlyMap<string, AttributeDefinition>

/** A change as a directory's own words tell it (RFC 2849, DSML 2). */
export type DirectoryChange =
  | { readonly kind: 'add'; readonly entry: DirectoryEntry }
  | { readonly kind: 'delete'; readonly dn: string }
  | { readonly kind: 'modify'; readonly dn: string; readonly modifications: readonly Modification[] }
  | DirectoryRename

/** One operation on one attribute. */
export interface Modification {
  readonly operation: 'add' | 'delete' | 'replace'
  /** In lower case, without `;binary`. */
  readonly key: string
  readonly pairs: readonly EntryPair[]
}

export interface DirectoryRename {
  readonly kind: 'rename'
  readonly dn: string
  readonly newRdn: string
  readonly deletesOldRdn: boolean
  /** The name of the object that it moves below; empty at the root; absent when it stays. */
  readonly newSuperior?: string | undefined
}

/** Deletes what is below an object too (Microsoft's tree delete control): which objects those are, a change does not tell. */
export const TREE_DELETE = '1.2.840.113556.1.4.805'

export const treeDeleted = (line: number): EntryTrouble => ({
  code: 'need-full-object',
  message: 'An object was deleted with everything below it, which is not listed. Run a full import.',
  line,
})

/** What a change means for the selected types. `line` is where it stands. */
export function decodeDirectoryChange(change: DirectoryChange, line: number, shape: DirectoryShape): ReadItem {
  switch (change.kind) {
    case 'add':
      return decodeContent(change.entry, line, shape)
    case 'delete':
      return { kind: 'delete', dn: change.dn, ...(shape.anchor === 'dn' && { anchor: change.dn }) }
    case 'modify': {
      const { dn } = change
      const changes = decodeModify(change.modifications, definitionsOf(shape.types))
      if (isTrouble(changes)) return problemAt(changes, dn, shape)
      if (Object.keys(changes).length === 0) return { kind: 'filtered' }
      return { kind: 'modify', dn, ...(shape.anchor === 'dn' && { anchor: dn }), changes }
    }
    case 'rename': {
      if (shape.anchor === 'dn') {
        const message =
          'An object was renamed whose anchor is its name. Run a full import, or use an anchor that does not change.'
        return problemAt({ code: 'need-full-object', message, line }, change.dn, shape)
      }
      const renamed = decodeRename(change, line, definitionsOf(shape.types))
      return isTrouble(renamed) ? problemAt(renamed, change.dn, shape) : renamed
    }
  }
}

/** The net change of one attribute while a record's operations are gone through in order. */
interface Net {
  replaced?: Value[]
  readonly added: Set<Value>
  readonly deleted: Set<Value>
}

/** The modifications as changes of the selected attributes, in the order replace, delete, add. */
function decodeModify(modifications: readonly Modification[], definitions: Definitions): Changes | EntryTrouble {
  const nets = new Map<string, Net>()
  for (const { operation, key, pairs } of modifications) {
    const definition = definitions.get(key)
    if (definition === undefined) continue
    const values = decodePairs({ ...definition, multivalued: true }, pairs)
    if (isTrouble(values)) return values
    const net = nets.get(definition.name) ?? { added: new Set(), deleted: new Set() }
    nets.set(definition.name, net)
    applyTo(net, operation, values)
  }
  return Object.fromEntries([...nets].map(([name, net]) => [name, changesOf(net)]))
}

function applyTo(net: Net, kind: 'add' | 'delete' | 'replace', values: Values): void {
  if (kind === 'replace' || (kind === 'delete' && values.length === 0)) {
    net.replaced = [...values]
    net.added.clear()
    net.deleted.clear()
  } else if (net.replaced !== undefined) {
    const rest = net.replaced.filter(value => !values.includes(value))
    net.replaced = kind === 'add' ? [...rest, ...values] : rest
  } else {
    for (const value of values) {
      if (kind === 'add') net.added.add(value)
      else {
        net.added.delete(value)
        net.deleted.add(value)
      }
    }
  }
}

function changesOf({ replaced, added, deleted }: Net): AttributeChange[] {
  if (replaced !== undefined) return [{ operation: 'replace', values: replaced }]
  const changes: AttributeChange[] = []
  if (deleted.size > 0) changes.push({ operation: 'delete', values: [...deleted] })
  if (added.size > 0) changes.push({ operation: 'add', values: [...added] })
  return changes
}

function decodeRename(
  { dn, newRdn, deletesOldRdn: deletesOld, newSuperior }: DirectoryRename,
  line: number,
  definitions: Definitions,
): ModifyDelta | EntryTrouble {
  const parent = newSuperior ?? parentDn(dn)
  const newDn = parent === undefined || parent === '' ? newRdn : `${newRdn},${parent}`
  if (!isValidDn(newRdn) || !isValidDn(newDn)) {
    return { code: 'invalid-dn', message: `The new name "${newDn}" is no distinguished name.`, line }
  }
  return { kind: 'modify', dn, newDn, changes: namingChanges(dn, newRdn, { deletesOld, definitions }) }
}

// The values in a name are attributes too: a rename changes them without saying so.
function namingChanges(
  dn: string,
  newRdn: string,
  { deletesOld, definitions }: { readonly deletesOld: boolean; readonly definitions: Definitions },
): Changes {
  const changes: Record<string, AttributeChange[]> = {}
  const note = (type: string, operation: 'add' | 'delete', value: string) => {
    const definition = definitions.get(type.toLowerCase())
    if (definition === undefined) return
    const list = changes[definition.name] ?? []
    changes[definition.name] = list
    if (operation === 'delete' || definition.multivalued) list.push({ operation, values: [value] })
    else list.splice(0, list.length, { operation: 'replace', values: [value] })
  }
  const after = rdnPairs(newRdn)
  const stays = (type: string, value: string) =>
    after.some(([other, same]) => other.toLowerCase() === type.toLowerCase() && same === value)
  for (const [type, value] of deletesOld ? rdnPairs(rdnOf(dn)) : [])
    if (!stays(type, value)) note(type, 'delete', value)
  for (const [type, value] of after) note(type, 'add', value)
  return Object.fromEntries(Object.entries(changes).filter(([, list]) => list.length > 0))
}
