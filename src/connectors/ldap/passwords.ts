import { Ber, BerWriter } from 'ldapts'
import type { Problem } from '../../model/problem.js'
import type { PasswordFailure, PasswordResult, PasswordTarget, SetPasswordOptions } from '../connector.js'
import { failedPassword, passwordResult, type Refusal } from '../kit/ldap/password-result.js'
import type { Wire } from '../kit/ldap/wire.js'

/** The password modify extended operation (RFC 3062). */
const MODIFY_PASSWORD = '1.3.6.1.4.1.4203.1.11.1'
const USER = 0x80
const OLD = 0x81
const NEW = 0x82
const INVALID_NAME = 34

/** Sets a password as the agent's account may. */
export async function setPassword(
  wire: Wire,
  target: PasswordTarget,
  password: string,
  options: SetPasswordOptions,
): Promise<PasswordResult> {
  const refused = beyondTheStandard(target, options)
  if (refused !== undefined) return refused
  return send(wire, target, { password })
}

/** Changes a password as its owner does: the old one has to be right. */
export const changePassword = (
  wire: Wire,
  target: PasswordTarget,
  { old, password }: { readonly old: string; readonly password: string },
): Promise<PasswordResult> => send(wire, target, { old, password })

async function send(
  wire: Wire,
  { dn }: PasswordTarget,
  { old, password }: { readonly old?: string; readonly password: string },
): Promise<PasswordResult> {
  return passwordResult({
    wire,
    dn,
    send: () => wire.client.exop(MODIFY_PASSWORD, requestOf(dn, old, password)),
    failureOf: refusal => failureOf(refusal, old !== undefined),
  })
}

function requestOf(dn: string, old: string | undefined, password: string): Buffer {
  const writer = new BerWriter()
  writer.startSequence(Ber.Sequence | Ber.Constructor)
  writer.writeString(dn, USER)
  if (old !== undefined) writer.writeString(old, OLD)
  writer.writeString(password, NEW)
  writer.endSequence()
  return writer.buffer
}

function failureOf({ code, text }: Refusal, hasOld: boolean): PasswordFailure | undefined {
  // OpenLDAP answers “unwilling to perform” to a wrong old password; others say that the credentials are wrong.
  if (hasOld && (code === 49 || /old password|verify/i.test(text))) return 'bad-password'
  return code === INVALID_NAME ? 'object-not-found' : undefined
}

/** The standard sets passwords and nothing else. */
function beyondTheStandard(
  { dn }: PasswordTarget,
  { forceChangeAtLogon, unlockAccount }: SetPasswordOptions,
): PasswordResult | undefined {
  if (!forceChangeAtLogon && !unlockAccount) return undefined
  const wanted = forceChangeAtLogon ? 'to demand a new password at the next login' : 'to unlock the account'
  const problem: Problem = {
    code: 'cd-error',
    message: `LDAP has no standard way ${wanted}. The password was not set.`,
    hint: 'Set the password without it, and let the attribute that the server uses flow (OpenLDAP: pwdReset, pwdAccountLockedTime).',
    where: { dn },
  }
  return failedPassword('access-denied', problem)
}
