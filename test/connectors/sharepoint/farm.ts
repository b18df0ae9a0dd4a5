import type { ObjectTypeSelection } from '../../../src/connectors/connector.js'
import { sharePoint } from '../../../src/connectors/sharepoint/index.js'
import type { AddDelta } from '../../../src/model/delta.js'
import type { Attributes } from '../../../src/model/value.js'
import type { SharePointFarm } from '../../support/sharepoint-farm.js'
import type { Opening } from '../reading.js'

const text = (name: string, multivalued = false) => ({ name, type: 'string', multivalued }) as const

export const USER: ObjectTypeSelection = {
  name: 'user',
  attributes: [
    text('AccountName'),
    text('PreferredName'),
    text('LastName'),
    text('WorkEmail'),
    text('AboutMe'),
    text('SPS-HireDate'),
    text('PublicSiteRedirect'),
    text('PictureURL'),
    text('SPS-Skills', true),
    text('SPS-ClaimID'),
    text('SPS-ClaimProviderID'),
    text('SPS-ClaimProviderType'),
    { name: 'SPS-Locale', type: 'number', multivalued: false },
    { name: 'SPS-PrivacyPeople', type: 'boolean', multivalued: false },
    { name: 'Manager', type: 'reference', multivalued: false },
    { name: 'SPS-Peers', type: 'reference', multivalued: true },
  ],
}

export const PHOTOGRAPHED: ObjectTypeSelection = {
  ...USER,
  attributes: [...USER.attributes, { name: 'Picture', type: 'binary', multivalued: false }],
}

export const settingsOf = (farm: SharePointFarm, more: object = {}) => ({
  url: farm.url,
  domain: farm.account.domain,
  user: farm.account.user,
  password: farm.account.password,
  ...more,
})

export const openingOf = (farm: SharePointFarm, more: object = {}, types = [USER]): Opening => ({
  connector: sharePoint,
  settings: settingsOf(farm, more),
  types,
})

export const user = (dn: string, attributes: Attributes = {}): AddDelta => ({
  kind: 'add',
  objectType: 'user',
  dn,
  attributes: { PreferredName: ['Somebody'], ...attributes },
})

/** Puts a profile into the store without the connector's help. */
export function put(
  farm: SharePointFarm,
  account: string,
  values: Readonly<Record<string, readonly string[]>> = {},
): void {
  farm.store.create(account)
  farm.store.modify(account, new Map(Object.entries(values)))
}

export const replace = (...values: string[]) => [{ operation: 'replace' as const, values }]
