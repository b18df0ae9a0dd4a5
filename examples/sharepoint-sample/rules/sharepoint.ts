import type { AgentExtension, Hub, MetaverseObject } from 'identity-hub/extension'
import { netbiosName } from './domains.ts'

export default {
  exportFlow: {
    // CONTOSO\ann
    profileIdentifier(object, _profile, hub) {
      const account = object.value('accountName')
      return account === undefined ? hub.decline : `${netbiosName(nameOf(object, hub), hub)}\\${account}`
    },

    // Without a display name, what the distinguished name begins with: CN=Lindqvist\, Zoë,… is Lindqvist, Zoë.
    preferredName: (object, _profile, hub) => object.value('displayName') ?? hub.dn.component(nameOf(object, hub), 1),
  },
} satisfies AgentExtension

function nameOf(object: MetaverseObject, hub: Hub): string {
  const name = object.value('distinguishedName')
  if (name === undefined) throw hub.fail('The object has no distinguished name')
  return name
}
