import type { LoggedChange } from './log-record.js'

/**
 * Reads the `changes` of a modification in a change log (draft-good-ldap-changelog, RFC 2849): `replace: sn`, `sn: Value`, `-`.
 * Undefined when the text is none.
 */
export function parseChangeText(text: string): LoggedChange[] | undefined {
  const changes: LoggedChange[] = []
  let current: { type: string; operation: 'add' | 'delete' | 'replace'; values: Buffer[] } | undefined
  // 389 Directory Server ends the text with a zero byte.
  for (const line of text
    .replace(/\0+$/, '')
    .replace(/\r?\n /g, '')
    .split(/\r?\n/)) {
    if (line === '' || line.startsWith('#')) continue
    if (line === '-') {
      current = undefined
      continue
    }
    const match = /^([^:]+):(:?) *(.*)$/s.exec(line)
    if (match === null) return undefined
    const [, name = '', isEncoded, content = ''] = match
    if (current === undefined) {
      const operation = name.toLowerCase()
      if (operation !== 'add' && operation !== 'delete' && operation !== 'replace') return undefined
      current = { type: content.trim(), operation, values: [] }
      changes.push(current)
    } else if (name.toLowerCase() === current.type.toLowerCase()) {
      current.values.push(Buffer.from(content, isEncoded === ':' ? 'base64' : 'utf8'))
    } else return undefined
  }
  return changes
}
