import {
  PASSWORD_FAILURES,
  type PasswordFailure,
  type PasswordResult,
  type PasswordTarget,
  type Session,
} from '../connector.js'
import type { Done } from './protocol.js'
import type { Asking, Requests } from './requests.js'
import { outOfTurn } from './trouble.js'

/** Passwords go to the program in a message, and nowhere else. */
export function passwordsOf(
  requests: Requests,
  asking: Asking,
): Required<Pick<Session, 'setPassword' | 'changePassword'>> {
  return {
    setPassword: async (target, password, options) => {
      const done = await requests.answer({ type: 'set-password', target, password, options }, asking)
      return resultOf(done, target, [password])
    },
    changePassword: async (target, oldPassword, newPassword) => {
      const done = await requests.answer({ type: 'change-password', target, oldPassword, newPassword }, asking)
      return resultOf(done, target, [oldPassword, newPassword])
    },
  }
}

function resultOf(
  { ok, code, message, hint }: Done,
  { dn }: PasswordTarget,
  secrets: readonly string[],
): PasswordResult {
  if (ok === true) return { ok: true }
  if (ok === undefined) throw outOfTurn('work', 'The program did not say whether the password was set.')
  const failure = PASSWORD_FAILURES.find(word => word === code)
  if (failure === undefined)
    throw outOfTurn('work', `The program's code ${code ?? '(none)'} is none of ${PASSWORD_FAILURES.join(', ')}.`)
  const told = secrets.reduce((text, secret) => text.replaceAll(secret, '…'), message ?? 'The program refused it.')
  const problem = { code: PROBLEM_OF[failure], message: told, ...(hint !== undefined && { hint }), where: { dn } }
  return { ok: false, code: failure, problem }
}

const PROBLEM_OF = {
  'access-denied': 'permission-issue',
  'bad-password': 'password-policy-violation',
  'ma-credentials-failure': 'source.credentials',
  'new-password-ill-formed': 'password-policy-violation',
  'new-password-violate-policy': 'password-policy-violation',
  'object-not-found': 'cd-missing-object',
  'server-down': 'cd-connectivity-error',
} as const satisfies Record<PasswordFailure, string>
