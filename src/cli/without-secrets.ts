const REDACTED = '[redacted]'
const SECRET_NAME = /authorization|cookie|passw|secret|credential|api_?key|^(access|refresh|id)?_?token$/i
/** What is a secret wherever it stands, and what is shown of it. */
const SECRETS: readonly [RegExp, string][] = [
  [/\b(Bearer|Basic) +[\w.~+/=-]+/gi, `$1 ${REDACTED}`],
  [/\b(hub_[0-9a-f]{10})_[\w-]{43}/g, `$1_${REDACTED}`],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]+/g, REDACTED],
  [/(\b[a-z][a-z\d+.-]*:\/\/[^\s:/@]*):[^\s/@]+@/gi, `$1:${REDACTED}@`],
  [/\b(password|pwd|secret)(\s*[=:]\s*)("[^"]*"|'[^']*'|[^\s;,&"']+)/gi, `$1$2${REDACTED}`],
]
const DEEPEST = 8

export const withoutSecretsIn = (text: string): string =>
  SECRETS.reduce((redacted, [secret, shown]) => redacted.replace(secret, shown), text)

/** What is to be logged, with the values of secret names and whatever looks like a secret in a text replaced. */
export function withoutSecrets(details: object): object {
  return redacted(details, 0) as object
}

function redacted(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return withoutSecretsIn(value)
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  if (depth > DEEPEST) return '…'
  if (Array.isArray(value)) return value.map(each => redacted(each, depth + 1))
  // An error's own text is no property that JSON shows.
  const shown =
    value instanceof Error
      ? { type: value.name, message: value.message, stack: value.stack, ...value, cause: value.cause }
      : value
  return Object.fromEntries(
    Object.entries(shown)
      .filter(([, each]) => each !== undefined)
      .map(([name, each]) => [name, SECRET_NAME.test(name) ? REDACTED : redacted(each, depth + 1)]),
  )
}
