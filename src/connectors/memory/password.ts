import type { PasswordFailure, PasswordResult, PasswordTarget, SetPasswordOptions } from '../connector.js'
import type { MemorySource } from './source.js'

/** Gives an object a password. With the policy enforced, one that it has already is none. */
export function setPassword(
  source: MemorySource,
  target: PasswordTarget,
  password: string,
  { enforcePasswordPolicy }: Pick<SetPasswordOptions, 'enforcePasswordPolicy'>,
): PasswordResult {
  const anchor = anchorOf(source, target)
  if (anchor === undefined) return failed(target, 'object-not-found', 'There is no such object.')
  if (password === '') return failed(target, 'new-password-ill-formed', 'The new password is empty.')
  if (enforcePasswordPolicy && source.passwords.get(anchor) === password) {
    return failed(target, 'new-password-violate-policy', 'The object has this password already.')
  }
  source.passwords.set(anchor, password)
  return { ok: true }
}

/** Changes the password of an object for somebody who knows it. */
export function changePassword(
  source: MemorySource,
  target: PasswordTarget,
  { before, after }: { readonly before: string; readonly after: string },
): PasswordResult {
  const anchor = anchorOf(source, target)
  if (anchor !== undefined && source.passwords.get(anchor) !== before) {
    return failed(target, 'bad-password', 'The old password is not the right one.')
  }
  return setPassword(source, target, after, { enforcePasswordPolicy: true })
}

function anchorOf(source: MemorySource, { anchor, dn }: PasswordTarget): string | undefined {
  return anchor !== undefined && source.objects.has(anchor) ? anchor : source.byDn(dn)?.anchor
}

function failed({ dn }: PasswordTarget, code: PasswordFailure, message: string): PasswordResult {
  const isMissing = code === 'object-not-found'
  const problem = isMissing ? 'cd-missing-object' : code === 'bad-password' ? 'cd-error' : 'password-policy-violation'
  const hint = isMissing ? 'Run an import: the object was deleted in the source.' : 'Try another.'
  return { ok: false, code, problem: { code: problem, message, hint, where: { dn } } }
}
