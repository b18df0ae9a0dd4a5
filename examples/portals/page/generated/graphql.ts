/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** Tests of objects of any type at the other end of references. */
export type AnyObjectRelation = {
  /** All of them meet this, also when there is none. */
  every?: AnyObjectWhere | null | undefined;
  /** None of them meets this; {} for: there is none. */
  none?: AnyObjectWhere | null | undefined;
  /** One of them meets this; {} for: there is one. */
  some?: AnyObjectWhere | null | undefined;
};

/** A search for objects of any type. What stands side by side must all hold. */
export type AnyObjectWhere = {
  /** All of these hold. */
  and?: Array<AnyObjectWhere> | null | undefined;
  /** By when one of its values last changed. */
  changedAt?: DateTimeComparison | null | undefined;
  /** It is of the type computer, and meets this. */
  computer?: ComputerWhere | null | undefined;
  /** It is of the type contact, and meets this. */
  contact?: ContactWhere | null | undefined;
  /** By when it was made. */
  createdAt?: DateTimeComparison | null | undefined;
  /** By its display name. */
  displayName?: StringComparison | null | undefined;
  /** It is of the type domain, and meets this. */
  domain?: DomainWhere | null | undefined;
  /** This entry is joined to it. */
  entry?: EntryName | null | undefined;
  /** It is of the type group, and meets this. */
  group?: GroupWhere | null | undefined;
  /** By its id. */
  id?: IdComparison | null | undefined;
  /** It is of the type locality, and meets this. */
  locality?: LocalityWhere | null | undefined;
  /** This does not hold. */
  not?: AnyObjectWhere | null | undefined;
  /** At least one of these holds. */
  or?: Array<AnyObjectWhere> | null | undefined;
  /** It is of the type organization, and meets this. */
  organization?: OrganizationWhere | null | undefined;
  /** It is of the type organizationalUnit, and meets this. */
  organizationalUnit?: OrganizationalUnitWhere | null | undefined;
  /** It is of the type person, and meets this. */
  person?: PersonWhere | null | undefined;
  /** It is of the type printer, and meets this. */
  printer?: PrinterWhere | null | undefined;
  /** It is of the type role, and meets this. */
  role?: RoleWhere | null | undefined;
  /** It is of one of these object types of the metaverse. */
  types?: Array<string> | null | undefined;
};

/** Tests of a whole number. */
export type BigIntComparison = {
  /** It is this. */
  eq?: number | string | null | undefined;
  /** It comes after this. */
  gt?: number | string | null | undefined;
  /** It comes after this, or is this. */
  gte?: number | string | null | undefined;
  /** It is one of these. */
  in?: Array<number | string> | null | undefined;
  /** It comes before this. */
  lt?: number | string | null | undefined;
  /** It comes before this, or is this. */
  lte?: number | string | null | undefined;
  /** It is something else, or there is none. */
  neq?: number | string | null | undefined;
  /** It is none of these, or there is none. */
  nin?: Array<number | string> | null | undefined;
  /** Whether there is a value. */
  present?: boolean | null | undefined;
};

/** Tests of a truth value. */
export type BooleanComparison = {
  /** It is this. */
  eq?: boolean | null | undefined;
  /** It is something else, or there is none. */
  neq?: boolean | null | undefined;
  /** Whether there is a value. */
  present?: boolean | null | undefined;
};

/** A search for objects of the type computer. What stands side by side must all hold. */
export type ComputerWhere = {
  /** All of these hold. */
  and?: Array<ComputerWhere> | null | undefined;
  /** What refers to it with the attribute authNWFLockedOut: objects of the type person. */
  authNWFLockedOutOf?: PersonRelation | null | undefined;
  /** What refers to it with the attribute authNWFRegistered: objects of the type person. */
  authNWFRegisteredOf?: PersonRelation | null | undefined;
  /** By when one of its values last changed. */
  changedAt?: DateTimeComparison | null | undefined;
  /** The attribute cn: the value (string). Indexed. No agent contributes it. */
  cn?: StringComparison | null | undefined;
  /** By when it was made. */
  createdAt?: DateTimeComparison | null | undefined;
  /** What refers to it with the attribute creator: objects of any type. */
  creatorOf?: AnyObjectRelation | null | undefined;
  /** The attribute description: the value (string). No agent contributes it. */
  description?: StringComparison | null | undefined;
  /** What refers to it with the attribute detectedRulesList: objects of any type. */
  detectedRulesListOf?: AnyObjectRelation | null | undefined;
  /** The attribute displayName: the value (string). Indexed. No agent contributes it. */
  displayName?: StringComparison | null | undefined;
  /** What refers to it with the attribute displayedOwner: objects of the type group. */
  displayedOwnerOf?: GroupRelation | null | undefined;
  /** This entry is joined to it. */
  entry?: EntryName | null | undefined;
  /** What refers to it with the attribute expectedRulesList: objects of any type. */
  expectedRulesListOf?: AnyObjectRelation | null | undefined;
  /** By its id. */
  id?: IdComparison | null | undefined;
  /** The attribute l: the value (string). No agent contributes it. */
  l?: StringComparison | null | undefined;
  /** The attribute location: the value (string). No agent contributes it. */
  location?: StringComparison | null | undefined;
  /** What the attribute manager refers to: an object of the type person. No agent contributes it. */
  manager?: PersonWhere | null | undefined;
  /** What refers to it with the attribute member: objects of the type group. */
  memberOf?: GroupRelation | null | undefined;
  /** This does not hold. */
  not?: ComputerWhere | null | undefined;
  /** The attribute o: the value (string). No agent contributes it. */
  o?: StringComparison | null | undefined;
  /** At least one of these holds. */
  or?: Array<ComputerWhere> | null | undefined;
  /** The attribute ou: the value (string). No agent contributes it. */
  ou?: StringComparison | null | undefined;
  /** What refers to it with the attribute owner: objects of the type group. */
  ownerOf?: GroupRelation | null | undefined;
  /** What the attribute seeAlso refers to: an object of any type. No agent contributes it. */
  seeAlso?: AnyObjectWhere | null | undefined;
  /** What refers to it with the attribute seeAlso: objects of any type. */
  seeAlsoOf?: AnyObjectRelation | null | undefined;
};

