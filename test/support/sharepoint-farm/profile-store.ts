import type { ChangeLog } from './change-log.js'

/** A property as Central Administration defines it. */
export interface FarmProperty {
  readonly name: string
  /** `string`, `Person`, `URL`, `integer` … */
  readonly type: string
  readonly multivalued?: boolean
  /** Longest value. */
  readonly length?: number
  /** Default true; what is written to others is silently ignored ([MS-UPSWS] 3.1.4.28.2.1). */
  readonly adminEditable?: boolean
}

export interface FarmProfile {
  /** The index of GetUserProfileByIndex. Deleted profiles leave gaps. */
  readonly record: number
  readonly guid: string
  account: string
  readonly values: Map<string, readonly string[]>
}

/** Why the store refuses: the documented exceptions of Microsoft.Office.Server.UserProfiles. */
export class StoreException extends Error {
  readonly exception: string
  constructor(exception: string, message: string) {
    super(message)
    this.exception = exception
  }
}

export interface ProfileStore {
  readonly properties: readonly FarmProperty[]
  readonly profiles: ReadonlyMap<string, FarmProfile>
  define(property: FarmProperty): void
  /** The profile of the account, whatever its letter case or Windows claim prefix. */
  find(account: string): FarmProfile | undefined
  /** The profile at the record or the next one there is, and the record after it. */
  at(record: number): { readonly profile?: FarmProfile; readonly next: number }
  /** @throws StoreException */
  create(account: string): FarmProfile
  /** All or nothing. @throws StoreException */
  modify(account: string, values: ReadonlyMap<string, readonly string[]>): void
  /** What these services cannot do, and an administrator can. */
  remove(account: string): void
  move(account: string, to: string): void
}

/** Properties that every farm has, and that the tests need. */
const BUILT_IN: readonly FarmProperty[] = [
  { name: 'UserProfile_GUID', type: 'unique identifier', adminEditable: false },
  { name: 'AccountName', type: 'Person', adminEditable: false },
  { name: 'FirstName', type: 'string (Single Value)' },
  { name: 'LastName', type: 'string (Single Value)' },
  { name: 'PreferredName', type: 'string (Single Value)', length: 256 },
  { name: 'UserName', type: 'string (Single Value)' },
  { name: 'WorkEmail', type: 'email' },
  { name: 'WorkPhone', type: 'string (Single Value)' },
  { name: 'Title', type: 'string (Single Value)' },
  { name: 'Department', type: 'string (Single Value)' },
  { name: 'Office', type: 'string (Single Value)' },
  { name: 'AboutMe', type: 'HTML', length: 1_100_000 },
  { name: 'PictureURL', type: 'URL', length: 2_048 },
  { name: 'PublicSiteRedirect', type: 'URL', length: 2_048 },
  { name: 'Manager', type: 'Person' },
  { name: 'Assistant', type: 'Person' },
  { name: 'SPS-Peers', type: 'Person', multivalued: true },
  { name: 'SPS-Skills', type: 'string (Multi Value)', multivalued: true },
  { name: 'SPS-Responsibility', type: 'string (Multi Value)', multivalued: true },
  { name: 'SPS-HireDate', type: 'date' },
  { name: 'SPS-Locale', type: 'integer' },
  { name: 'SPS-PrivacyPeople', type: 'boolean' },
  { name: 'SPS-ClaimID', type: 'string (Single Value)' },
  { name: 'SPS-ClaimProviderID', type: 'string (Single Value)' },
  { name: 'SPS-ClaimProviderType', type: 'string (Single Value)' },
  { name: 'SPS-UserPrincipalName', type: 'string (Single Value)' },
]

export function profileStore(log: ChangeLog): ProfileStore {
  const properties = [...BUILT_IN]
  const profiles = new Map<string, FarmProfile>()
  let nextRecord = 1
  const propertyNamed = (name: string): FarmProperty | undefined =>
    properties.find(property => property.name.toLowerCase() === name.toLowerCase())
  const find = (account: string) => profiles.get(keyOf(account))

  const checked = (property: FarmProperty, values: readonly string[]): string[] => {
    if (values.length > 1 && !property.multivalued)
      throw new StoreException('PropertyInvalidValueException', `Property ${property.name} takes one value.`)
    return values.map(value => checkedValue(property, value, find))
  }

  return {
    properties,
    profiles,
    define: property => properties.push(property),
    find,
    at(record) {
      const all = [...profiles.values()].sort((a, b) => a.record - b.record)
      const found = all.findIndex(profile => profile.record >= record)
      const profile = all[found]
      return { ...(profile && { profile }), next: (found < 0 ? undefined : all[found + 1]?.record) ?? -1 }
    },
    create(account) {
      if (find(account) !== undefined)
        throw new StoreException('UserProfileException', `A profile of ${account} exists already.`)
      const guid = crypto.randomUUID()
      const profile = { record: nextRecord++, guid, account, values: new Map() }
      profiles.set(keyOf(account), profile)
      log.append({ account, change: 'Add', object: 'UserProfile' })
      return profile
    },
    modify(account, values) {
      const profile = find(account)
      if (profile === undefined) throw notFound(account)
      const changes = [...values].flatMap(([name, list]) => {
        const property = propertyNamed(name)
        if (property === undefined)
          throw new StoreException('PropertyNotDefinedException', `There is no property ${name}.`)
        return property.adminEditable === false ? [] : [{ property, list: checked(property, list) }]
      })
      for (const { property, list } of changes) {
        if (list.length > 0) profile.values.set(property.name, list)
        else profile.values.delete(property.name)
        const object = property.multivalued ? 'MultiValueProperty' : 'SingleValueProperty'
        log.append({ account: profile.account, change: 'Modify', object, property: property.name })
      }
    },
    remove(account) {
      const profile = find(account)
      if (profile === undefined) throw notFound(account)
      profiles.delete(keyOf(account))
      log.append({ account: profile.account, change: 'Delete', object: 'UserProfile' })
    },
    move(account, to) {
      const profile = find(account)
      if (profile === undefined) throw notFound(account)
      profiles.delete(keyOf(account))
      log.append({ account: profile.account, change: 'Modify', object: 'UserProfile' })
      profile.account = to
      profiles.set(keyOf(to), profile)
      log.append({ account: to, change: 'Modify', object: 'UserProfile' })
    },
  }
}

export const notFound = (account: string): StoreException =>
  new StoreException(
    'UserNotFoundException',
    `User Not Found: Could not load profile data of ${account} from the database.`,
  )

const keyOf = (account: string): string => account.replace(/^i:0#\.w\|/i, '').toLowerCase()

function checkedValue(
  { name, type, length = 3_600 }: FarmProperty,
  value: string,
  find: (account: string) => FarmProfile | undefined,
): string {
  if (value.length > length)
    throw new StoreException('PropertyInvalidValueException', `The value of ${name} exceeds ${length} characters.`)
  if (type === 'URL' && !/^(https?:\/\/[^\s<>"]+|\/[^\s<>"]*)$/i.test(value))
    throw new StoreException('PropertyInvalidFormatException', `Invalid URL for ${name}.`)
  if (type !== 'Person') return value
  const person = find(value)
  if (person === undefined) throw notFound(value)
  return person.account
}
