import type { Entry, FlowResult, Hub, MetaverseObject, ProvisionedObject } from 'identity-hub/extension'
import { netbiosName } from './domains.ts'

/** The rules extension of the SharePoint sample solution for MIM (SharePointSynchronization.dll), ported. */

const SIP = /^sip:/i

/** ShouldProjectToMV: a person, or a contact that stands for somebody elsewhere. */
export function personOrContact(entry: Entry, hub: Hub): string | undefined {
  // Groups have a declared projection, so that MIM never asks this for them, and groups with hidden members are projected.
  if (entry.objectType === 'group') return entry.value('hideDLMembership') === 'true' ? undefined : 'group'
  const source = entry.value('msDS-SourceObjectDN')
  return source !== undefined && !hub.dn.same(source, entry.dn) ? 'contact' : 'person'
}

/** ProxyAddressesToSipAddress. proxyAddresses: SMTP:ann@contoso.test, sip:ann@contoso.test */
export const sipAddress = (entry: Entry): FlowResult =>
  entry
    .values('proxyAddresses')
    .find(address => SIP.test(address))
    ?.replace(SIP, '')

/** GetDisplayName. Without a display name, what the distinguished name begins with: CN=Lindqvist\, Zoë,… is Lindqvist, Zoë. */
export const displayName = (object: MetaverseObject, _entry: Entry, hub: Hub): FlowResult =>
  object.value('displayName') ?? hub.dn.component(nameOf(object, hub), 1)

/** GetDomain: CONTOSO\ann */
export function profileIdentifier(object: MetaverseObject, _entry: Entry, hub: Hub): FlowResult {
  const account = object.value('accountName')
  return account === undefined ? hub.decline : identifierOf(object, account, hub)
}

const identifierOf = (object: MetaverseObject, account: string, hub: Hub): string =>
  `${netbiosName(nameOf(object, hub), hub)}\\${account}`

function nameOf(object: MetaverseObject, hub: Hub): string {
  const name = object.value('distinguishedName')
  if (name === undefined) throw hub.fail('The object has no distinguished name')
  return name
}

interface Profile {
  readonly objectType: string
  readonly account: string | undefined
  readonly attributes: Readonly<Record<string, FlowResult>>
}

/** The profile that an object is to have, with what is copied when it is made. */
function profileOf(object: MetaverseObject): Profile | undefined {
  switch (object.type) {
    case 'person': {
      const account = object.value('accountName')
      return {
        objectType: 'user',
        account,
        attributes: { UserName: account, PreferredName: object.value('displayName') },
      }
    }
    case 'group':
      return { objectType: 'group', account: object.value('accountName'), attributes: {} }
    case 'contact':
      return { objectType: 'contact', account: object.value('sAMAccountName'), attributes: {} }
    default:
      return undefined
  }
}

/** Where profiles are, of which object types, and what they are called there. */
export interface ProfileStore {
  readonly agent: string
  readonly objectTypes: readonly string[]
  readonly name: 'account' | 'domain-and-account'
}

/**
 * Provision: a profile for everybody who has an account and no profile yet. If there is one of that name that nobody is linked to,
 * the hub links it: what the sample did by swallowing "already exists" and waiting for the join.
 */
export function provisionProfile(
  object: ProvisionedObject,
  hub: Hub,
  { agent, objectTypes, name }: ProfileStore,
): void {
  const { objectType, account, attributes } = profileOf(object) ?? {}
  if (objectType === undefined || account === undefined || !objectTypes.includes(objectType)) return
  if (object.connectors(agent).length > 0) return
  const dn = name === 'account' ? account : identifierOf(object, account, hub)
  object.start(agent, objectType, { dn, attributes: attributes ?? {} })
}
