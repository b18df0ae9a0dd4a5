import {
  ConnectorError,
  capabilitiesWith,
  type PasswordFailure,
  type PasswordResult,
  type PasswordTarget,
  type Session,
} from '../../connectors/connector.js'
import type { Problem } from '../../model/problem.js'
import type { Database } from '../../storage/database.js'
import { type Opening, openableAgent } from './open-agent.js'

/** MIM's words for what became of a password (domain.md 10.1), as far as the hub can come to them. */
export const PASSWORD_RESULTS = [
  'success',
  'access-denied',
  'bad-password',
  'ma-credentials-failure',
  'ma-feature-not-supported',
  'new-password-ill-formed',
  'new-password-violate-policy',
  'object-newly-provisioned',
  'object-not-found',
  'server-down',
] as const satisfies readonly (PasswordFailure | 'success' | 'ma-feature-not-supported' | 'object-newly-provisioned')[]

export interface PasswordOutcome {
  readonly code: (typeof PASSWORD_RESULTS)[number]
  /** Why, unless it is `success`. */
  readonly problem?: Problem
}

/** Whose password: an entry, by the agent that it belongs to. */
export interface PasswordEntry extends PasswordTarget {
  readonly agent: number
  /** Whether an import has shown it: until then the source may not have it. */
  readonly imported: boolean
}

type Work = (session: Session, target: PasswordTarget) => Promise<PasswordResult> | undefined

/**
 * Does something about the password of one object in its source, in a session of its own.
 * @throws ProblemError when the agent cannot be opened at all: its settings or a secret are wrong
 */
export async function withPassword(
  database: Database,
  { agent: id, imported, ...target }: PasswordEntry,
  opening: Opening,
  work: Work,
): Promise<PasswordOutcome> {
  const { agent, context } = await openableAgent(database, id, opening)
  const where = { agent: agent.name, dn: target.dn }
  if (!capabilitiesWith(agent.connector, agent.settings).passwords) {
    const message = `The connector ${agent.connector.name} cannot set passwords.`
    const hint = 'Passwords can be set in Active Directory and LDAP directories.'
    return { code: 'ma-feature-not-supported', problem: { code: 'request.invalid', message, hint, where } }
  }
  if (!imported) {
    const message = 'No import has shown the object yet.'
    const hint = 'Export and import it first.'
    return { code: 'object-newly-provisioned', problem: { code: 'request.invalid', message, hint, where } }
  }
  try {
    await using session = await agent.connector.open(agent.settings, context)
    const result = await work(session, target)
    if (result === undefined || result.ok) return { code: 'success' }
    return { code: result.code, problem: { ...result.problem, where: { ...where, ...result.problem.where } } }
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error
    const isLogin = error.problem.code === 'source.credentials' || error.problem.code === 'source.permission'
    return { code: isLogin ? 'ma-credentials-failure' : 'server-down', problem: { ...error.problem, where } }
  }
}
