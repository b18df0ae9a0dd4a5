import type { AttributeType } from '../model/value.js'
import type { MetaverseAttribute } from './schema.js'

/** Attributes of the built-in schema by kind (domain.md 8.2): MIM's names, types and multiplicity. */
const SINGLE: Readonly<Record<AttributeType, string>> = {
  reference:
    'assistant creator dependency displayedOwner manager resourceParent secretary seeAlso synchronizationRuleID',
  binary: 'objectSid photo',
  boolean: 'ad_UserCannotChangePassword membershipLocked register registrationRequired temporal',
  number: 'flowType freezeCount precedence',
  string: `
    accountName address c city cn co comment company costCenter costCenterName country createdTime csObjectID dc deleteTime
    department description displayName division domain email employeeEndDate employeeID employeeStartDate employeeStatus
    employeeType expirationTime facsimileTelephoneNumber firstName freezeLevel generationQualifier givenName homePhone info
    initials jobTitle l lastName lastResetAttemptTime location loginName mail mailNickname memberFilter
    membershipAddWorkflow middleName mobile mobilePhone o objectType officeFax officeLocation officePhone ou pager
    personalTitle physicalDeliveryOfficeName postOfficeBox postalAddress postalCode resetPassword scope sn st status street
    telephoneNumber title type uid`,
}

const MULTIVALUED: Readonly<Partial<Record<AttributeType, string>>> = {
  reference: 'authNWFLockedOut authNWFRegistered detectedRulesList expectedRulesList member owner',
  binary: 'sIDHistory userCertificate userSMIMECertificate',
  string: 'otherMailbox proxyAddressCollection',
}

/** Joins and searches go by these. */
const INDEXED = new Set(
  words(
    'accountName cn csObjectID displayName email employeeID loginName mail mailNickname objectSid otherMailbox proxyAddressCollection uid',
  ),
)

const PLACE = 'l postOfficeBox postalAddress postalCode st street'
const OFFICE = `company description displayName facsimileTelephoneNumber physicalDeliveryOfficeName seeAlso telephoneNumber ${PLACE}`

const TYPES: Readonly<Record<string, string>> = {
  person: `
    accountName ad_UserCannotChangePassword address assistant authNWFLockedOut authNWFRegistered c city cn co comment company
    costCenter costCenterName country creator csObjectID deleteTime department description detectedRulesList displayName
    division domain email employeeEndDate employeeID employeeStartDate employeeStatus employeeType expectedRulesList
    expirationTime facsimileTelephoneNumber firstName freezeCount freezeLevel generationQualifier givenName homePhone info
    initials jobTitle l lastName lastResetAttemptTime location loginName mail mailNickname manager middleName mobile
    mobilePhone o objectSid objectType officeFax officeLocation officePhone otherMailbox ou pager personalTitle photo
    physicalDeliveryOfficeName postOfficeBox postalAddress postalCode proxyAddressCollection register registrationRequired
    resetPassword sIDHistory secretary seeAlso sn st street telephoneNumber title uid userCertificate userSMIMECertificate`,
  group: `
    accountName cn creator csObjectID deleteTime description detectedRulesList displayName displayedOwner domain email
    expectedRulesList expirationTime mail mailNickname manager member memberFilter membershipAddWorkflow membershipLocked o
    objectSid objectType ou owner sIDHistory scope seeAlso temporal type uid`,
  role: `member ou ${OFFICE}`,
  organizationalUnit: `ou ${OFFICE}`,
  organization: `o ${OFFICE}`,
  locality: 'description displayName l seeAlso st street',
  domain: `dc o type ${OFFICE}`,
  computer: 'cn description displayName l location manager o ou seeAlso',
  printer: 'cn description displayName l location manager o ou seeAlso',
  contact: `
    accountName assistant c cn co comment company csObjectID department description displayName division email
    facsimileTelephoneNumber givenName homePhone info initials l mail mailNickname manager middleName mobile o otherMailbox
    ou pager personalTitle photo physicalDeliveryOfficeName postOfficeBox postalAddress postalCode proxyAddressCollection
    seeAlso sn st street telephoneNumber title uid`,
}

function words(text: string): string[] {
  return text.trim().split(/\s+/)
}

function definitions(
  kinds: Readonly<Partial<Record<AttributeType, string>>>,
  multivalued: boolean,
): MetaverseAttribute[] {
  return Object.entries(kinds).flatMap(([type, names]) =>
    words(names).map(name => ({
      name,
      type: type as AttributeType,
      multivalued,
      indexed: INDEXED.has(name),
      unique: false,
    })),
  )
}

/** The attributes that every metaverse has, by name. A configuration adds its own. */
export const BASE_ATTRIBUTES: ReadonlyMap<string, MetaverseAttribute> = new Map(
  [...definitions(SINGLE, false), ...definitions(MULTIVALUED, true)]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(attribute => [attribute.name, attribute]),
)

/** The object types that every metaverse has, with the names of their attributes. A configuration extends them. */
export const BASE_TYPES: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(TYPES).map(([type, names]) => [type, words(names).sort()]),
)
