import { escapeDnValue, splitDn } from '../../model/dn.js'
import { rdnPairs } from '../kit/rdn.js'

/**
 * A profile's name in the hub is its account name, flat. One that an LDAP name could be mistaken for, because of a comma or an equals
 * sign in it (claims of some providers have them), gets a component: `CN=…`.
 */
export const dnOf = (account: string): string => (/[=,]/.test(account) ? `CN=${escapeDnValue(account)}` : account)

/** The account name behind a name; undefined when it is an LDAP name of any other form. */
export function accountOf(dn: string): string | undefined {
  if (!dn.includes('=')) return dn
  const [first = '', ...more] = splitDn(dn)
  const [[type = '', account] = [], ...others] = rdnPairs(first)
  return type.toLowerCase() === 'cn' && more.length === 0 && others.length === 0 ? account : undefined
}

/** What two spellings of one account name have in common. */
export const accountKey = (account: string): string => account.toLowerCase().normalize('NFC')
