import type { AttributeChange, Changes, ModifyDelta } from '../../model/delta.js'
import { parentDn, rdnOf } from '../../model/dn.js'
import type { AttributeDefinition, Value, Values } from '../../model/value.js'
import type { ReadItem } from '../kit/pages.js'
import { rdnPairs } from '../kit/rdn.js'
import { definitionsOf } from '../kit/selection.js'
import { type ContentItem, decodeContent, entryOf, type LdifEntry, type LdifShape, problemAt } from './ldif-content.js'
import type { LdifRecord } from './ldif-reader.js'
import { decodePairs, isTrouble, type LdifPair, type LdifTrouble, pairOf, textOfValue } from './ldif-value.js'

type Definitions = ReadonlyMap<string, AttributeDefinition>

/** Reads a change record (RFC 2849); one without a change type is the whole object. */
export function decodeChangeRecord(record: LdifRecord, shape: LdifShape): ReadItem {
  const line = record.lines[0]?.number ?? 0
  const opened = openRecord(record)
  if (isTrouble(opened)) return problemAt(opened, undefined, shape)
  const { dn, changeType, body } = opened
  switch (changeType) {
    case undefined:
    case 'add': {
      const entry = entryOf({ ...record, lines: [record.lines[0] ?? { text: '', number: line }, ...body] })
      return isTrouble(entry) ? problemAt(entry, dn, shape) : (decodeContent(entry, line, shape) satisfies ContentItem)
    }
    case 'delete':
      return { kind: 'delete', dn, ...(shape.anchor === 'dn' && { anchor: dn }) }
    case 'modify': {
      const changes = decodeModify(body, definitionsOf(shape.types))
      if (isTrouble(changes)) return problemAt(changes, dn, shape)
      if (Object.keys(changes).length === 0) return { kind: 'filtered' }
      return { kind: 'modify', dn, ...(shape.anchor === 'dn' && { anchor: dn }), changes }
    }
    case 'modrdn':
    case 'moddn': {
      if (shape.anchor === 'dn') {
        const message =
          'An object was renamed whose anchor is its name. Run a full import, or use an anchor that does not change.'
        return problemAt({ code: 'need-full-object', message, line }, dn, shape)
      }
      const renamed = decodeRename({ dn, pairs: [] }, body, definitionsOf(shape.types))
      return isTrouble(renamed) ? problemAt(renamed, dn, shape) : renamed
    }
    default:
      return problemAt(
        { code: 'invalid-change-type', message: `There is no change type ${changeType}.`, line },
        dn,
        shape,
      )
  }
}

function openRecord(record: LdifRecord) {
  const [first, ...others] = record.lines
  const head = entryOf({ ...record, lines: first === undefined ? [] : [first] })
  if (isTrouble(head)) return head
  const body = others.filter(({ text }) => !/^control:/i.test(text))
  const match = /^changetype: *(.*?) *$/i.exec(body[0]?.text ?? '')
  return { dn: head.dn, changeType: match?.[1]?.toLowerCase(), body: match === null ? body : body.slice(1) }
}

/** The net change of one attribute while a record's operations are gone through in order. */
interface Net {
  replaced?: Value[]
  readonly added: Set<Value>
  readonly deleted: Set<Value>
}

/** The `add:`, `delete:` and `replace:` parts as changes of the selected attributes, in the order replace, delete, add. */
function decodeModify(lines: LdifRecord['lines'], definitions: Definitions): Changes | LdifTrouble {
  const nets = new Map<string, Net>()
  for (let at = 0; at < lines.length; ) {
    const end = lines.findIndex((line, index) => index >= at && line.text === '-')
    const part = lines.slice(at, end < 0 ? lines.length : end).map(pairOf)
    at = end < 0 ? lines.length : end + 1
    const trouble = part.find(isTrouble)
    if (trouble !== undefined) return trouble
    const [operation, ...pairs] = part as LdifPair[]
    if (operation === undefined) continue
    const applied = applyPart(nets, operation, pairs, definitions)
    if (applied !== undefined) return applied
  }
  return Object.fromEntries([...nets].map(([name, net]) => [name, changesOf(net)]))
}

function applyPart(
  nets: Map<string, Net>,
  operation: LdifPair,
  pairs: readonly LdifPair[],
  definitions: Definitions,
): LdifTrouble | undefined {
  const { key: kind, line } = operation
  const target = String(textOfValue(operation.value)).trim().toLowerCase().replace(';binary', '')
  if (kind !== 'add' && kind !== 'delete' && kind !== 'replace') {
    return { code: 'invalid-modification-type', message: `There is no modification ${operation.description}.`, line }
  }
  const stray = pairs.find(pair => pair.key !== target)
  if (stray !== undefined) {
    return {
      code: 'parse-error',
      message: `A value of ${stray.description} stands in a change of ${target}.`,
      line: stray.line,
    }
  }
  const definition = definitions.get(target)
  if (definition === undefined) return undefined
  const values = decodePairs({ ...definition, multivalued: true }, pairs)
  if (isTrouble(values)) return values
  const net = nets.get(definition.name) ?? { added: new Set(), deleted: new Set() }
  nets.set(definition.name, net)
  applyTo(net, kind, values)
  return undefined
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
  { dn }: LdifEntry,
  lines: LdifRecord['lines'],
  definitions: Definitions,
): ModifyDelta | LdifTrouble {
  const pairs = lines.map(pairOf)
  const trouble = pairs.find(isTrouble)
  if (trouble !== undefined) return trouble
  const textFor = (key: string) => {
    const found = (pairs as LdifPair[]).find(pair => pair.key === key)
    return found && textOfValue(found.value)
  }
  const newRdn = textFor('newrdn')
  if (newRdn === undefined || newRdn === '') {
    return { code: 'parse-error', message: 'The rename has no newrdn.', line: lines[0]?.number ?? 0 }
  }
  const parent = textFor('newsuperior') ?? parentDn(dn)
  const newDn = parent === undefined || parent === '' ? newRdn : `${newRdn},${parent}`
  const deletesOld = textFor('deleteoldrdn') !== '0'
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
