/** An entry of a directory; values that are bytes are written in base64. */
export interface Entry {
  readonly dn: string
  readonly attributes: Readonly<Record<string, Value | readonly Value[] | undefined>>
}

type Value = string | Uint8Array

const WIDTH = 76

/** Whether LDIF (RFC 2849) writes the text as it is; everything else goes in base64. */
function isSafe(text: string): boolean {
  return /^[\t -~]*$/.test(text) && !/^[ :<]/.test(text) && !text.endsWith(' ')
}

/** An export of a directory, as slapcat writes it: slapadd loads it into a server. */
export function ldif(entries: readonly Entry[]): string {
  return entries.map(entryText).join('\n')
}

function entryText({ dn, attributes }: Entry): string {
  const lines = [line('dn', dn)]
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined) continue
    for (const one of isList(value) ? value : [value]) lines.push(line(name, one))
  }
  return lines.join('')
}

const isList = (value: Value | readonly Value[]): value is readonly Value[] => Array.isArray(value)

function line(name: string, value: Value): string {
  const safe = typeof value === 'string' && isSafe(value)
  const text = safe ? `${name}: ${value}` : `${name}:: ${Buffer.from(value).toString('base64')}`
  const folded = [text.slice(0, WIDTH)]
  for (let at = WIDTH; at < text.length; at += WIDTH - 1) folded.push(` ${text.slice(at, at + WIDTH - 1)}`)
  return `${folded.join('\n')}\n`
}

/** A value of a distinguished name, escaped (RFC 4514). */
export function escapeValue(text: string): string {
  return text.replace(/[\\",+<>;=]/g, '\\$&').replace(/^[ #]/, '\\$&')
}
