import type { Problem, ProblemPlace } from '../../model/problem.js'
import { ConnectorError } from '../connector.js'
import { stop } from '../kit/stop.js'
import type { Dialect, ErrorMeaning } from './dialect.js'
import { type Address, DatabaseError } from './driver.js'

/** Codes of a refused login, by database. */
const LOGIN_REFUSED = new Set(['28000', '28P01', '1045', '1698', '18456', '18452', '4060', '4062'])
const NO_DATABASE = new Set(['3D000', '1049', '1044', '4060', '911'])
const NOT_THERE = new Set(['42P01', '3F000', '1146', '208'])
const NO_COLUMN = new Set(['42703', '1054', '207'])
const DENIED = new Set(['42501', '1142', '1143', '1227', '229', '230', '300'])
const TIMED_OUT = new Set(['57014', '1969', '3024', 'ETIMEOUT'])
const CERTIFICATE_TROUBLE = /certificate|self[- ]signed|altname|unable to verify|SSL|TLS/i

/** Ends a run that could not connect. */
export function startTrouble(error: unknown, { title }: Dialect, address: Address): ConnectorError {
  if (error instanceof ConnectorError) return error
  const { code, message } = error instanceof DatabaseError ? error : { code: undefined, message: String(error) }
  const place = `${address.host}:${address.port}`
  if (code !== undefined && NO_DATABASE.has(code)) {
    return stop(
      'no-start-bad-ma-configuration',
      {
        code: 'source.not-found',
        message: `There is no database ${address.name ?? '(none named)'} at ${place} for this account: ${message}`,
        hint: 'Correct the name of the database, or grant the account the right to connect to it.',
        where: { path: 'settings.name' },
      },
      error,
    )
  }
  if (code !== undefined && LOGIN_REFUSED.has(code)) {
    return stop(
      'no-start-credentials',
      {
        code: 'source.credentials',
        message: `${title} did not accept the login of ${address.user ?? '(nobody)'}: ${message}`,
        hint: "Correct the agent's user and password; some servers accept an account from certain machines only.",
        where: { path: 'settings.user' },
      },
      error,
    )
  }
  const unproven = CERTIFICATE_TROUBLE.test(message)
  return stop(
    'no-start-connection',
    {
      code: 'source.unreachable',
      message: `${title} at ${place} ${unproven ? 'did not prove who it is, or does not encrypt' : 'cannot be reached'}: ${message}`,
      hint: unproven
        ? 'Set tls.ca to the PEM file of the authority that signed its certificate; encrypt: false where the network is safe otherwise.'
        : 'Check host and port, that the server is running, and what lies between: names, routes, firewalls.',
      where: { path: 'settings.host' },
    },
    error,
  )
}

/** Ends a read that cannot be complete. `what` names what was being read. */
export function readTrouble(error: unknown, what: string): ConnectorError {
  if (error instanceof ConnectorError) return error
  if (!(error instanceof DatabaseError)) throw error
  const { code = '', message } = error
  if (error.lost) return connectionLost(error)
  if (NOT_THERE.has(code) || NO_COLUMN.has(code)) {
    return stop(
      'no-start-bad-ma-configuration',
      {
        code: 'source.not-found',
        message: `${what} cannot be read: ${message}`,
        hint: "Compare the names in the agent's objects with the database; upper and lower case may count.",
        where: { path: 'settings.objects' },
      },
      error,
    )
  }
  if (DENIED.has(code)) {
    return stop(
      'no-start-credentials',
      {
        code: 'source.permission',
        message: `The agent's account may not read ${what}: ${message}`,
        hint: `Grant it the right, for instance: grant select on … to the account. See hub agent test.`,
      },
      error,
    )
  }
  if (TIMED_OUT.has(code)) {
    return stop(
      'stopped-import-read',
      {
        code: 'source.time-limit',
        message: `The statement that reads ${what} took too long: ${message}`,
        hint: 'Give the tables an index on their key columns, look for locks, or raise the timeout.',
      },
      error,
    )
  }
  return stop(
    'stopped-import-read',
    {
      code: 'source.malformed',
      message: `${what} cannot be read: ${message}`,
      hint: 'Try the query in the tools of the database; then run hub agent test.',
    },
    error,
  )
}

export function connectionLost(error: unknown): ConnectorError {
  return stop(
    'stopped-connectivity',
    {
      code: 'source.connection-lost',
      message: `The connection to the database was lost. ${(error as Error).message}`,
      hint: 'Run the step again; what was read or written so far is kept.',
    },
    error,
  )
}

export function fullImportRequired(message: string): ConnectorError {
  return stop('no-start-full-import-required', {
    code: 'source.watermark-missing',
    message,
    hint: 'Run a full import; delta imports can go on after it.',
  })
}

/** What an error says about one object that was to be written. */
export function writeProblem(error: DatabaseError, { errors }: Dialect, where: ProblemPlace): Problem {
  const code = error.code ?? ''
  const found: ErrorMeaning = errors.get(code) ?? errors.get(code.slice(0, 2)) ?? OTHER
  return { code: found.code, message: `${found.meaning} (${code}: ${error.message})`, hint: found.hint, where }
}

const OTHER: ErrorMeaning = {
  code: 'cd-error',
  meaning: 'The database refused the write.',
  hint: "See the database's own words.",
}