/** A search for objects of the type contact. What stands side by side must all hold. */
export type ContactWhere = {
  /** The attribute accountName: the value (string). Indexed. No agent contributes it. */
  accountName?: StringComparison | null | undefined;
  /** All of these hold. */
  and?: Array<ContactWhere> | null | undefined;
  /** What the attribute assistant refers to: an object of the type person. No agent contributes it. */
  assistant?: PersonWhere | null | undefined;
  /** What refers to it with the attribute authNWFLockedOut: objects of the type person. */
  authNWFLockedOutOf?: PersonRelation | null | undefined;
  /** What refers to it with the attribute authNWFRegistered: objects of the type person. */
  authNWFRegisteredOf?: PersonRelation | null | undefined;
  /** The attribute c: the value (string). No agent contributes it. */
  c?: StringComparison | null | undefined;
  /** By when one of its values last changed. */
  changedAt?: DateTimeComparison | null | undefined;
  /** The attribute cn: the value (string). Indexed. No agent contributes it. */
  cn?: StringComparison | null | undefined;
  /** The attribute co: the value (string). No agent contributes it. */
  co?: StringComparison | null | undefined;
  /** The attribute comment: the value (string). No agent contributes it. */
  comment?: StringComparison | null | undefined;
  /** The attribute company: the value (string). No agent contributes it. */
  company?: StringComparison | null | undefined;
  /** By when it was made. */
  createdAt?: DateTimeComparison | null | undefined;
  /** What refers to it with the attribute creator: objects of any type. */
  creatorOf?: AnyObjectRelation | null | undefined;
  /** The attribute csObjectID: the value (string). Indexed. No agent contributes it. */
  csObjectID?: StringComparison | null | undefined;
  /** The attribute department: the value (string). No agent contributes it. */
  department?: StringComparison | null | undefined;
  /** The attribute description: the value (string). No agent contributes it. */
  description?: StringComparison | null | undefined;
  /** What refers to it with the attribute detectedRulesList: objects of any type. */
  detectedRulesListOf?: AnyObjectRelation | null | undefined;
  /** The attribute displayName: the value (string). Indexed. No agent contributes it. */
  displayName?: StringComparison | null | undefined;
  /** What refers to it with the attribute displayedOwner: objects of the type group. */
  displayedOwnerOf?: GroupRelation | null | undefined;
  /** The attribute division: the value (string). No agent contributes it. */
  division?: StringComparison | null | undefined;
  /** The attribute email: the value (string). Indexed. No agent contributes it. */
  email?: StringComparison | null | undefined;
  /** This entry is joined to it. */
  entry?: EntryName | null | undefined;
  /** What refers to it with the attribute expectedRulesList: objects of any type. */
  expectedRulesListOf?: AnyObjectRelation | null | undefined;
  /** The attribute facsimileTelephoneNumber: the value (string). No agent contributes it. */
  facsimileTelephoneNumber?: StringComparison | null | undefined;
  /** The attribute givenName: the value (string). No agent contributes it. */
  givenName?: StringComparison | null | undefined;
  /** The attribute homePhone: the value (string). No agent contributes it. */
  homePhone?: StringComparison | null | undefined;
  /** By its id. */
  id?: IdComparison | null | undefined;
  /** The attribute info: the value (string). No agent contributes it. */
  info?: StringComparison | null | undefined;
  /** The attribute initials: the value (string). No agent contributes it. */
  initials?: StringComparison | null | undefined;
  /** The attribute l: the value (string). No agent contributes it. */
  l?: StringComparison | null | undefined;
  /** The attribute mail: the value (string). Indexed. No agent contributes it. */
  mail?: StringComparison | null | undefined;
  /** The attribute mailNickname: the value (string). Indexed. No agent contributes it. */
  mailNickname?: StringComparison | null | undefined;
  /** What the attribute manager refers to: an object of the type person. No agent contributes it. */
  manager?: PersonWhere | null | undefined;
  /** What refers to it with the attribute member: objects of the type group. */
  memberOf?: GroupRelation | null | undefined;
  /** The attribute middleName: the value (string). No agent contributes it. */
  middleName?: StringComparison | null | undefined;
  /** The attribute mobile: the value (string). No agent contributes it. */
  mobile?: StringComparison | null | undefined;
  /** This does not hold. */
  not?: ContactWhere | null | undefined;
  /** The attribute o: the value (string). No agent contributes it. */
  o?: StringComparison | null | undefined;
  /** At least one of these holds. */
  or?: Array<ContactWhere> | null | undefined;
  /** The attribute otherMailbox: all values (string). Indexed. No agent contributes it. */
  otherMailbox?: StringComparison | null | undefined;
  /** The attribute ou: the value (string). No agent contributes it. */
  ou?: StringComparison | null | undefined;
  /** What refers to it with the attribute owner: objects of the type group. */
  ownerOf?: GroupRelation | null | undefined;
  /** The attribute pager: the value (string). No agent contributes it. */
  pager?: StringComparison | null | undefined;
  /** The attribute personalTitle: the value (string). No agent contributes it. */
  personalTitle?: StringComparison | null | undefined;
  /** The attribute photo: the value (binary). Answered as where to fetch it, below the address of the hub. No agent contributes it. */
  photo?: PresenceComparison | null | undefined;
  /** The attribute physicalDeliveryOfficeName: the value (string). No agent contributes it. */
  physicalDeliveryOfficeName?: StringComparison | null | undefined;
  /** The attribute postOfficeBox: the value (string). No agent contributes it. */
  postOfficeBox?: StringComparison | null | undefined;
  /** The attribute postalAddress: the value (string). No agent contributes it. */
  postalAddress?: StringComparison | null | undefined;
  /** The attribute postalCode: the value (string). No agent contributes it. */
  postalCode?: StringComparison | null | undefined;
  /** The attribute proxyAddressCollection: all values (string). Indexed. No agent contributes it. */
  proxyAddressCollection?: StringComparison | null | undefined;
  /** What the attribute seeAlso refers to: an object of any type. No agent contributes it. */
  seeAlso?: AnyObjectWhere | null | undefined;
  /** What refers to it with the attribute seeAlso: objects of any type. */
  seeAlsoOf?: AnyObjectRelation | null | undefined;
  /** The attribute sn: the value (string). No agent contributes it. */
  sn?: StringComparison | null | undefined;
  /** The attribute st: the value (string). No agent contributes it. */
  st?: StringComparison | null | undefined;
  /** The attribute street: the value (string). No agent contributes it. */
  street?: StringComparison | null | undefined;
  /** The attribute telephoneNumber: the value (string). No agent contributes it. */
  telephoneNumber?: StringComparison | null | undefined;
  /** The attribute title: the value (string). No agent contributes it. */
  title?: StringComparison | null | undefined;
  /** The attribute uid: the value (string). Indexed. No agent contributes it. */
  uid?: StringComparison | null | undefined;
};

/** Tests of a time. */
export type DateTimeComparison = {
  /** It comes after this. */
  gt?: string | null | undefined;
  /** It comes after this, or is this. */
  gte?: string | null | undefined;
  /** It comes before this. */
  lt?: string | null | undefined;
  /** It comes before this, or is this. */
  lte?: string | null | undefined;
};

