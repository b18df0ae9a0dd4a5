const SECRET_KEY = /(pass(word|phrase)?|secret|token|key|credentials?)$/i
const SHORTEST = 4

/** Takes the secrets of the settings out of what a program writes: its words go to traces and problems, which are stored. */
export function redaction(settings: unknown): (text: string) => string {
  const secrets = [...secretsIn(settings)].filter(secret => secret.length >= SHORTEST)
  if (secrets.length === 0) return text => text
  // The longest first, for one may be part of another.
  secrets.sort((a, b) => b.length - a.length)
  return text => secrets.reduce((rest, secret) => rest.replaceAll(secret, '…'), text)
}

function* secretsIn(value: unknown, isSecret = false): Generator<string> {
  if (typeof value === 'string') {
    if (isSecret) yield value
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) yield* secretsIn(inner, isSecret || SECRET_KEY.test(key))
  }
}
