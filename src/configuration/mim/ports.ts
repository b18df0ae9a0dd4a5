import { key } from './names.js'

/** The rules extension of the SharePoint sample solution, whose functions are ported already. */
const SAMPLE_ASSEMBLY = 'SharePointSynchronization.dll'

/** The files that ports come from, relative to `rules/` and to `examples/import-mim/` alike. */
export const SAMPLE_MODULE = 'sharepoint-sample.ts'
export const DOMAINS_MODULE = 'domains.ts'

interface Port {
  readonly kind: string
  /** The script context; absent for functions that a module has once. */
  readonly context?: string
  readonly function: string
}

export const PORTS: readonly Port[] = [
  { kind: 'projection', function: 'personOrContact' },
  { kind: 'importFlow', context: 'ProxyAddressesToSipAddress:proxyAddresses,SPS-SipAddress', function: 'sipAddress' },
  { kind: 'exportFlow', context: 'GetDisplayName:displayName,PreferredName', function: 'displayName' },
  { kind: 'exportFlow', context: 'GetDomain:distinguishedName,domain', function: 'profileIdentifier' },
  { kind: 'provision', function: 'provisionProfile' },
]

export const isSample = (assembly: string | undefined): boolean =>
  assembly !== undefined && key(assembly) === key(SAMPLE_ASSEMBLY)

/** The ported function for a call site; undefined when there is none. */
export function portOf(assembly: string | undefined, kind: string, context?: string): string | undefined {
  if (!isSample(assembly) || kind === 'provision') return undefined
  return PORTS.find(port => port.kind === kind && key(port.context ?? '') === key(context ?? ''))?.function
}

/** The sample's flow that gives the text of a reference: here the attribute is selected as a string, and flows directly. */
export const isReferenceText = (assembly: string | undefined, context: string): boolean =>
  isSample(assembly) && /^ConvertToString:/i.test(context)