/** A search for objects of the type domain. What stands side by side must all hold. */
export type DomainWhere = {
  /** All of these hold. */
  and?: Array<DomainWhere> | null | undefined;
  /** What refers to it with the attribute authNWFLockedOut: objects of the type person. */
  authNWFLockedOutOf?: PersonRelation | null | undefined;
  /** What refers to it with the attribute authNWFRegistered: objects of the type person. */
  authNWFRegisteredOf?: PersonRelation | null | undefined;
  /** By when one of its values last changed. */
  changedAt?: DateTimeComparison | null | undefined;
  /** The attribute company: the value (string). No agent contributes it. */
  company?: StringComparison | null | undefined;
  /** By when it was made. */
  createdAt?: DateTimeComparison | null | undefined;
  /** What refers to it with the attribute creator: objects of any type. */
  creatorOf?: AnyObjectRelation | null | undefined;
  /** The attribute dc: the value (string). No agent contributes it. */
  dc?: StringComparison | null | undefined;
  /** The attribute description: the value (string). No agent contributes it. */
  description?: StringComparison | null | undefined;
  /** What refers to it with the attribute detectedRulesList: objects of any type. */
  detectedRulesListOf?: AnyObjectRelation | null | undefined;
  /** The attribute displayName: the value (string). Indexed. No agent contributes it. */
  displayName?: StringComparison | null | undefined;
  /** What refers to it with the attribute displayedOwner: objects of the type group. */
  displayedOwnerOf?: GroupRelation | null | undefined;
  /** This entry is joined to it. */
  entry?: EntryName | null | undefined;
  /** What refers to it with the attribute expectedRulesList: objects of any type. */
  expectedRulesListOf?: AnyObjectRelation | null | undefined;
  /** The attribute facsimileTelephoneNumber: the value (string). No agent contributes it. */
  facsimileTelephoneNumber?: StringComparison | null | undefined;
  /** By its id. */
  id?: IdComparison | null | undefined;
  /** The attribute l: the value (string). No agent contributes it. */
  l?: StringComparison | null | undefined;
  /** What refers to it with the attribute member: objects of the type group. */
  memberOf?: GroupRelation | null | undefined;
  /** This does not hold. */
  not?: DomainWhere | null | undefined;
  /** The attribute o: the value (string). No agent contributes it. */
  o?: StringComparison | null | undefined;
  /** At least one of these holds. */
  or?: Array<DomainWhere> | null | undefined;
  /** What refers to it with the attribute owner: objects of the type group. */
  ownerOf?: GroupRelation | null | undefined;
  /** The attribute physicalDeliveryOfficeName: the value (string). No agent contributes it. */
  physicalDeliveryOfficeName?: StringComparison | null | undefined;
  /** The attribute postOfficeBox: the value (string). No agent contributes it. */
  postOfficeBox?: StringComparison | null | undefined;
  /** The attribute postalAddress: the value (string). No agent contributes it. */
  postalAddress?: StringComparison | null | undefined;
  /** The attribute postalCode: the value (string). No agent contributes it. */
  postalCode?: StringComparison | null | undefined;
  /** What the attribute seeAlso refers to: an object of any type. No agent contributes it. */
  seeAlso?: AnyObjectWhere | null | undefined;
  /** What refers to it with the attribute seeAlso: objects of any type. */
  seeAlsoOf?: AnyObjectRelation | null | undefined;
  /** The attribute st: the value (string). No agent contributes it. */
  st?: StringComparison | null | undefined;
  /** The attribute street: the value (string). No agent contributes it. */
  street?: StringComparison | null | undefined;
  /** The attribute telephoneNumber: the value (string). No agent contributes it. */
  telephoneNumber?: StringComparison | null | undefined;
  /** The attribute type: the value (string). No agent contributes it. */
  typeAttribute?: StringComparison | null | undefined;
};

/** An entry by its name. */
export type EntryName = {
  /** The name of its agent. */
  agent: string;
  /** Its distinguished name, in any spelling of case, spaces and escapes. */
  dn: string;
};

/** Tests of objects of the type group at the other end of references. */
export type GroupRelation = {
  /** All of them meet this, also when there is none. */
  every?: GroupWhere | null | undefined;
  /** None of them meets this; {} for: there is none. */
  none?: GroupWhere | null | undefined;
  /** One of them meets this; {} for: there is one. */
  some?: GroupWhere | null | undefined;
};

/** A search for objects of the type group. What stands side by side must all hold. */
export type GroupWhere = {
  /** The attribute accountName: the value (string). Indexed. No agent contributes it. */
  accountName?: StringComparison | null | undefined;
  /** All of these hold. */
  and?: Array<GroupWhere> | null | undefined;
  /** What refers to it with the attribute authNWFLockedOut: objects of the type person. */
  authNWFLockedOutOf?: PersonRelation | null | undefined;
  /** What refers to it with the attribute authNWFRegistered: objects of the type person. */
  authNWFRegisteredOf?: PersonRelation | null | undefined;
  /** By when one of its values last changed. */
  changedAt?: DateTimeComparison | null | undefined;
  /** The attribute cn: the value (string). Indexed. No agent contributes it. */
  cn?: StringComparison | null | undefined;
  /** By when it was made. */
  createdAt?: DateTimeComparison | null | undefined;
  /** What the attribute creator refers to: an object of any type. No agent contributes it. */
  creator?: AnyObjectWhere | null | undefined;
  /** What refers to it with the attribute creator: objects of any type. */
  creatorOf?: AnyObjectRelation | null | undefined;
  /** The attribute csObjectID: the value (string). Indexed. No agent contributes it. */
  csObjectID?: StringComparison | null | undefined;
  /** The attribute deleteTime: the value (string). No agent contributes it. */
  deleteTime?: StringComparison | null | undefined;
  /** The attribute description: the value (string). Contributed by contoso, fabrikam. */
  description?: StringComparison | null | undefined;
  /** What refers to it with the attribute detectedRulesList: objects of any type. */
  detectedRulesListOf?: AnyObjectRelation | null | undefined;
  /** What the attribute detectedRulesList refers to: objects of any type. No agent contributes it. */
  detectedRulesLists?: AnyObjectRelation | null | undefined;
  /** The attribute displayName: the value (string). Indexed. Contributed by contoso, fabrikam. */
  displayName?: StringComparison | null | undefined;
  /** What the attribute displayedOwner refers to: an object of any type. No agent contributes it. */
  displayedOwner?: AnyObjectWhere | null | undefined;
  /** What refers to it with the attribute displayedOwner: objects of the type group. */
  displayedOwnerOf?: GroupRelation | null | undefined;
  /** The attribute domain: the value (string). Contributed by contoso, fabrikam. */
  domain?: StringComparison | null | undefined;
  /** The attribute email: the value (string). Indexed. No agent contributes it. */
  email?: StringComparison | null | undefined;
  /** This entry is joined to it. */
  entry?: EntryName | null | undefined;
  /** What refers to it with the attribute expectedRulesList: objects of any type. */
  expectedRulesListOf?: AnyObjectRelation | null | undefined;
  /** What the attribute expectedRulesList refers to: objects of any type. No agent contributes it. */
  expectedRulesLists?: AnyObjectRelation | null | undefined;
  /** The attribute expirationTime: the value (string). No agent contributes it. */
  expirationTime?: StringComparison | null | undefined;
  /** By its id. */
  id?: IdComparison | null | undefined;
  /** The attribute mail: the value (string). Indexed. No agent contributes it. */
  mail?: StringComparison | null | undefined;
  /** The attribute mailNickname: the value (string). Indexed. No agent contributes it. */
  mailNickname?: StringComparison | null | undefined;
  /** What the attribute manager refers to: an object of the type person. No agent contributes it. */
  manager?: PersonWhere | null | undefined;
  /** The attribute memberFilter: the value (string). No agent contributes it. */
  memberFilter?: StringComparison | null | undefined;
  /** What refers to it with the attribute member: objects of the type group. */
  memberOf?: GroupRelation | null | undefined;
  /** What the attribute member refers to: objects of any type. Contributed by contoso, fabrikam. */
  members?: AnyObjectRelation | null | undefined;
  /** The attribute membershipAddWorkflow: the value (string). No agent contributes it. */
  membershipAddWorkflow?: StringComparison | null | undefined;
  /** The attribute membershipLocked: the value (boolean). No agent contributes it. */
  membershipLocked?: BooleanComparison | null | undefined;
  /** This does not hold. */
  not?: GroupWhere | null | undefined;
  /** The attribute o: the value (string). No agent contributes it. */
  o?: StringComparison | null | undefined;
  /** The attribute objectSid: the value (binary). Answered as where to fetch it, below the address of the hub. Indexed. No agent contributes it. */
  objectSid?: PresenceComparison | null | undefined;
  /** The attribute objectType: the value (string). No agent contributes it. */
  objectType?: StringComparison | null | undefined;
  /** At least one of these holds. */
  or?: Array<GroupWhere> | null | undefined;
  /** The attribute ou: the value (string). No agent contributes it. */
  ou?: StringComparison | null | undefined;
  /** What refers to it with the attribute owner: objects of the type group. */
  ownerOf?: GroupRelation | null | undefined;
  /** What the attribute owner refers to: objects of any type. Contributed by contoso, fabrikam. */
  owners?: AnyObjectRelation | null | undefined;
  /** The attribute sIDHistory: all values (binary). Answered as where to fetch it, below the address of the hub. No agent contributes it. */
  sIDHistory?: PresenceComparison | null | undefined;
  /** The attribute scope: the value (string). No agent contributes it. */
  scope?: StringComparison | null | undefined;
  /** What the attribute seeAlso refers to: an object of any type. No agent contributes it. */
  seeAlso?: AnyObjectWhere | null | undefined;
  /** What refers to it with the attribute seeAlso: objects of any type. */
  seeAlsoOf?: AnyObjectRelation | null | undefined;
  /** The attribute temporal: the value (boolean). No agent contributes it. */
  temporal?: BooleanComparison | null | undefined;
  /** The attribute type: the value (string). No agent contributes it. */
  typeAttribute?: StringComparison | null | undefined;
  /** The attribute uid: the value (string). Indexed. No agent contributes it. */
  uid?: StringComparison | null | undefined;
};

