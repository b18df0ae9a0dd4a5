const SAFE = /^[\x21-\x39\x3b\x3d-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/
const WIDTH = 76

/** One value as RFC 2849 wants it: as text where that is safe, else as base64, folded. Gives one byte per character. */
export function printLine(name: string, value: string | Buffer): string {
  const text = typeof value === 'string' ? value : value.toString('latin1')
  if (text === '') return `${name}:\n`
  if (SAFE.test(text)) return fold(`${name}: ${text}`)
  return fold(`${name}:: ${Buffer.from(text, 'latin1').toString('base64')}`)
}

function fold(line: string): string {
  if (line.length <= WIDTH) return `${line}\n`
  const parts = [line.slice(0, WIDTH)]
  for (let at = WIDTH; at < line.length; at += WIDTH - 1) parts.push(line.slice(at, at + WIDTH - 1))
  return `${parts.join('\n ')}\n`
}
