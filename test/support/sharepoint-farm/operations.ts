import { BadToken, type ChangeLog, type LoggedChange, TokenTooEarly } from './change-log.js'
import { escapeXml } from './messages.js'
import type { FarmProfile, FarmProperty, ProfileStore } from './profile-store.js'
import { notFound, StoreException } from './profile-store.js'
import { CHANGE_NAMESPACE, COPY_NAMESPACE, type Content, PROFILE_NAMESPACE, type TypedValue } from './shapes.js'

/** What the operations work on. */
export interface FarmState {
  readonly store: ProfileStore
  readonly log: ChangeLog
  /** Files of the photo library by address. */
  readonly files: Map<string, Buffer>
  /** Addresses begin so. */
  readonly library: () => string
}

type Parameters = Readonly<Record<string, Content>>
type Operation = (parameters: Parameters, state: FarmState, caller: string) => string

const text = (content: Content): string | undefined => (typeof content === 'string' ? content : undefined)
const element = (name: string, value: string | number | boolean): string =>
  `<${name}>${escapeXml(String(value))}</${name}>`
const response = (namespace: string, operation: string, result: string): string =>
  `<${operation}Response xmlns="${namespace}">${result}</${operation}Response>`

const PROFILE: Readonly<Record<string, Operation>> = {
  GetUserProfileSchema: (_, { store }) =>
    `<GetUserProfileSchemaResult>${store.properties.map(propertyInfo).join('')}</GetUserProfileSchemaResult>`,
  GetUserProfileCount: (_, { store }) => element('GetUserProfileCountResult', store.profiles.size),
  GetUserProfileByIndex({ index }, { store }) {
    const { profile, next } = store.at(Number(index))
    const properties = profile === undefined ? '' : `<UserProfile>${propertyList(profile, store)}</UserProfile>`
    return `<GetUserProfileByIndexResult>${element('NextValue', next)}${properties}</GetUserProfileByIndexResult>`
  },
  GetUserProfileByName({ AccountName }, { store }, caller) {
    const account = text(AccountName) || caller
    const profile = store.find(account)
    if (profile === undefined) throw notFound(account)
    return `<GetUserProfileByNameResult>${propertyList(profile, store)}</GetUserProfileByNameResult>`
  },
  GetUserPropertyByAccountName({ accountName, propertyName }, { store }, caller) {
    const account = text(accountName) || caller
    const profile = store.find(account)
    if (profile === undefined) throw notFound(account)
    const property = store.properties.find(({ name }) => name === text(propertyName))
    if (property === undefined) throw new StoreException('PropertyNotDefinedException', 'There is no such property.')
    return `<GetUserPropertyByAccountNameResult>${propertyContent(property, profile)}</GetUserPropertyByAccountNameResult>`
  },
  CreateUserProfileByAccountName({ accountName }, { store }, caller) {
    const profile = store.create(text(accountName) || caller)
    return `<CreateUserProfileByAccountNameResult>${propertyList(profile, store)}</CreateUserProfileByAccountNameResult>`
  },
  ModifyUserPropertyByAccountName({ accountName, newData }, { store }, caller) {
    const changes = new Map<string, readonly string[]>()
    for (const data of (newData ?? []) as readonly Parameters[]) {
      if (data.IsValueChanged !== 'true') continue
      const values = ((data.Values ?? []) as readonly { Value?: TypedValue }[]).flatMap(({ Value }) =>
        Value ? [Value.value] : [],
      )
      changes.set(String(data.Name), values)
    }
    store.modify(text(accountName) || caller, changes)
    return ''
  },
}

const CHANGES: Readonly<Record<string, Operation>> = {
  GetCurrentChangeToken: (_, { log }) => element('GetCurrentChangeTokenResult', log.currentToken()),
  GetChanges({ changeToken, changeQuery }, { log }) {
    const query = (changeQuery ?? {}) as Parameters
    try {
      const { changes, token, more } = log.since(text(changeToken) ?? '', change => isAsked(change, query))
      const list = `<Changes>${changes.map(changeData).join('')}</Changes>`
      const where = token === undefined ? '' : element('ChangeToken', token)
      return `<GetChangesResult>${list}${where}${element('HasExceededCountLimit', more)}</GetChangesResult>`
    } catch (error) {
      if (error instanceof TokenTooEarly)
        throw new StoreException(
          'ChangeTokenTooEarlyException',
          'The change token is earlier than the earliest change on record.',
        )
      if (error instanceof BadToken) throw new StoreException('ArgumentException', 'The change token is not valid.')
      throw error
    }
  },
}