/** Tests of an id. */
export type IdComparison = {
  /** It is this. */
  eq?: string | number | null | undefined;
  /** It is one of these. */
  in?: Array<string | number> | null | undefined;
  /** It is something else, or there is none. */
  neq?: string | number | null | undefined;
  /** It is none of these, or there is none. */
  nin?: Array<string | number> | null | undefined;
};

/** A search for objects of the type locality. What stands side by side must all hold. */
export type LocalityWhere = {
  /** All of these hold. */
  and?: Array<LocalityWhere> | null | undefined;
  /** What refers to it with the attribute authNWFLockedOut: objects of the type person. */
  authNWFLockedOutOf?: PersonRelation | null | undefined;
  /** What refers to it with the attribute authNWFRegistered: objects of the type person. */
  authNWFRegisteredOf?: PersonRelation | null | undefined;
  /** By when one of its values last changed. */
  changedAt?: DateTimeComparison | null | undefined;
  /** By when it was made. */
  createdAt?: DateTimeComparison | null | undefined;
  /** What refers to it with the attribute creator: objects of any type. */
  creatorOf?: AnyObjectRelation | null | undefined;
  /** The attribute description: the value (string). No agent contributes it. */
  description?: StringComparison | null | undefined;
  /** What refers to it with the attribute detectedRulesList: objects of any type. */
  detectedRulesListOf?: AnyObjectRelation | null | undefined;
  /** The attribute displayName: the value (string). Indexed. No agent contributes it. */
  displayName?: StringComparison | null | undefined;
  /** What refers to it with the attribute displayedOwner: objects of the type group. */
  displayedOwnerOf?: GroupRelation | null | undefined;
  /** This entry is joined to it. */
  entry?: EntryName | null | undefined;
  /** What refers to it with the attribute expectedRulesList: objects of any type. */
  expectedRulesListOf?: AnyObjectRelation | null | undefined;
  /** By its id. */
  id?: IdComparison | null | undefined;
  /** The attribute l: the value (string). No agent contributes it. */
  l?: StringComparison | null | undefined;
  /** What refers to it with the attribute member: objects of the type group. */
  memberOf?: GroupRelation | null | undefined;
  /** This does not hold. */
  not?: LocalityWhere | null | undefined;
  /** At least one of these holds. */
  or?: Array<LocalityWhere> | null | undefined;
  /** What refers to it with the attribute owner: objects of the type group. */
  ownerOf?: GroupRelation | null | undefined;
  /** What the attribute seeAlso refers to: an object of any type. No agent contributes it. */
  seeAlso?: AnyObjectWhere | null | undefined;
  /** What refers to it with the attribute seeAlso: objects of any type. */
  seeAlsoOf?: AnyObjectRelation | null | undefined;
  /** The attribute st: the value (string). No agent contributes it. */
  st?: StringComparison | null | undefined;
  /** The attribute street: the value (string). No agent contributes it. */
  street?: StringComparison | null | undefined;
};

/** A search for objects of the type organization. What stands side by side must all hold. */
export type OrganizationWhere = {
  /** All of these hold. */
  and?: Array<OrganizationWhere> | null | undefined;
  /** What refers to it with the attribute authNWFLockedOut: objects of the type person. */
  authNWFLockedOutOf?: PersonRelation | null | undefined;
  /** What refers to it with the attribute authNWFRegistered: objects of the type person. */
  authNWFRegisteredOf?: PersonRelation | null | undefined;
  /** By when one of its values last changed. */
  changedAt?: DateTimeComparison | null | undefined;
  /** The attribute company: the value (string). No agent contributes it. */
  company?: StringComparison | null | undefined;
  /** By when it was made. */
  createdAt?: DateTimeComparison | null | undefined;
  /** What refers to it with the attribute creator: objects of any type. */
  creatorOf?: AnyObjectRelation | null | undefined;
  /** The attribute description: the value (string). No agent contributes it. */
  description?: StringComparison | null | undefined;
  /** What refers to it with the attribute detectedRulesList: objects of any type. */
  detectedRulesListOf?: AnyObjectRelation | null | undefined;
  /** The attribute displayName: the value (string). Indexed. No agent contributes it. */
  displayName?: StringComparison | null | undefined;
  /** What refers to it with the attribute displayedOwner: objects of the type group. */
  displayedOwnerOf?: GroupRelation | null | undefined;
  /** This entry is joined to it. */
  entry?: EntryName | null | undefined;
  /** What refers to it with the attribute expectedRulesList: objects of any type. */
  expectedRulesListOf?: AnyObjectRelation | null | undefined;
  /** The attribute facsimileTelephoneNumber: the value (string). No agent contributes it. */
  facsimileTelephoneNumber?: StringComparison | null | undefined;
  /** By its id. */
  id?: IdComparison | null | undefined;
  /** The attribute l: the value (string). No agent contributes it. */
  l?: StringComparison | null | undefined;
  /** What refers to it with the attribute member: objects of the type group. */
  memberOf?: GroupRelation | null | undefined;
  /** This does not hold. */
  not?: OrganizationWhere | null | undefined;
  /** The attribute o: the value (string). No agent contributes it. */
  o?: StringComparison | null | undefined;
  /** At least one of these holds. */
  or?: Array<OrganizationWhere> | null | undefined;
  /** What refers to it with the attribute owner: objects of the type group. */
  ownerOf?: GroupRelation | null | undefined;
  /** The attribute physicalDeliveryOfficeName: the value (string). No agent contributes it. */
  physicalDeliveryOfficeName?: StringComparison | null | undefined;
  /** The attribute postOfficeBox: the value (string). No agent contributes it. */
  postOfficeBox?: StringComparison | null | undefined;
  /** The attribute postalAddress: the value (string). No agent contributes it. */
  postalAddress?: StringComparison | null | undefined;
  /** The attribute postalCode: the value (string). No agent contributes it. */
  postalCode?: StringComparison | null | undefined;
  /** What the attribute seeAlso refers to: an object of any type. No agent contributes it. */
  seeAlso?: AnyObjectWhere | null | undefined;
  /** What refers to it with the attribute seeAlso: objects of any type. */
  seeAlsoOf?: AnyObjectRelation | null | undefined;
  /** The attribute st: the value (string). No agent contributes it. */
  st?: StringComparison | null | undefined;
  /** The attribute street: the value (string). No agent contributes it. */
  street?: StringComparison | null | undefined;
  /** The attribute telephoneNumber: the value (string). No agent contributes it. */
  telephoneNumber?: StringComparison | null | undefined;
};

