import type { Hub } from 'identity-hub/extension'

/**
 * NetBIOS names of domains, as the crossRef objects of the forest give them (nCName and nETBIOSName). A rule sees one entry and its
 * object, not other objects: what the sample solution looked up in the metaverse stands here. Write your domains like this:
 *
 *   'DC=contoso,DC=com': 'CONTOSO',
 */
const NETBIOS_NAMES: Readonly<Record<string, string>> = {}

/** The NetBIOS name of the domain that a distinguished name is in; for an unknown one its first DC component, upper-cased. */
export function netbiosName(dn: string, hub: Hub): string {
  const components = hub.dn.components(dn).filter(({ type }) => type.toUpperCase() === 'DC')
  const suffix = components.map(({ value }) => `DC=${hub.dn.escape(value)}`).join(',')
  const known = Object.keys(NETBIOS_NAMES).find(name => hub.dn.same(name, suffix))
  if (known !== undefined) return NETBIOS_NAMES[known] ?? ''
  const [first] = components
  if (first === undefined) throw hub.fail(`${dn} is in no domain`)
  return first.value.toUpperCase()
}
