import { escapeDnValue, splitDn, unescapeDnValue } from '../../model/dn.js'

/**
 * A profile's name in the hub is its account name, flat. One that an LDAP name could be mistaken for, because of a comma or an equals
 * sign in it (claims of some providers have them), gets a component: `CN=…`.
 */
export const dnOf = (account: string): string => (/[=,]/.test(account) ? `CN=${escapeDnValue(account)}` : account)

const COMPONENT = /^\s*cn\s*=/i

/** The account name behind a name; undefined when it is an LDAP name of any other form. */
export function accountOf(dn: string): string | undefined {
  if (!dn.includes('=')) return dn.trim()
  const [first = '', ...more] = splitDn(dn)
  const component = COMPONENT.exec(first)
  if (component === null || more.length > 0) return undefined
  return unescapeDnValue(first.slice(component[0].length).trim())
}

/** What two spellings of one account name have in common. */
export const accountKey = (account: string): string => account.toLowerCase().normalize('NFC')