/** A search for objects of the type organizationalUnit. What stands side by side must all hold. */
export type OrganizationalUnitWhere = {
  /** All of these hold. */
  and?: Array<OrganizationalUnitWhere> | null | undefined;
  /** What refers to it with the attribute authNWFLockedOut: objects of the type person. */
  authNWFLockedOutOf?: PersonRelation | null | undefined;
  /** What refers to it with the attribute authNWFRegistered: objects of the type person. */
  authNWFRegisteredOf?: PersonRelation | null | undefined;
  /** By when one of its values last changed. */
  changedAt?: DateTimeComparison | null | undefined;
  /** The attribute company: the value (string). No agent contributes it. */
  company?: StringComparison | null | undefined;
  /** By when it was made. */
  createdAt?: DateTimeComparison | null | undefined;
  /** What refers to it with the attribute creator: objects of any type. */
  creatorOf?: AnyObjectRelation | null | undefined;
  /** The attribute description: the value (string). No agent contributes it. */
  description?: StringComparison | null | undefined;
  /** What refers to it with the attribute detectedRulesList: objects of any type. */
  detectedRulesListOf?: AnyObjectRelation | null | undefined;
  /** The attribute displayName: the value (string). Indexed. No agent contributes it. */
  displayName?: StringComparison | null | undefined;
  /** What refers to it with the attribute displayedOwner: objects of the type group. */
  displayedOwnerOf?: GroupRelation | null | undefined;
  /** This entry is joined to it. */
  entry?: EntryName | null | undefined;
  /** What refers to it with the attribute expectedRulesList: objects of any type. */
  expectedRulesListOf?: AnyObjectRelation | null | undefined;
  /** The attribute facsimileTelephoneNumber: the value (string). No agent contributes it. */
  facsimileTelephoneNumber?: StringComparison | null | undefined;
  /** By its id. */
  id?: IdComparison | null | undefined;
  /** The attribute l: the value (string). No agent contributes it. */
  l?: StringComparison | null | undefined;
  /** What refers to it with the attribute member: objects of the type group. */
  memberOf?: GroupRelation | null | undefined;
  /** This does not hold. */
  not?: OrganizationalUnitWhere | null | undefined;
  /** At least one of these holds. */
  or?: Array<OrganizationalUnitWhere> | null | undefined;
  /** The attribute ou: the value (string). No agent contributes it. */
  ou?: StringComparison | null | undefined;
  /** What refers to it with the attribute owner: objects of the type group. */
  ownerOf?: GroupRelation | null | undefined;
  /** The attribute physicalDeliveryOfficeName: the value (string). No agent contributes it. */
  physicalDeliveryOfficeName?: StringComparison | null | undefined;
  /** The attribute postOfficeBox: the value (string). No agent contributes it. */
  postOfficeBox?: StringComparison | null | undefined;
  /** The attribute postalAddress: the value (string). No agent contributes it. */
  postalAddress?: StringComparison | null | undefined;
  /** The attribute postalCode: the value (string). No agent contributes it. */
  postalCode?: StringComparison | null | undefined;
  /** What the attribute seeAlso refers to: an object of any type. No agent contributes it. */
  seeAlso?: AnyObjectWhere | null | undefined;
  /** What refers to it with the attribute seeAlso: objects of any type. */
  seeAlsoOf?: AnyObjectRelation | null | undefined;
  /** The attribute st: the value (string). No agent contributes it. */
  st?: StringComparison | null | undefined;
  /** The attribute street: the value (string). No agent contributes it. */
  street?: StringComparison | null | undefined;
  /** The attribute telephoneNumber: the value (string). No agent contributes it. */
  telephoneNumber?: StringComparison | null | undefined;
};

/** Tests of objects of the type person at the other end of references. */
export type PersonRelation = {
  /** All of them meet this, also when there is none. */
  every?: PersonWhere | null | undefined;
  /** None of them meets this; {} for: there is none. */
  none?: PersonWhere | null | undefined;
  /** One of them meets this; {} for: there is one. */
  some?: PersonWhere | null | undefined;
};

