import { type Problem, ProblemError } from '../model/problem.js'

/** What PostgreSQL's and the system's codes mean to whoever set DATABASE_URL. */
const CAUSES: Readonly<Record<string, readonly [message: string, hint: string]>> = {
  ECONNREFUSED: ['nothing answers there', 'Is PostgreSQL running, and on that port?'],
  ENOTFOUND: ['the host is not known', 'Check the host name in DATABASE_URL.'],
  EAI_AGAIN: ['the host name could not be resolved', 'Check the host name in DATABASE_URL, and the network.'],
  ETIMEDOUT: ['it does not answer in time', 'Check the host, and what stands between: network, firewall.'],
  EHOSTUNREACH: ['the host cannot be reached', 'Check the host, and what stands between: network, firewall.'],
  ECONNRESET: ['it closed the connection', 'Is that PostgreSQL? Look at its log.'],
  '28P01': ['user or password is wrong', 'Check user and password in DATABASE_URL; percent-encode special characters.'],
  '28000': [
    'the user may not log in from here',
    'Check pg_hba.conf, and whether the server wants TLS (?sslmode=require).',
  ],
  '3D000': ['there is no such database', 'Create it: createdb, or CREATE DATABASE.'],
  '42501': [
    'the user lacks a permission',
    'Let the user create tables and schemas in the database, best as its owner.',
  ],
  '53300': ['it has no connection left', 'Raise max_connections, or run fewer processes.'],
  '57P03': ['it is starting up or shutting down', 'Try again in a moment.'],
  '57P01': ['it was shut down', 'Start it again.'],
}

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''

/** Also of errors that others have wrapped. */
function knownCode(error: unknown): string | undefined {
  for (let each = error, depth = 0; each !== undefined && each !== null && depth < 5; depth++) {
    if (codeOf(each) in CAUSES) return codeOf(each)
    each = (each as { cause?: unknown }).cause
  }
  return undefined
}

export const isDatabaseFailure = (error: unknown): boolean => knownCode(error) !== undefined

/** The problem behind a failed connection. `where` never contains a password. */
export function unreachable(error: unknown, where = 'The database'): Problem {
  const [what, hint] = CAUSES[knownCode(error) ?? ''] ?? [
    messageOf(error),
    'Check DATABASE_URL, or unset it to use the embedded database.',
  ]
  return { code: 'storage.unavailable', message: `${where} cannot be used: ${what}`, hint }
}

const messageOf = (error: unknown): string =>
  error instanceof Error && error.message !== '' ? error.message : String(error)

/** Host, port and database of an address, without user and password. @throws ProblemError for what is no PostgreSQL address */
export function placeOf(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (parsed === undefined || !/^postgres(ql)?:$/.test(parsed.protocol)) {
    throw new ProblemError({
      code: 'storage.unavailable',
      message: 'DATABASE_URL is not the address of a PostgreSQL database',
      hint: 'Expected postgres://user:password@host:5432/database, with special characters percent-encoded.',
    })
  }
  return `The database ${parsed.hostname || 'localhost'}:${parsed.port || '5432'}${parsed.pathname}`
}
