import type { RunStatus } from '../../../model/status.js'
import { ConnectorError } from '../../connector.js'
import { stop } from '../../kit/stop.js'
import type { HttpAnswer } from './exchange.js'

const CERTIFICATE = /certificate|self[- ]signed|altname|unable to verify|UNABLE_TO|CERT_/i

/** Why there is no connection to the farm, or no longer. */
export function lost(error: unknown, url: string): ConnectorError {
  if (error instanceof ConnectorError) return error
  const { message, code = '' } = error as NodeJS.ErrnoException
  if (CERTIFICATE.test(`${message} ${code}`)) {
    return stop(
      'stopped-connectivity',
      {
        code: 'source.unreachable',
        message: `The server of ${url} did not prove who it is: ${message}`,
        hint: 'Set tls.ca to the PEM file of the authority that signed its certificate (or tls.servername, if it carries another name).',
        where: { path: 'settings.url' },
      },
      error,
    )
  }
  const unreachable = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'].includes(code)
  return stop(
    'stopped-connectivity',
    {
      code: unreachable ? 'source.unreachable' : 'source.connection-lost',
      message: `${unreachable ? `The server of ${url} cannot be reached` : 'The connection to the farm was lost'}: ${message || code}`,
      hint: unreachable
        ? 'Check the URL, that the web application is running, and what lies between: names, routes, firewalls.'
        : 'Run the step again; what was read or written so far is kept.',
      where: { path: 'settings.url' },
    },
    error,
  )
}

export const busy = (url: string, { status }: HttpAnswer): ConnectorError =>
  stop('stopped-server-down', {
    code: 'source.unreachable',
    message: `${url} is too busy (HTTP ${status}) and stayed so.`,
    hint: 'Run the step again later; lower throttle.concurrent or set throttle.requestsPerSecond if it happens often.',
  })

/** What an answer means that is no SOAP message; undefined where it may be one. */
export function refusal(answer: HttpAnswer, url: string, user: string): ConnectorError | undefined {
  const { status, headers, body } = answer
  const where = { path: 'settings.url' }
  if (status === 401)
    return stop('stopped-connectivity', {
      code: 'source.credentials',
      message: `${url} did not accept the login of ${user} (HTTP 401).`,
      hint: `Correct domain, user and password. The server offers: ${headers['www-authenticate'] ?? 'nothing'}; set auth to one of these, or ask for a zone with Windows authentication.`,
      where: { path: 'settings.user' },
    })
  if (status === 403)
    return stop('stopped-connectivity', {
      code: 'source.permission',
      message: `${user} may not use ${url} (HTTP 403).`,
      hint: 'Make the account an administrator of the User Profile service application with full control, and let it read the site.',
      where: { path: 'settings.user' },
    })
  if (status === 404)
    return stop('stopped-connectivity', {
      code: 'source.not-found',
      message: `There is no ${url} (HTTP 404).`,
      hint: 'Set url to a site of a web application that uses the User Profile service: the My Site host or Central Administration.',
      where,
    })
  if (status >= 300 && status < 400)
    return stop('stopped-connectivity', {
      code: 'source.not-found',
      message: `${url} sends elsewhere: ${headers.location ?? 'without saying where'} (HTTP ${status}).`,
      hint: 'Set url to the address where it ends; a login page means that this zone has no Windows authentication.',
      where,
    })
  if (!/<(\w+:)?Envelope[\s>]/.test(body))
    return stop('stopped-unexpected-data', {
      code: 'source.malformed',
      message: `${url} answers HTTP ${status}, but no SOAP message.`,
      hint: 'Open the address in a browser: it should show the operations of the User Profile service. Perhaps url is no SharePoint site.',
      where,
    })
  return undefined
}

/** The same trouble at the start of a run, where nothing has begun that could have been stopped. */
export function atStart(error: unknown): unknown {
  if (!(error instanceof ConnectorError)) return error
  const status = START[error.problem.code]
  return status === undefined ? error : stop(status, error.problem, error.cause)
}

const START: Readonly<Record<string, RunStatus>> = {
  'source.credentials': 'no-start-credentials',
  'source.permission': 'no-start-credentials',
  'source.not-found': 'no-start-connection',
  'source.unreachable': 'no-start-connection',
  'source.connection-lost': 'no-start-connection',
  'source.malformed': 'no-start-connection',
}