/** A search for objects of the type person. What stands side by side must all hold. */
export type PersonWhere = {
  /** The attribute accountName: the value (string). Indexed. Contributed by contoso, fabrikam. */
  accountName?: StringComparison | null | undefined;
  /** The attribute ad_UserCannotChangePassword: the value (boolean). No agent contributes it. */
  adUserCannotChangePassword?: BooleanComparison | null | undefined;
  /** The attribute address: the value (string). No agent contributes it. */
  address?: StringComparison | null | undefined;
  /** All of these hold. */
  and?: Array<PersonWhere> | null | undefined;
  /** What the attribute assistant refers to: an object of the type person. No agent contributes it. */
  assistant?: PersonWhere | null | undefined;
  /** What refers to it with the attribute assistant: objects of the type person. */
  assistantOf?: PersonRelation | null | undefined;
  /** What refers to it with the attribute authNWFLockedOut: objects of the type person. */
  authNWFLockedOutOf?: PersonRelation | null | undefined;
  /** What the attribute authNWFLockedOut refers to: objects of any type. No agent contributes it. */
  authNWFLockedOuts?: AnyObjectRelation | null | undefined;
  /** What refers to it with the attribute authNWFRegistered: objects of the type person. */
  authNWFRegisteredOf?: PersonRelation | null | undefined;
  /** What the attribute authNWFRegistered refers to: objects of any type. No agent contributes it. */
  authNWFRegistereds?: AnyObjectRelation | null | undefined;
  /** The attribute c: the value (string). Contributed by hr. */
  c?: StringComparison | null | undefined;
  /** By when one of its values last changed. */
  changedAt?: DateTimeComparison | null | undefined;
  /** The attribute city: the value (string). Contributed by hr, contoso. */
  city?: StringComparison | null | undefined;
  /** The attribute cn: the value (string). Indexed. No agent contributes it. */
  cn?: StringComparison | null | undefined;
  /** The attribute co: the value (string). No agent contributes it. */
  co?: StringComparison | null | undefined;
  /** The attribute comment: the value (string). No agent contributes it. */
  comment?: StringComparison | null | undefined;
  /** The attribute company: the value (string). Contributed by hr, contoso, fabrikam. */
  company?: StringComparison | null | undefined;
  /** The attribute costCenter: the value (string). No agent contributes it. */
  costCenter?: StringComparison | null | undefined;
  /** The attribute costCenterName: the value (string). No agent contributes it. */
  costCenterName?: StringComparison | null | undefined;
  /** The attribute country: the value (string). No agent contributes it. */
  country?: StringComparison | null | undefined;
  /** By when it was made. */
  createdAt?: DateTimeComparison | null | undefined;
  /** What the attribute creator refers to: an object of any type. No agent contributes it. */
  creator?: AnyObjectWhere | null | undefined;
  /** What refers to it with the attribute creator: objects of any type. */
  creatorOf?: AnyObjectRelation | null | undefined;
  /** The attribute csObjectID: the value (string). Indexed. No agent contributes it. */
  csObjectID?: StringComparison | null | undefined;
  /** The attribute deleteTime: the value (string). No agent contributes it. */
  deleteTime?: StringComparison | null | undefined;
  /** The attribute department: the value (string). Contributed by hr, contoso, fabrikam. */
  department?: StringComparison | null | undefined;
  /** The attribute description: the value (string). No agent contributes it. */
  description?: StringComparison | null | undefined;
  /** What refers to it with the attribute detectedRulesList: objects of any type. */
  detectedRulesListOf?: AnyObjectRelation | null | undefined;
  /** What the attribute detectedRulesList refers to: objects of any type. No agent contributes it. */
  detectedRulesLists?: AnyObjectRelation | null | undefined;
  /** What refers to it with the attribute manager: objects of the type person. */
  directReports?: PersonRelation | null | undefined;
  /** The attribute displayName: the value (string). Indexed. Contributed by hr, contoso, fabrikam. */
  displayName?: StringComparison | null | undefined;
  /** What refers to it with the attribute displayedOwner: objects of the type group. */
  displayedOwnerOf?: GroupRelation | null | undefined;
  /** The attribute division: the value (string). No agent contributes it. */
  division?: StringComparison | null | undefined;
  /** The attribute domain: the value (string). Contributed by contoso, fabrikam. */
  domain?: StringComparison | null | undefined;
  /** The attribute email: the value (string). Indexed. No agent contributes it. */
  email?: StringComparison | null | undefined;
  /** The attribute employeeEndDate: the value (string). Contributed by hr. */
  employeeEndDate?: StringComparison | null | undefined;
  /** The attribute employeeID: the value (string). Indexed. Contributed by hr, contoso. */
  employeeID?: StringComparison | null | undefined;
  /** The attribute employeeStartDate: the value (string). Contributed by hr. */
  employeeStartDate?: StringComparison | null | undefined;
  /** The attribute employeeStatus: the value (string). Contributed by hr, contoso, fabrikam. */
  employeeStatus?: StringComparison | null | undefined;
  /** The attribute employeeType: the value (string). Contributed by hr, contoso. */
  employeeType?: StringComparison | null | undefined;
  /** This entry is joined to it. */
  entry?: EntryName | null | undefined;
  /** What refers to it with the attribute expectedRulesList: objects of any type. */
  expectedRulesListOf?: AnyObjectRelation | null | undefined;
  /** What the attribute expectedRulesList refers to: objects of any type. No agent contributes it. */
  expectedRulesLists?: AnyObjectRelation | null | undefined;
  /** The attribute expirationTime: the value (string). No agent contributes it. */
  expirationTime?: StringComparison | null | undefined;
  /** The attribute facsimileTelephoneNumber: the value (string). No agent contributes it. */
  facsimileTelephoneNumber?: StringComparison | null | undefined;
  /** The attribute firstName: the value (string). No agent contributes it. */
  firstName?: StringComparison | null | undefined;
  /** The attribute freezeCount: the value (number). No agent contributes it. */
  freezeCount?: BigIntComparison | null | undefined;
  /** The attribute freezeLevel: the value (string). No agent contributes it. */
  freezeLevel?: StringComparison | null | undefined;
  /** The attribute generationQualifier: the value (string). No agent contributes it. */
  generationQualifier?: StringComparison | null | undefined;
  /** The attribute givenName: the value (string). Contributed by hr, contoso, fabrikam. */
  givenName?: StringComparison | null | undefined;
  /** The attribute homePhone: the value (string). No agent contributes it. */
  homePhone?: StringComparison | null | undefined;
  /** By its id. */
  id?: IdComparison | null | undefined;
  /** The attribute info: the value (string). No agent contributes it. */
  info?: StringComparison | null | undefined;
  /** The attribute initials: the value (string). No agent contributes it. */
  initials?: StringComparison | null | undefined;
  /** The attribute jobTitle: the value (string). No agent contributes it. */
  jobTitle?: StringComparison | null | undefined;
  /** The attribute l: the value (string). No agent contributes it. */
  l?: StringComparison | null | undefined;
  /** The attribute lastName: the value (string). No agent contributes it. */
  lastName?: StringComparison | null | undefined;
  /** The attribute lastResetAttemptTime: the value (string). No agent contributes it. */
  lastResetAttemptTime?: StringComparison | null | undefined;
  /** The attribute location: the value (string). No agent contributes it. */
  location?: StringComparison | null | undefined;
  /** The attribute loginName: the value (string). Indexed. No agent contributes it. */
  loginName?: StringComparison | null | undefined;
  /** The attribute mail: the value (string). Indexed. Contributed by contoso, fabrikam, hr. */
  mail?: StringComparison | null | undefined;
  /** The attribute mailNickname: the value (string). Indexed. No agent contributes it. */
  mailNickname?: StringComparison | null | undefined;
  /** What the attribute manager refers to: an object of the type person. Contributed by hr, contoso, fabrikam. */
  manager?: PersonWhere | null | undefined;
  /** What refers to it with the attribute member: objects of the type group. */
  memberOf?: GroupRelation | null | undefined;
  /** The attribute middleName: the value (string). No agent contributes it. */
  middleName?: StringComparison | null | undefined;
  /** The attribute mobile: the value (string). No agent contributes it. */
  mobile?: StringComparison | null | undefined;
  /** The attribute mobilePhone: the value (string). No agent contributes it. */
  mobilePhone?: StringComparison | null | undefined;
  /** This does not hold. */
  not?: PersonWhere | null | undefined;
  /** The attribute o: the value (string). No agent contributes it. */
  o?: StringComparison | null | undefined;
  /** The attribute objectSid: the value (binary). Answered as where to fetch it, below the address of the hub. Indexed. No agent contributes it. */
  objectSid?: PresenceComparison | null | undefined;
  /** The attribute objectType: the value (string). No agent contributes it. */
  objectType?: StringComparison | null | undefined;
  /** The attribute officeFax: the value (string). No agent contributes it. */
  officeFax?: StringComparison | null | undefined;
  /** The attribute officeLocation: the value (string). No agent contributes it. */
  officeLocation?: StringComparison | null | undefined;
  /** The attribute officePhone: the value (string). No agent contributes it. */
  officePhone?: StringComparison | null | undefined;
  /** At least one of these holds. */
  or?: Array<PersonWhere> | null | undefined;
  /** The attribute otherMailbox: all values (string). Indexed. No agent contributes it. */
  otherMailbox?: StringComparison | null | undefined;
  /** The attribute ou: the value (string). No agent contributes it. */
  ou?: StringComparison | null | undefined;
  /** What refers to it with the attribute owner: objects of the type group. */
  ownerOf?: GroupRelation | null | undefined;
  /** The attribute pager: the value (string). No agent contributes it. */
  pager?: StringComparison | null | undefined;
  /** The attribute personalTitle: the value (string). No agent contributes it. */
  personalTitle?: StringComparison | null | undefined;
  /** The attribute phoneNumbers: all values (string). Contributed by contoso, hr, fabrikam. */
  phoneNumbers?: StringComparison | null | undefined;
  /** The attribute photo: the value (binary). Answered as where to fetch it, below the address of the hub. Contributed by contoso, fabrikam. */
  photo?: PresenceComparison | null | undefined;
  /** The attribute physicalDeliveryOfficeName: the value (string). No agent contributes it. */
  physicalDeliveryOfficeName?: StringComparison | null | undefined;
  /** The attribute postOfficeBox: the value (string). No agent contributes it. */
  postOfficeBox?: StringComparison | null | undefined;
  /** The attribute postalAddress: the value (string). No agent contributes it. */
  postalAddress?: StringComparison | null | undefined;
  /** The attribute postalCode: the value (string). No agent contributes it. */
  postalCode?: StringComparison | null | undefined;
  /** The attribute proxyAddressCollection: all values (string). Indexed. No agent contributes it. */
  proxyAddressCollection?: StringComparison | null | undefined;
  /** The attribute register: the value (boolean). No agent contributes it. */
  register?: BooleanComparison | null | undefined;
  /** The attribute registrationRequired: the value (boolean). No agent contributes it. */
  registrationRequired?: BooleanComparison | null | undefined;
  /** The attribute resetPassword: the value (string). No agent contributes it. */
  resetPassword?: StringComparison | null | undefined;
  /** The attribute sIDHistory: all values (binary). Answered as where to fetch it, below the address of the hub. No agent contributes it. */
  sIDHistory?: PresenceComparison | null | undefined;
  /** What the attribute secretary refers to: an object of the type person. No agent contributes it. */
  secretary?: PersonWhere | null | undefined;
  /** What refers to it with the attribute secretary: objects of the type person. */
  secretaryOf?: PersonRelation | null | undefined;
  /** What the attribute seeAlso refers to: an object of any type. No agent contributes it. */
  seeAlso?: AnyObjectWhere | null | undefined;
  /** What refers to it with the attribute seeAlso: objects of any type. */
  seeAlsoOf?: AnyObjectRelation | null | undefined;
  /** The attribute sn: the value (string). Contributed by hr, contoso, fabrikam. */
  sn?: StringComparison | null | undefined;
  /** The attribute st: the value (string). No agent contributes it. */
  st?: StringComparison | null | undefined;
  /** The attribute street: the value (string). No agent contributes it. */
  street?: StringComparison | null | undefined;
  /** The attribute telephoneNumber: the value (string). No agent contributes it. */
  telephoneNumber?: StringComparison | null | undefined;
  /** The attribute title: the value (string). Contributed by hr, contoso, fabrikam. */
  title?: StringComparison | null | undefined;
  /** The attribute uid: the value (string). Indexed. No agent contributes it. */
  uid?: StringComparison | null | undefined;
  /** The attribute userCertificate: all values (binary). Answered as where to fetch it, below the address of the hub. No agent contributes it. */
  userCertificate?: PresenceComparison | null | undefined;
  /** The attribute userSMIMECertificate: all values (binary). Answered as where to fetch it, below the address of the hub. No agent contributes it. */
  userSMIMECertificate?: PresenceComparison | null | undefined;
};

