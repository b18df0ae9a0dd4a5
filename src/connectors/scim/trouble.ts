import type { Problem, ProblemCode } from '../../model/problem.js'
import { ConnectorError } from '../connector.js'
import { HttpLost } from '../kit/http/client.js'
import { stop } from '../kit/stop.js'
import { ScimRefusal } from './refusal.js'

const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME/

export function badCredentials(text: string): ConnectorError {
  return stop('no-start-credentials', {
    code: 'source.credentials',
    message: `The service did not accept the login. ${text}`.trim(),
    hint: "Correct the agent's authentication: the token may have ended or the client's secret may be another.",
  })
}

/** Ends a step that cannot begin: the service cannot be reached or does not answer as one. */
export function openTrouble(error: unknown, url: string): ConnectorError {
  if (error instanceof HttpLost) return unreachable(error, url)
  const trouble = readTrouble(error, `the service at ${url}`)
  return trouble.status === 'stopped-import-read'
    ? stop('no-start-connection', { ...trouble.problem, code: 'source.unreachable' }, error)
    : trouble
}

function unreachable(error: HttpLost, url: string): ConnectorError {
  const isCertificate = CERTIFICATE.test(error.code)
  const hint = isCertificate
    ? 'Set tls.ca to the certificate that signed the server certificate, or have the server carry the name of the URL.'
    : 'Check the URL, that the service runs, and that a firewall lets the hub through.'
  const message = isCertificate
    ? `The certificate of ${url} is not trusted: ${error.message}`
    : `The service at ${url} cannot be reached: ${error.message}`
  return stop('no-start-connection', { code: 'source.unreachable', message, hint }, error)
}

/** Ends a read that cannot be complete. `what` names what was being read. */
export function readTrouble(error: unknown, what: string): ConnectorError {
  if (error instanceof ConnectorError) return error
  if (error instanceof HttpLost) return connectionLost(error)
  if (!(error instanceof ScimRefusal)) throw error
  const text = `${error.message} (status ${error.status}${error.scimType ? `, ${error.scimType}` : ''})`
  if (error.status === 403) {
    return stop('no-start-credentials', {
      code: 'source.permission',
      message: `The agent may not read ${what}. ${text}`,
      hint: 'Give its client the right to read, in the administration of the service.',
    })
  }
  if (isBusy(error)) return serverDown(text)
  if (error.scimType === 'tooMany') {
    return stop('stopped-import-read', {
      code: 'source.size-limit',
      message: `The service does not give out all of ${what}. ${text}`,
      hint: 'Raise its limit, or read a part with filters.',
    })
  }
  const hint =
    error.status === 404
      ? 'Check that the URL is the base of a SCIM 2.0 service, often ending in /scim/v2.'
      : 'Look into the log of the service; a filter in the settings may be one that it does not understand.'
  return stop('stopped-import-read', { code: 'source.malformed', message: `${what} cannot be read. ${text}`, hint })
}

export const isBusy = ({ status }: ScimRefusal): boolean => status === 429 || status === 503

export function serverDown(text: string): ConnectorError {
  return stop('stopped-server-down', {
    code: 'source.unreachable',
    message: `The service is too busy to answer, also after waiting. ${text}`,
    hint: 'Run the step again later, or set requestsPerSecond below what the service allows.',
  })
}

export function connectionLost(error: HttpLost): ConnectorError {
  return stop(
    'stopped-connectivity',
    {
      code: 'source.connection-lost',
      message: `The connection to the service was lost. ${error.message}`,
      hint: 'Run the step again; what was read or written so far is kept.',
    },
    error,
  )
}

const SCIM_TYPES: Readonly<Record<string, ProblemCode>> = {
  uniqueness: 'cd-existing-object',
  mutability: 'readonly-attribute',
  invalidValue: 'constraint-violation',
  invalidSyntax: 'syntax-violation',
  invalidPath: 'schema-violation',
}
const STATUSES: Readonly<Record<number, ProblemCode>> = {
  403: 'permission-issue',
  404: 'cd-missing-object',
  409: 'cd-existing-object',
  413: 'constraint-violation',
}
const HINTS: Partial<Record<ProblemCode, string>> = {
  'cd-existing-object': 'Another object has this value: join to it, or let the rule build another name.',
  'cd-missing-object': 'Run an import: the object was deleted in the service.',
  'readonly-attribute': 'Leave the attribute out of the export flows: the service alone sets it.',
  'constraint-violation': 'Look at what flows to the attribute; for many values at once lower maxValues.',
  'permission-issue': 'Give the client of the agent the right to write, in the administration of the service.',
  'schema-violation': 'Compare the selected attributes with what discovery shows.',
}

/**
 * The problem of one object whose write was refused.
 * @throws ConnectorError when it was not the object's fault: the connection is lost, the service busy, the login refused.
 */
export function writeProblem(error: unknown, dn: string): Problem {
  if (error instanceof ConnectorError) throw error
  if (error instanceof HttpLost) throw connectionLost(error)
  if (!(error instanceof ScimRefusal)) throw error
  if (isBusy(error)) throw serverDown(error.message)
  const code = SCIM_TYPES[error.scimType ?? ''] ?? STATUSES[error.status] ?? 'cd-error'
  return {
    code,
    message: `The service refused the change: ${error.message} (status ${error.status}${error.scimType ? `, ${error.scimType}` : ''})`,
    hint: HINTS[code] ?? 'Look into the log of the service.',
    where: { dn },
  }
}
