import { ResultCodeError } from 'ldapts'
import type { Problem } from '../../../model/problem.js'
import { ConnectorError } from '../../connector.js'
import { stop } from '../stop.js'
import { type ResultCode, resultCode } from './result-codes.js'

/** The server's own words, without what ldapts appends. */
export const serverText = (error: Error): string => error.message.replace(/ ?Code: 0x[0-9a-f]+$/i, '').trim()

/** The result code of an error, if the server answered with one. */
export const codeOf = (error: unknown): number | undefined =>
  error instanceof ResultCodeError ? error.code : undefined

/** What a code says in one sentence, with the server's own words behind it. */
export function explained(row: ResultCode, text: string): string {
  return `${row.meaning} (${row.name}${text === '' ? '' : `: ${text}`})`
}

/** How Active Directory begins what it says of a password that its rules refuse ([MS-ERREF] 2.2). */
const PASSWORD_RESTRICTION = /^0000052D\b/i

/** The problem of one object whose write was answered with a result code. */
export function writeProblem(code: number, text: string, where: { dn: string; attribute?: string }): Problem {
  const row = resultCode(code)
  const isPassword = (code === 19 && /password/i.test(text)) || PASSWORD_RESTRICTION.test(text)
  return {
    code: isPassword ? 'password-policy-violation' : row.problem,
    message: explained(row, text),
    hint: row.hint,
    where,
  }
}

/** Ends a read that cannot be complete. `what` names what was being read. */
export function readTrouble(error: unknown, what: string): ConnectorError {
  if (error instanceof ConnectorError) return error
  const code = codeOf(error)
  if (code === undefined) return connectionLost(error)
  const text = explained(resultCode(code), serverText(error as Error))
  switch (code) {
    case 3:
      return stop('stopped-import-read', {
        code: 'source.time-limit',
        message: `The server ended the search of ${what} at its time limit. ${text}`,
        hint: "Raise the time limit of the agent's account or read smaller parts with several bases.",
      })
    case 4:
    case 11:
      return stop('stopped-import-read', {
        code: 'source.size-limit',
        message: `The server ended the search of ${what} at its size limit; what was read is not everything. ${text}`,
        hint: "Raise the limit of the agent's account (OpenLDAP: limits dn.exact=… size=unlimited size.prtotal=unlimited).",
      })
    case 10:
      return referral(what, [])
    case 32:
    case 50:
      return noPermission(what, text, error)
    case 8:
    case 13:
    case 48:
    case 49:
      return badCredentials(what, text)
    case 51:
    case 52:
      return stop('stopped-server-down', {
        code: 'source.unreachable',
        message: `The server cannot answer now. ${text}`,
        hint: 'Run the import again when the server is up.',
      })
    default:
      return stop('stopped-import-read', {
        code: 'source.malformed',
        message: `The search of ${what} failed. ${text}`,
        hint: resultCode(code).hint,
      })
  }
}

export function noPermission(what: string, text = '', cause?: unknown): ConnectorError {
  const problem: Problem = {
    code: 'source.permission',
    message: `${what} cannot be read: either it does not exist, or the agent's account may not see it. ${text}`.trim(),
    hint: "Check the spelling of the base, and give the agent's account the right to read it and what is below it.",
  }
  return stop('no-start-credentials', problem, cause)
}

export function badCredentials(name: string, text: string): ConnectorError {
  return stop('no-start-credentials', {
    code: 'source.credentials',
    message: `The server did not accept the login of ${name}. ${text}`,
    hint: "Correct the agent's bindDn and password; use ldaps:// or startTls where the server wants encryption.",
  })
}

export function referral(what: string, uris: readonly string[]): ConnectorError {
  return stop('stopped-import-read', {
    code: 'source.referral',
    message: `Parts of ${what} are held by another server${uris.length > 0 ? `: ${uris.slice(0, 3).join(', ')}` : ''}.`,
    hint: 'Make an agent for that server, or set base to the parts this server holds itself.',
  })
}

/** @param cause what was noticed; an error that already says how the step ends is kept */
export function connectionLost(cause: unknown): ConnectorError {
  if (cause instanceof ConnectorError) return cause
  const reason = cause instanceof Error ? cause.message.replace(/\s+/g, ' ') : 'The server closed it.'
  return stop(
    'stopped-connectivity',
    {
      code: 'source.connection-lost',
      message: `The connection to the server was lost. ${reason}`,
      hint: 'Run the step again; what was read or written so far is kept.',
    },
    cause,
  )
}