/** Tests of what cannot be compared. */
export type PresenceComparison = {
  /** Whether there is a value. */
  present?: boolean | null | undefined;
};

/** A search for objects of the type printer. What stands side by side must all hold. */
export type PrinterWhere = {
  /** All of these hold. */
  and?: Array<PrinterWhere> | null | undefined;
  /** What refers to it with the attribute authNWFLockedOut: objects of the type person. */
  authNWFLockedOutOf?: PersonRelation | null | undefined;
  /** What refers to it with the attribute authNWFRegistered: objects of the type person. */
  authNWFRegisteredOf?: PersonRelation | null | undefined;
  /** By when one of its values last changed. */
  changedAt?: DateTimeComparison | null | undefined;
  /** The attribute cn: the value (string). Indexed. No agent contributes it. */
  cn?: StringComparison | null | undefined;
  /** By when it was made. */
  createdAt?: DateTimeComparison | null | undefined;
  /** What refers to it with the attribute creator: objects of any type. */
  creatorOf?: AnyObjectRelation | null | undefined;
  /** The attribute description: the value (string). No agent contributes it. */
  description?: StringComparison | null | undefined;
  /** What refers to it with the attribute detectedRulesList: objects of any type. */
  detectedRulesListOf?: AnyObjectRelation | null | undefined;
  /** The attribute displayName: the value (string). Indexed. No agent contributes it. */
  displayName?: StringComparison | null | undefined;
  /** What refers to it with the attribute displayedOwner: objects of the type group. */
  displayedOwnerOf?: GroupRelation | null | undefined;
  /** This entry is joined to it. */
  entry?: EntryName | null | undefined;
  /** What refers to it with the attribute expectedRulesList: objects of any type. */
  expectedRulesListOf?: AnyObjectRelation | null | undefined;
  /** By its id. */
  id?: IdComparison | null | undefined;
  /** The attribute l: the value (string). No agent contributes it. */
  l?: StringComparison | null | undefined;
  /** The attribute location: the value (string). No agent contributes it. */
  location?: StringComparison | null | undefined;
  /** What the attribute manager refers to: an object of the type person. No agent contributes it. */
  manager?: PersonWhere | null | undefined;
  /** What refers to it with the attribute member: objects of the type group. */
  memberOf?: GroupRelation | null | undefined;
  /** This does not hold. */
  not?: PrinterWhere | null | undefined;
  /** The attribute o: the value (string). No agent contributes it. */
  o?: StringComparison | null | undefined;
  /** At least one of these holds. */
  or?: Array<PrinterWhere> | null | undefined;
  /** The attribute ou: the value (string). No agent contributes it. */
  ou?: StringComparison | null | undefined;
  /** What refers to it with the attribute owner: objects of the type group. */
  ownerOf?: GroupRelation | null | undefined;
  /** What the attribute seeAlso refers to: an object of any type. No agent contributes it. */
  seeAlso?: AnyObjectWhere | null | undefined;
  /** What refers to it with the attribute seeAlso: objects of any type. */
  seeAlsoOf?: AnyObjectRelation | null | undefined;
};

/** A search for objects of the type role. What stands side by side must all hold. */
export type RoleWhere = {
  /** All of these hold. */
  and?: Array<RoleWhere> | null | undefined;
  /** What refers to it with the attribute authNWFLockedOut: objects of the type person. */
  authNWFLockedOutOf?: PersonRelation | null | undefined;
  /** What refers to it with the attribute authNWFRegistered: objects of the type person. */
  authNWFRegisteredOf?: PersonRelation | null | undefined;
  /** By when one of its values last changed. */
  changedAt?: DateTimeComparison | null | undefined;
  /** The attribute company: the value (string). No agent contributes it. */
  company?: StringComparison | null | undefined;
  /** By when it was made. */
  createdAt?: DateTimeComparison | null | undefined;
  /** What refers to it with the attribute creator: objects of any type. */
  creatorOf?: AnyObjectRelation | null | undefined;
  /** The attribute description: the value (string). No agent contributes it. */
  description?: StringComparison | null | undefined;
  /** What refers to it with the attribute detectedRulesList: objects of any type. */
  detectedRulesListOf?: AnyObjectRelation | null | undefined;
  /** The attribute displayName: the value (string). Indexed. No agent contributes it. */
  displayName?: StringComparison | null | undefined;
  /** What refers to it with the attribute displayedOwner: objects of the type group. */
  displayedOwnerOf?: GroupRelation | null | undefined;
  /** This entry is joined to it. */
  entry?: EntryName | null | undefined;
  /** What refers to it with the attribute expectedRulesList: objects of any type. */
  expectedRulesListOf?: AnyObjectRelation | null | undefined;
  /** The attribute facsimileTelephoneNumber: the value (string). No agent contributes it. */
  facsimileTelephoneNumber?: StringComparison | null | undefined;
  /** By its id. */
  id?: IdComparison | null | undefined;
  /** The attribute l: the value (string). No agent contributes it. */
  l?: StringComparison | null | undefined;
  /** What refers to it with the attribute member: objects of the type group. */
  memberOf?: GroupRelation | null | undefined;
  /** What the attribute member refers to: objects of any type. No agent contributes it. */
  members?: AnyObjectRelation | null | undefined;
  /** This does not hold. */
  not?: RoleWhere | null | undefined;
  /** At least one of these holds. */
  or?: Array<RoleWhere> | null | undefined;
  /** The attribute ou: the value (string). No agent contributes it. */
  ou?: StringComparison | null | undefined;
  /** What refers to it with the attribute owner: objects of the type group. */
  ownerOf?: GroupRelation | null | undefined;
  /** The attribute physicalDeliveryOfficeName: the value (string). No agent contributes it. */
  physicalDeliveryOfficeName?: StringComparison | null | undefined;
  /** The attribute postOfficeBox: the value (string). No agent contributes it. */
  postOfficeBox?: StringComparison | null | undefined;
  /** The attribute postalAddress: the value (string). No agent contributes it. */
  postalAddress?: StringComparison | null | undefined;
  /** The attribute postalCode: the value (string). No agent contributes it. */
  postalCode?: StringComparison | null | undefined;
  /** What the attribute seeAlso refers to: an object of any type. No agent contributes it. */
  seeAlso?: AnyObjectWhere | null | undefined;
  /** What refers to it with the attribute seeAlso: objects of any type. */
  seeAlsoOf?: AnyObjectRelation | null | undefined;
  /** The attribute st: the value (string). No agent contributes it. */
  st?: StringComparison | null | undefined;
  /** The attribute street: the value (string). No agent contributes it. */
  street?: StringComparison | null | undefined;
  /** The attribute telephoneNumber: the value (string). No agent contributes it. */
  telephoneNumber?: StringComparison | null | undefined;
};

