import { Ber, BerWriter } from 'ldapts'
import type { Problem } from '../../model/problem.js'
import type { PasswordFailure, PasswordResult, PasswordTarget, SetPasswordOptions } from '../connector.js'
import { codeOf, connectionLost, serverText, writeProblem } from '../kit/ldap/trouble.js'
import type { Wire } from '../kit/ldap/wire.js'

/** The password modify extended operation (RFC 3062). */
const MODIFY_PASSWORD = '1.3.6.1.4.1.4203.1.11.1'
const USER = 0x80
const OLD = 0x81
const NEW = 0x82

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
  try {
    wire.assertOpen()
    await wire.client.exop(MODIFY_PASSWORD, requestOf(dn, old, password))
    return { ok: true }
  } catch (error) {
    const code = codeOf(error)
    if (code === undefined) return { ok: false, code: 'server-down', problem: connectionLost(error).problem }
    const text = serverText(error as Error)
    return { ok: false, code: failureOf(code, text, old !== undefined), problem: writeProblem(code, text, { dn }) }
  }
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

const BY_CODE: ReadonlyMap<number, PasswordFailure> = new Map([
  [8, 'ma-credentials-failure'],
  [13, 'ma-credentials-failure'],
  [19, 'new-password-violate-policy'],
  [21, 'new-password-ill-formed'],
  [32, 'object-not-found'],
  [34, 'object-not-found'],
  [50, 'access-denied'],
  [51, 'server-down'],
  [52, 'server-down'],
])

function failureOf(code: number, text: string, hasOld: boolean): PasswordFailure {
  // OpenLDAP answers “unwilling to perform” to a wrong old password; others say that the credentials are wrong.
  if (hasOld && (code === 49 || /old password|verify/i.test(text))) return 'bad-password'
  if (code === 49) return 'ma-credentials-failure'
  return BY_CODE.get(code) ?? 'access-denied'
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
  return { ok: false, code: 'access-denied', problem }
}
