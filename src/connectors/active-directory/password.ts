import { Attribute, Change, type Control } from 'ldapts'
import type { Problem } from '../../model/problem.js'
import type { PasswordFailure, PasswordResult, PasswordTarget, SetPasswordOptions } from '../connector.js'
import { failedPassword, passwordResult, type Refusal } from '../kit/ldap/password-result.js'
import { isSecret } from './connection.js'
import { POLICY_HINTS, POLICY_HINTS_OF_2008, PolicyHintsControl } from './controls.js'
import { quoted } from './dialect.js'
import type { Link } from './forest.js'
import { guidBytes } from './guid.js'
import type { Source } from './read.js'

/** Sets a password as an administrator does. */
export async function setPassword(
  source: Source,
  target: PasswordTarget,
  password: string,
  options: SetPasswordOptions,
): Promise<PasswordResult> {
  const link = source.forest.linkOf(target.dn)
  const set = [replace('unicodePwd', quoted(password))]
  const controls = options.enforcePasswordPolicy ? policyHints(link) : []
  const done = await change(source, { link, target, changes: set, controls })
  if (!done.ok) return done
  const more = [
    ...(options.forceChangeAtLogon ? [replace('pwdLastSet', '0')] : []),
    ...(options.unlockAccount ? [replace('lockoutTime', '0')] : []),
  ]
  if (more.length === 0) return done
  const also = await change(source, { link, target, changes: more, controls: [] })
  if (also.ok) return also
  return { ...also, problem: { ...also.problem, message: `The password was set, but: ${also.problem.message}` } }
}

/** Changes a password as its owner does: the old one has to be right. */
export function changePassword(
  source: Source,
  target: PasswordTarget,
  { old, next }: { readonly old: string; readonly next: string },
): Promise<PasswordResult> {
  const link = source.forest.linkOf(target.dn)
  const of = (operation: 'delete' | 'add', password: string) =>
    new Change({ operation, modification: new Attribute({ type: 'unicodePwd', values: [quoted(password)] }) })
  return change(source, { link, target, changes: [of('delete', old), of('add', next)], controls: [] })
}

interface PasswordChange {
  readonly link: Link
  readonly target: PasswordTarget
  readonly changes: Change[]
  readonly controls: Control[]
}

async function change(
  { settings }: Source,
  { link, target, changes, controls }: PasswordChange,
): Promise<PasswordResult> {
  if (!isSecret(link.url, settings)) return failedPassword('ma-credentials-failure', notSecret(target.dn))
  return passwordResult({
    wire: link.wire,
    dn: target.dn,
    send: () => link.wire.client.modify(nameOf(target), changes, controls),
    failureOf,
  })
}

/** An object that was renamed since it was imported is found by its anchor. */
const nameOf = ({ dn, anchor }: PasswordTarget): string =>
  anchor !== undefined && guidBytes(anchor) !== undefined ? `<GUID=${anchor}>` : dn

const UNWILLING = 53
/** What the directory says begins with a number of Windows ([MS-ERREF] 2.2). */
const BY_NUMBER: ReadonlyMap<string, PasswordFailure> = new Map([
  ['0000052D', 'new-password-violate-policy'],
  ['00000056', 'bad-password'],
  ['0000052E', 'bad-password'],
  ['00000775', 'access-denied'],
])
const failureOf = ({ code, text }: Refusal): PasswordFailure | undefined =>
  BY_NUMBER.get(text.slice(0, 8).toUpperCase()) ?? (code === UNWILLING ? 'new-password-ill-formed' : undefined)

const notSecret = (dn: string): Problem => ({
  code: 'permission-issue',
  message: 'A domain controller takes a password over an encrypted connection only.',
  hint: 'Use ldaps:// addresses in servers, or startTls.',
  where: { dn },
})

function policyHints({ controller }: Link): Control[] {
  const type = [POLICY_HINTS, POLICY_HINTS_OF_2008].find(one => controller.controls.has(one))
  return type === undefined ? [] : [new PolicyHintsControl(type)]
}

const replace = (type: string, value: string | Buffer): Change =>
  new Change({
    operation: 'replace',
    modification: new Attribute({ type, values: typeof value === 'string' ? [value] : [value] }),
  })