const COPY: Readonly<Record<string, Operation>> = {
  CopyIntoItems({ DestinationUrls, Stream }, { files, library }) {
    const results = ((DestinationUrls ?? []) as readonly string[]).map(url => {
      const inside = url.startsWith(`${library()}/`)
      if (inside) files.set(url, Buffer.from(text(Stream) ?? '', 'base64'))
      const trouble = inside ? '' : ' ErrorMessage="The destination folder does not exist."'
      return `<CopyResult ErrorCode="${inside ? 'Success' : 'DestinationInvalid'}"${trouble} DestinationUrl="${escapeXml(url)}" />`
    })
    return `${element('CopyIntoItemsResult', 0)}<Results>${results.join('')}</Results>`
  },
}

const OPERATIONS: Readonly<Record<string, readonly [string, Readonly<Record<string, Operation>>]>> = {
  UserProfileService: [PROFILE_NAMESPACE, PROFILE],
  UserProfileChangeService: [CHANGE_NAMESPACE, CHANGES],
  Copy: [COPY_NAMESPACE, COPY],
}

/** Carries out an operation; the content of the body. @throws StoreException */
export function perform(
  service: string,
  operation: string,
  {
    parameters,
    state,
    caller,
  }: { readonly parameters: Parameters; readonly state: FarmState; readonly caller: string },
): string {
  const [namespace, operations] = OPERATIONS[service] ?? ['', {}]
  return response(namespace, operation, operations[operation]?.(parameters, state, caller) ?? '')
}

const propertyInfo = ({
  name,
  type,
  multivalued = false,
  length = 3_600,
  adminEditable = true,
}: FarmProperty): string =>
  `<PropertyInfo>${element('Name', name)}<Description />${element('DisplayOrder', 1)}${element('MaximumShown', 10)}${element('IsAdminEditable', adminEditable)}${element('IsSearchable', true)}${element('IsSystem', false)}${element('ManagedPropertyName', name)}${element('DisplayName', name)}${element('Type', type)}${element('AllowPolicyOverride', false)}${element('DefaultPrivacy', 'Public')}${element('IsAlias', false)}${element('IsColleagueEventLog', false)}${element('IsRequired', false)}${element('IsUserEditable', false)}${element('IsVisibleOnEditor', true)}${element('IsVisibleOnViewer', true)}${element('IsReplicable', false)}${element('UserOverridePrivacy', false)}${element('Length', length)}${element('IsImported', false)}${element('IsMultiValue', multivalued)}${element('ChoiceType', 'Off')}<TermSetId xsi:nil="true" /></PropertyInfo>`

const propertyList = (profile: FarmProfile, store: ProfileStore): string =>
  store.properties.map(property => `<PropertyData>${propertyContent(property, profile)}</PropertyData>`).join('')

const XML_TYPES: Readonly<Record<string, string>> = { integer: 'xsd:int', boolean: 'xsd:boolean', date: 'xsd:dateTime' }

function propertyContent({ name, type }: FarmProperty, profile: FarmProfile): string {
  const held =
    name === 'AccountName'
      ? [profile.account]
      : name === 'UserProfile_GUID'
        ? [profile.guid]
        : (profile.values.get(name) ?? [])
  const typed =
    name === 'UserProfile_GUID'
      ? 'xmlns:q1="http://microsoft.com/wsdl/types/" xsi:type="q1:guid"'
      : `xsi:type="${XML_TYPES[type] ?? 'xsd:string'}"`
  const values = held.map(value => `<ValueData><Value ${typed}>${escapeXml(value)}</Value></ValueData>`).join('')
  return `${element('IsPrivacyChanged', false)}${element('IsValueChanged', false)}${element('Name', name)}${element('Privacy', 'Public')}${values === '' ? '<Values />' : `<Values>${values}</Values>`}`
}

const changeData = ({ id, account, change, object, property }: LoggedChange): string =>
  `<UserProfileChangeData>${element('Id', id)}${element('UserAccountName', account)}${element('ChangeType', change)}${element('ObjectType', object)}${element('EventTime', '2026-11-26T01:00:00')}${element('PolicyId', '00000000-0000-0000-0000-000000000000')}${property === undefined ? '' : element('PropertyName', property)}</UserProfileChangeData>`

const FLAG_OF = { Add: 'Add', Modify: 'Update', Delete: 'Delete' } as const

const isAsked = ({ change, object }: LoggedChange, query: Parameters): boolean =>
  query[FLAG_OF[change]] === 'true' && query[object] === 'true'
