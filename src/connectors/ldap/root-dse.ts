import type { SearchEntry } from 'ldapts'
import { dnKey } from '../../model/dn.js'
import { ConnectorError } from '../connector.js'
import { lookUp } from '../kit/ldap/look-up.js'
import type { Wire } from '../kit/ldap/wire.js'

/** What a server says of itself (RFC 4512 section 5.1). */
export interface RootDse {
  /** Of an attribute in any spelling; none when it is not shown. */
  values(attribute: string): readonly string[]
  /** Whether a control is offered. */
  offers(control: string): boolean
}

/** A server that shows nothing of it offers nothing. */
export async function readRootDse(wire: Wire): Promise<RootDse> {
  const [entry] = await lookUp(wire, '', ['*', '+']).catch(noneIfHidden)
  const values = (attribute: string): readonly string[] => (entry === undefined ? [] : textsOf(entry, attribute))
  return { values, offers: control => values('supportedControl').includes(control) }
}

function noneIfHidden(error: unknown): readonly SearchEntry[] {
  if (error instanceof ConnectorError && error.problem.code === 'source.permission') return []
  throw error
}

/** The values of an attribute as text; none when the entry does not show it. */
export function textsOf(entry: SearchEntry, attribute: string): readonly string[] {
  const key = attribute.toLowerCase()
  const found = entry.attributes.find(({ type, values }) => type.toLowerCase() === key && values.length > 0)
  return (found?.values ?? []).map(String)
}

/** The naming context an object is in: the longest that its name ends with. */
export function contextOf(root: RootDse, dn: string): string | undefined {
  const key = dnKey(dn)
  return [...root.values('namingContexts')]
    .filter(context => key === dnKey(context) || key.endsWith(`,${dnKey(context)}`))
    .sort((a, b) => b.length - a.length)[0]
}
