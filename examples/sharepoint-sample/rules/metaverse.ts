import type { FlowResult, MetaverseExtension, MetaverseObject } from 'identity-hub/extension'

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

export default {
  // A profile for everybody who has an account and no profile yet. If there is one of that name that nobody is linked to, the hub
  // links it: what the sample did by swallowing "already exists" and waiting for the join.
  provision(object) {
    const profile = profileOf(object)
    if (profile?.account === undefined || object.connectors('sharepoint').length > 0) return
    object.start('sharepoint', profile.objectType, { dn: profile.account, attributes: profile.attributes })
  },
} satisfies MetaverseExtension
