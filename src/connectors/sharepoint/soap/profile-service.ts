import { arrayType, complexType, optional, required, type ServiceDescription } from './describe.js'

const NAMESPACE = 'http://microsoft.com/webservices/SharePointPortalServer/UserProfileService'

/** `UserProfileService.asmx`: reads and writes profiles by account name. Types that it only answers with are left out. */
export const PROFILE_SERVICE: ServiceDescription = {
  name: 'UserProfileService',
  namespace: NAMESPACE,
  actions: `${NAMESPACE}/`,
  types: [
    complexType('ValueData', '<s:element minOccurs="0" name="Value"/>'),
    arrayType('ArrayOfValueData', 'ValueData', 'tns:ValueData'),
    complexType(
      'PropertyData',
      required('IsPrivacyChanged', 's:boolean') +
        required('IsValueChanged', 's:boolean') +
        optional('Name', 's:string') +
        required('Privacy', 's:string') +
        optional('Values', 'tns:ArrayOfValueData'),
    ),
    arrayType('ArrayOfPropertyData', 'PropertyData', 'tns:PropertyData'),
    complexType(
      'GetUserProfileByIndexResult',
      optional('NextValue', 's:string') + optional('UserProfile', 'tns:ArrayOfPropertyData'),
    ),
    complexType(
      'PropertyInfo',
      optional('Name', 's:string') +
        optional('IsAdminEditable', 's:boolean') +
        optional('IsSystem', 's:boolean') +
        optional('DisplayName', 's:string') +
        optional('Type', 's:string') +
        required('Length', 's:int') +
        required('IsMultiValue', 's:boolean'),
    ),
    arrayType('ArrayOfPropertyInfo', 'PropertyInfo', 'tns:PropertyInfo'),
  ].join('\n'),
  operations: {
    GetUserProfileSchema: { input: '', output: optional('GetUserProfileSchemaResult', 'tns:ArrayOfPropertyInfo') },
    GetUserProfileCount: { input: '', output: required('GetUserProfileCountResult', 's:long') },
    GetUserProfileByIndex: {
      input: required('index', 's:int'),
      output: optional('GetUserProfileByIndexResult', 'tns:GetUserProfileByIndexResult'),
    },
    GetUserProfileByName: {
      // The only operation that spells it so; without a name it would answer with the caller's own profile.
      input: optional('AccountName', 's:string'),
      output: optional('GetUserProfileByNameResult', 'tns:ArrayOfPropertyData'),
    },
    GetUserPropertyByAccountName: {
      input: optional('accountName', 's:string') + optional('propertyName', 's:string'),
      output: optional('GetUserPropertyByAccountNameResult', 'tns:PropertyData'),
    },
    CreateUserProfileByAccountName: {
      input: optional('accountName', 's:string'),
      output: optional('CreateUserProfileByAccountNameResult', 'tns:ArrayOfPropertyData'),
    },
    ModifyUserPropertyByAccountName: {
      input: optional('accountName', 's:string') + optional('newData', 'tns:ArrayOfPropertyData'),
      output: '',
    },
  },
}
