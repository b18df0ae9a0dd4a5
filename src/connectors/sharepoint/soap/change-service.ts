import { arrayType, complexType, optional, required, type ServiceDescription } from './describe.js'

const NAMESPACE = 'http://microsoft.com/webservices/SharePointPortalServer/UserProfileChangeService'

const wanted = (names: readonly string[]): string => names.map(name => required(name, 's:boolean')).join('')

/** What a change query asks for, in the order of the schema: those of the base type come first. */
export const QUERY_FLAGS = [
  'SingleValueProperty',
  'MultiValueProperty',
  'Custom',
  'Add',
  'Update',
  'UpdateMetadata',
  'Delete',
  'Anniversary',
  'DistributionListMembership',
  'SiteMembership',
  'QuickLink',
  'Colleague',
  'WebLog',
  'PersonalizationSite',
  'UserProfile',
  'OrganizationMembership',
] as const

/** `UserProfileChangeService.asmx`: the log of changes to profiles, read by change token. */
export const CHANGE_SERVICE: ServiceDescription = {
  name: 'UserProfileChangeService',
  namespace: NAMESPACE,
  actions: `${NAMESPACE}/`,
  types: [
    complexType('UserProfileChangeQuery', wanted(QUERY_FLAGS)),
    complexType(
      'UserProfileChangeData',
      required('Id', 's:long') +
        optional('UserAccountName', 's:string') +
        required('ChangeType', 's:string') +
        required('ObjectType', 's:string') +
        optional('PropertyName', 's:string'),
    ),
    arrayType('ArrayOfUserProfileChangeData', 'UserProfileChangeData', 'tns:UserProfileChangeData'),
    complexType(
      'UserProfileChangeDataContainer',
      optional('Changes', 'tns:ArrayOfUserProfileChangeData') +
        optional('ChangeToken', 's:string') +
        required('HasExceededCountLimit', 's:boolean'),
    ),
  ].join('\n'),
  operations: {
    GetCurrentChangeToken: { input: '', output: optional('GetCurrentChangeTokenResult', 's:string') },
    GetChanges: {
      input: optional('changeToken', 's:string') + optional('changeQuery', 'tns:UserProfileChangeQuery'),
      output: optional('GetChangesResult', 'tns:UserProfileChangeDataContainer'),
    },
  },
}
