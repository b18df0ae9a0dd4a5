import { elementsOf, type Property, readProperties, toPropertyData, type WrittenProperty } from './properties.js'
import { type Call, type Endpoint, soapClient } from './soap/client.js'
import { PROFILE_SERVICE } from './soap/profile-service.js'

/** A property of the schema as the farm describes it. */
export interface PropertyDescription {
  readonly name: string
  /** `string`, `Person`, `URL` …, in the spelling of the farm. */
  readonly type: string
  readonly multivalued: boolean
  /** False: the service ignores what is written to it. */
  readonly editable: boolean
}

export type Profile = readonly Property[]

/** One step along the list of all profiles. */
export interface IndexedProfile {
  readonly profile: Profile | undefined
  /** The index of the next profile; undefined after the last. */
  readonly next: number | undefined
}

/** The operations on profiles that the connector uses. Each throws SoapFault when the service refuses it. */
export interface ProfileService {
  schema(): Promise<PropertyDescription[]>
  count(): Promise<number>
  /** The profile at the index, or the next one there is. Begin with -1. */
  byIndex(index: number): Promise<IndexedProfile>
  byName(account: string): Promise<Profile>
  property(account: string, name: string): Promise<Property | undefined>
  /** Creates an empty profile and answers what the farm makes of it. */
  create(account: string): Promise<Profile>
  modify(account: string, properties: readonly WrittenProperty[]): Promise<void>
}

const READ = { repeatable: true }
const ONCE = { repeatable: false }

export async function profileService(
  endpoint: Omit<Endpoint, 'url'> & { readonly site: string },
): Promise<ProfileService> {
  const call: Call = await soapClient(PROFILE_SERVICE, {
    ...endpoint,
    url: serviceUrl(endpoint.site, 'UserProfileService'),
  })
  return {
    async schema() {
      const { GetUserProfileSchemaResult } = await call('GetUserProfileSchema', {}, READ)
      return elementsOf(GetUserProfileSchemaResult, 'PropertyInfo').map(info => ({
        name: String(info.Name),
        type: String(info.Type ?? 'string'),
        multivalued: info.IsMultiValue === true,
        editable: info.IsAdminEditable !== false,
      }))
    },
    async count() {
      return Number((await call('GetUserProfileCount', {}, READ)).GetUserProfileCountResult)
    },
    async byIndex(index) {
      const { GetUserProfileByIndexResult } = await call('GetUserProfileByIndex', { index }, READ)
      const result = (GetUserProfileByIndexResult ?? {}) as { NextValue?: unknown; UserProfile?: unknown }
      const properties = readProperties(result.UserProfile)
      return { profile: properties.length === 0 ? undefined : properties, next: indexIn(result.NextValue) }
    },
    async byName(AccountName) {
      return readProperties((await call('GetUserProfileByName', { AccountName }, READ)).GetUserProfileByNameResult)
    },
    async property(accountName, propertyName) {
      const answer = await call('GetUserPropertyByAccountName', { accountName, propertyName }, READ)
      return readProperties({ PropertyData: answer.GetUserPropertyByAccountNameResult })[0]
    },
    async create(accountName) {
      const answer = await call('CreateUserProfileByAccountName', { accountName }, ONCE)
      return readProperties(answer.CreateUserProfileByAccountNameResult)
    },
    async modify(accountName, properties) {
      const newData = { PropertyData: properties.map(toPropertyData) }
      await call('ModifyUserPropertyByAccountName', { accountName, newData }, READ)
    },
  }
}

/** The address of one of a site's services. */
export const serviceUrl = (site: string, service: string): string =>
  `${site.replace(/\/+$/, '')}/_vti_bin/${service}.asmx`

function indexIn(next: unknown): number | undefined {
  const index = next === undefined || next === null || next === '' ? Number.NaN : Number(next)
  return Number.isInteger(index) && index >= 0 ? index : undefined
}