/** Tests of a text. Letter by letter unless said otherwise; order is that of code points. */
export type StringComparison = {
  /** It contains this. */
  contains?: string | null | undefined;
  /** It contains this, without regard to case. */
  containsIgnoreCase?: string | null | undefined;
  /** It ends so. */
  endsWith?: string | null | undefined;
  /** It ends so, without regard to case. */
  endsWithIgnoreCase?: string | null | undefined;
  /** It is this. */
  eq?: string | null | undefined;
  /** It is this, without regard to case. */
  eqIgnoreCase?: string | null | undefined;
  /** It comes after this. */
  gt?: string | null | undefined;
  /** It comes after this, or is this. */
  gte?: string | null | undefined;
  /** It is one of these. */
  in?: Array<string> | null | undefined;
  /** It is one of these, without regard to case. */
  inIgnoreCase?: Array<string> | null | undefined;
  /** It comes before this. */
  lt?: string | null | undefined;
  /** It comes before this, or is this. */
  lte?: string | null | undefined;
  /** It is something else, or there is none. */
  neq?: string | null | undefined;
  /** It is none of these, or there is none. */
  nin?: Array<string> | null | undefined;
  /** Whether there is a value. */
  present?: boolean | null | undefined;
  /** It begins so. */
  startsWith?: string | null | undefined;
  /** It begins so, without regard to case. */
  startsWithIgnoreCase?: string | null | undefined;
};

export type PeopleQueryVariables = Exact<{
  search?: string | null | undefined;
  after?: string | null | undefined;
  scope?: PersonWhere;
}>;


export type PeopleQuery = { people: { totalCount: number, nodes: Array<{ id: string, displayName: string | null, title: string | null, photo: string | null, changedAt: string }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type CardFragment = { id: string, displayName: string | null, title: string | null, photo: string | null, changedAt: string };

export type ProfileQueryVariables = Exact<{
  id: string | number;
  scope?: PersonWhere;
  withContact?: boolean;
  withDepartment?: boolean;
  withPlace?: boolean;
}>;


export type ProfileQuery = { profile: { nodes: Array<{ mail?: string | null, phoneNumbers?: Array<string>, department?: string | null, city?: string | null, id: string, displayName: string | null, title: string | null, photo: string | null, changedAt: string }> }, reports: { totalCount: number, nodes: Array<{ id: string, displayName: string | null, title: string | null, photo: string | null, changedAt: string }> } };

export type ManagerQueryVariables = Exact<{
  id: string | number;
  scope?: PersonWhere;
}>;


export type ManagerQuery = { people: { nodes: Array<{ id: string, displayName: string | null, title: string | null, photo: string | null, changedAt: string }> } };

export type ChangesQueryVariables = Exact<{
  since: string;
  after?: string | null | undefined;
  scope?: PersonWhere;
}>;


export type ChangesQuery = { people: { nodes: Array<{ id: string, displayName: string | null, title: string | null, photo: string | null, changedAt: string }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type NewestQueryVariables = Exact<{
  scope?: PersonWhere;
}>;


export type NewestQuery = { people: { nodes: Array<{ changedAt: string }> } };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const CardFragmentDoc = new TypedDocumentString(`
    fragment Card on Person {
  id
  displayName
  title
  photo
  changedAt
}
    `, {"fragmentName":"Card"}) as unknown as TypedDocumentString<CardFragment, unknown>;
export const PeopleDocument = new TypedDocumentString(`
    query People($search: String, $after: String, $scope: PersonWhere! = {}) {
  people(
    search: $search
    where: $scope
    orderBy: [DISPLAY_NAME_ASC]
    first: 24
    after: $after
  ) {
    totalCount
    nodes {
      ...Card
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment Card on Person {
  id
  displayName
  title
  photo
  changedAt
}`) as unknown as TypedDocumentString<PeopleQuery, PeopleQueryVariables>;
export const ProfileDocument = new TypedDocumentString(`
    query Profile($id: ID!, $scope: PersonWhere! = {}, $withContact: Boolean! = false, $withDepartment: Boolean! = false, $withPlace: Boolean! = false) {
  profile: people(where: {and: [$scope, {id: {eq: $id}}]}, first: 1) {
    nodes {
      ...Card
      mail @include(if: $withContact)
      phoneNumbers @include(if: $withContact)
      department @include(if: $withDepartment)
      city @include(if: $withPlace)
    }
  }
  reports: people(
    where: {and: [$scope, {manager: {id: {eq: $id}}}]}
    orderBy: [DISPLAY_NAME_ASC]
    first: 50
  ) {
    totalCount
    nodes {
      ...Card
    }
  }
}
    fragment Card on Person {
  id
  displayName
  title
  photo
  changedAt
}`) as unknown as TypedDocumentString<ProfileQuery, ProfileQueryVariables>;
export const ManagerDocument = new TypedDocumentString(`
    query Manager($id: ID!, $scope: PersonWhere! = {}) {
  people(
    where: {and: [$scope, {directReports: {some: {id: {eq: $id}}}}]}
    first: 1
  ) {
    nodes {
      ...Card
    }
  }
}
    fragment Card on Person {
  id
  displayName
  title
  photo
  changedAt
}`) as unknown as TypedDocumentString<ManagerQuery, ManagerQueryVariables>;
export const ChangesDocument = new TypedDocumentString(`
    query Changes($since: DateTime!, $after: String, $scope: PersonWhere! = {}) {
  people(
    where: {and: [$scope, {changedAt: {gt: $since}}]}
    orderBy: [CHANGED_AT_ASC]
    first: 100
    after: $after
  ) {
    nodes {
      ...Card
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment Card on Person {
  id
  displayName
  title
  photo
  changedAt
}`) as unknown as TypedDocumentString<ChangesQuery, ChangesQueryVariables>;
export const NewestDocument = new TypedDocumentString(`
    query Newest($scope: PersonWhere! = {}) {
  people(where: $scope, orderBy: [CHANGED_AT_DESC], first: 1) {
    nodes {
      changedAt
    }
  }
}
    `) as unknown as TypedDocumentString<NewestQuery, NewestQueryVariables>;