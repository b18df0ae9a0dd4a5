import { PresenceFilter, type SearchEntry } from 'ldapts'
import { searchOnce } from '../kit/ldap/pages.js'
import { readTrouble } from '../kit/ldap/trouble.js'
import type { Wire } from '../kit/ldap/wire.js'
import { stop } from '../kit/stop.js'
import { guidText } from './guid.js'

/** Which domain controller answers, and what it holds. */
export interface Controller {
  /** The name of its settings object, by which the forest knows it. */
  readonly name: string
  /** Its DNS name. */
  readonly host: string
  /** Of its database: a restored one has another. Numbers of changes mean nothing beyond it. */
  readonly invocation: string
  /** The distinguished name of the forest's root domain. */
  readonly forest: string
  readonly domain: string
  readonly configuration: string
  readonly schema: string
  readonly namingContexts: readonly string[]
  readonly controls: ReadonlySet<string>
}

export const ANY = new PresenceFilter({ attribute: 'objectClass' })
const ATTRIBUTES = [
  ...['defaultNamingContext', 'rootDomainNamingContext', 'configurationNamingContext', 'schemaNamingContext'],
  ...['namingContexts', 'dsServiceName', 'dnsHostName', 'supportedControl'],
]

/** @throws ConnectorError when the server is no domain controller or hides who it is. */
export async function readController(wire: Wire, url: string): Promise<Controller> {
  const root = await readEntry(wire, '', ATTRIBUTES)
  const [name, forest, domain] = ['dsServiceName', 'rootDomainNamingContext', 'defaultNamingContext'].map(key =>
    textOf(root, key),
  )
  if (name === undefined || forest === undefined || domain === undefined) throw noController(url)
  const settings = await readEntry(wire, name, ['invocationId'])
  const invocation = guidText(bytesOf(settings, 'invocationId'))
  if (invocation === undefined) throw noInvocation(name)
  return {
    name,
    host: textOf(root, 'dnsHostName') ?? url,
    invocation,
    forest,
    domain,
    configuration: textOf(root, 'configurationNamingContext') ?? '',
    schema: textOf(root, 'schemaNamingContext') ?? '',
    namingContexts: textsOf(root, 'namingContexts'),
    controls: new Set(textsOf(root, 'supportedControl')),
  }
}

/** The number of the last change that the domain controller holds. */
export async function highestUsn(wire: Wire): Promise<bigint> {
  return BigInt(textOf(await readEntry(wire, '', ['highestCommittedUSN']), 'highestCommittedUSN') ?? '0')
}

/** Looks at one entry; undefined when it cannot be seen. @throws ConnectorError whatever else is wrong. */
export async function readEntry(wire: Wire, dn: string, attributes: string[]): Promise<SearchEntry | undefined> {
  try {
    return (await searchOnce(wire, { base: dn, scope: 'base', filter: ANY, attributes, timeLimit: 0 }))[0]
  } catch (error) {
    throw readTrouble(error, dn === '' ? 'the root entry' : dn)
  }
}

const attributeOf = (entry: SearchEntry | undefined, name: string) =>
  entry?.attributes.find(({ type, values }) => type.toLowerCase() === name.toLowerCase() && values.length > 0)

export const textsOf = (entry: SearchEntry | undefined, name: string): string[] =>
  (attributeOf(entry, name)?.values ?? []).map(String)

export const textOf = (entry: SearchEntry | undefined, name: string): string | undefined => textsOf(entry, name)[0]

export const bytesOf = (entry: SearchEntry | undefined, name: string): Buffer | undefined =>
  attributeOf(entry, name)?.parsedBuffers[0]

const noController = (url: string) =>
  stop('no-start-bad-ma-configuration', {
    code: 'run.configuration',
    message: `${url} is no domain controller of Active Directory: its root entry names no domain.`,
    hint: 'Name domain controllers in servers; for another directory use the connector ldap.',
    where: { path: 'settings.servers' },
  })

const noInvocation = (name: string) =>
  stop('no-start-credentials', {
    code: 'source.permission',
    message: `The invocationId of ${name} cannot be read; without it a change number cannot be told from one of another server.`,
    hint: "Let the agent's account read the configuration naming context, as authenticated users may by default.",
    where: { dn: name },
  })
