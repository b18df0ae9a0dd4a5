import {
  type DirectoryChange,
  type DirectoryRename,
  type Modification,
  TREE_DELETE,
  treeDeleted,
} from './directory-change.js'
import { type EntryPair, type EntryTrouble, isTrouble, textOfValue } from './entry-value.js'
import { entryOf } from './ldif-entry.js'
import type { LdifLine, LdifRecord } from './ldif-reader.js'
import { pairOf } from './ldif-value.js'

const CONTROL = /^control: *([0-9.]+)/i

/** Reads a change record (RFC 2849); one without a change type is the whole object. */
export function changeOf(record: LdifRecord): DirectoryChange | EntryTrouble {
  const [first, ...others] = record.lines
  const line = first?.number ?? 0
  const head = entryOf({ ...record, lines: first === undefined ? [] : [first] })
  if (isTrouble(head)) return head
  const { dn } = head
  const body = others.filter(({ text }) => !CONTROL.test(text))
  const match = /^changetype:(:?) *(.*?) *$/i.exec(body[0]?.text ?? '')
  const changeType = match?.[1] === ':' ? Buffer.from(match[2] ?? '', 'base64').toString('utf8') : match?.[2]
  const lines = match === null ? body : body.slice(1)
  switch (changeType?.trim().toLowerCase()) {
    case undefined:
    case 'add': {
      const entry = entryOf({ ...record, lines: [first ?? { text: '', number: line }, ...lines] })
      return isTrouble(entry) ? entry : { kind: 'add', entry }
    }
    case 'delete': {
      const [more] = lines
      if (more === undefined) {
        const isTree = others.some(({ text }) => CONTROL.exec(text)?.[1] === TREE_DELETE)
        return isTree ? treeDeleted(line) : { kind: 'delete', dn }
      }
      return {
        code: 'parse-error',
        message: `A delete has nothing behind it, but here is "${more.text.slice(0, 60)}".`,
        line: more.number,
      }
    }
    case 'modify': {
      const modifications = modificationsIn(lines)
      return isTrouble(modifications) ? modifications : { kind: 'modify', dn, modifications }
    }
    case 'modrdn':
    case 'moddn':
      return renameIn(dn, lines, line)
    default:
      return { code: 'invalid-change-type', message: `There is no change type ${changeType}.`, line }
  }
}

/** The `add:`, `delete:` and `replace:` parts, which end with a line of one hyphen. */
function modificationsIn(lines: readonly LdifLine[]): Modification[] | EntryTrouble {
  const modifications: Modification[] = []
  for (let at = 0; at < lines.length; ) {
    const end = lines.findIndex((line, index) => index >= at && line.text.trimEnd() === '-')
    const part = lines.slice(at, end < 0 ? lines.length : end).map(pairOf)
    at = end < 0 ? lines.length : end + 1
    const trouble = part.find(isTrouble)
    if (trouble !== undefined) return trouble
    const [operation, ...pairs] = part as EntryPair[]
    if (operation === undefined) continue
    const modification = modificationOf(operation, pairs)
    if (isTrouble(modification)) return modification
    modifications.push(modification)
  }
  return modifications
}

function modificationOf(operation: EntryPair, pairs: readonly EntryPair[]): Modification | EntryTrouble {
  const { key: kind, line } = operation
  const key = String(textOfValue(operation.value)).trim().toLowerCase().replace(';binary', '')
  if (kind !== 'add' && kind !== 'delete' && kind !== 'replace') {
    return { code: 'invalid-modification-type', message: `There is no modification ${operation.description}.`, line }
  }
  const stray = pairs.find(pair => pair.key !== key)
  if (stray !== undefined) {
    const message = `A value of ${stray.description} stands in a change of ${key}.`
    return { code: 'parse-error', message, line: stray.line }
  }
  return { operation: kind, key, pairs }
}

const RENAME_PARTS: ReadonlySet<string> = new Set(['newrdn', 'deleteoldrdn', 'newsuperior'])

function renameIn(dn: string, lines: readonly LdifLine[], line: number): DirectoryRename | EntryTrouble {
  const parts = new Map<string, string>()
  for (const pair of lines.map(pairOf)) {
    if (isTrouble(pair)) return pair
    if (!RENAME_PARTS.has(pair.key) || parts.has(pair.key)) {
      const message = `A rename has newrdn, deleteoldrdn and newsuperior, each once; here is ${pair.description}.`
      return { code: 'parse-error', message, line: pair.line }
    }
    parts.set(pair.key, textOfValue(pair.value) ?? '')
  }
  const newRdn = parts.get('newrdn') ?? ''
  if (newRdn === '') return { code: 'parse-error', message: 'The rename has no newrdn.', line }
  const deletes = parts.get('deleteoldrdn')?.trim()
  if (deletes !== '0' && deletes !== '1') {
    const message =
      'The rename has no deleteoldrdn: 1 or deleteoldrdn: 0, so it is not known whether the old values of the name stay.'
    return { code: 'parse-error', message, line }
  }
  return { kind: 'rename', dn, newRdn, deletesOldRdn: deletes === '1', newSuperior: parts.get('newsuperior') }
}
