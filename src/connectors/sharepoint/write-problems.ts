import type { Problem, ProblemCode } from '../../model/problem.js'
import type { WrittenProperty } from './properties.js'
import type { FaultKind, SoapFault } from './soap/fault.js'

const IMPORT = 'Run an import: the profile was changed in the farm.'

export const existing = (dn: string): Problem => ({
  code: 'cd-existing-object',
  message: 'There is a profile of this account already.',
  hint: IMPORT,
  where: { dn },
})

export const missing = (dn: string): Problem => ({
  code: 'cd-missing-object',
  message: 'The farm has no profile of this account.',
  hint: IMPORT,
  where: { dn },
})

export const unnamed = (dn: string): Problem => ({
  code: 'syntax-violation',
  message: `“${dn}” names no profile: a profile's name is its account name.`,
  hint: 'Give names such as CONTOSO\\ada; an account name with a comma or an equals sign is written CN=….',
  where: { dn },
})

export const tooLong = (dn: string): Problem => ({
  code: 'constraint-violation',
  message: 'An account name has at most 400 characters.',
  where: { dn },
})

export const renamed = (dn: string): Problem => ({
  code: 'modify-naming-attribute',
  message: 'A profile cannot be renamed through these services.',
  hint: 'Let the farm administrator move the account (Move-SPUser); the next import then shows its new name.',
  where: { dn },
})

export const createdOtherwise = (dn: string, account: string | undefined): Problem => ({
  code: 'cd-error',
  message: `The farm created the profile as ${account ?? 'something without an account name'}.`,
  hint: 'Provision it under that name: the farm decides how accounts of this kind are written.',
  where: { dn },
})

export const nobody = (dn: string, attribute: string, accounts: readonly string[]): Problem => ({
  code: 'dn-attributes-failure',
  message: `${attribute} refers to ${accounts.join(', ')}, of whom the farm has no profile.`,
  hint: 'It is tried again once the other profiles are written. Otherwise provision these persons to the farm, too.',
  where: { dn, attribute },
})

const OF_KIND: Readonly<Record<FaultKind, { readonly code: ProblemCode; readonly hint: string }>> = {
  'no-such-profile': { code: 'cd-missing-object', hint: IMPORT },
  'token-too-early': { code: 'cd-error', hint: 'Look into the farm’s ULS logs of that time.' },
  'not-editable': {
    code: 'readonly-attribute',
    hint: 'Make the property editable by administrators, or take the flow away.',
  },
  'not-allowed': {
    code: 'permission-issue',
    hint: 'Make the agent’s account an administrator of the User Profile service application with full control.',
  },
  'bad-format': {
    code: 'syntax-violation',
    hint: 'Correct the value: URL properties take whole addresses, dates ISO 8601.',
  },
  'bad-value': { code: 'constraint-violation', hint: 'Shorten the value, or choose one that the property allows.' },
  unknown: { code: 'cd-error', hint: 'The farm’s ULS logs of that time say more.' },
}

/** What a fault means for one object; the property is told when the farm's text names it. */
export function refused(fault: SoapFault, dn: string, written: readonly WrittenProperty[] = []): Problem {
  const { code, hint } = OF_KIND[fault.kind]
  const named = written.filter(({ name }) => fault.message.includes(name))
  const attribute = named.length === 1 ? named[0]?.name : undefined
  return { code, message: fault.message, hint, where: { dn, ...(attribute && { attribute }) } }
}

export const photoProblem = (dn: string, code: ProblemCode, message: string, hint: string): Problem => ({
  code,
  message,
  hint,
  where: { dn, attribute: 'Picture' },
})
