import { BadMessage, XML_SCHEMA, XML_SCHEMA_INSTANCE, type XmlElement } from './messages.js'

/** What a message must look like: order, names, namespace and types, as the services' published WSDL says. */
export type Shape =
  | { readonly kind: 'text'; readonly pattern?: RegExp; readonly required?: boolean }
  | { readonly kind: 'any' }
  | {
      readonly kind: 'sequence'
      readonly elements: readonly (readonly [name: string, shape: Shape, optional?: 'optional'])[]
    }
  | { readonly kind: 'array'; readonly element: string; readonly shape: Shape }

export type Content = string | TypedValue | { readonly [name: string]: Content } | readonly Content[] | undefined

/** A value of `xsd:anyType` with the type that the sender says. */
export interface TypedValue {
  readonly xmlType: string
  readonly value: string
}

const TEXT: Shape = { kind: 'text' }
const BOOLEAN: Shape = { kind: 'text', pattern: /^(true|false|1|0)$/, required: true }
const INTEGER: Shape = { kind: 'text', pattern: /^-?\d+$/, required: true }
const BASE64: Shape = { kind: 'text', pattern: /^[A-Za-z0-9+/=\s]*$/ }
const sequence = (...elements: (readonly [string, Shape, 'optional'?])[]): Shape => ({ kind: 'sequence', elements })
const array = (element: string, shape: Shape): Shape => ({ kind: 'array', element, shape })

const PROPERTY_DATA = sequence(
  ['IsPrivacyChanged', BOOLEAN],
  ['IsValueChanged', BOOLEAN],
  ['Name', TEXT, 'optional'],
  ['Privacy', { kind: 'text', pattern: /^(Public|Contacts|Organization|Manager|Private|NotSet)$/, required: true }],
  ['Values', array('ValueData', sequence(['Value', { kind: 'any' }, 'optional'])), 'optional'],
)

const flags = (...names: string[]) => names.map(name => [name, BOOLEAN] as const)
const CHANGE_QUERY = sequence(
  ...flags('SingleValueProperty', 'MultiValueProperty', 'Custom', 'Add', 'Update', 'UpdateMetadata', 'Delete'),
  ['ChangeTokenStart', sequence(), 'optional'],
  ...flags('Anniversary', 'DistributionListMembership', 'SiteMembership', 'QuickLink', 'Colleague', 'WebLog'),
  ...flags('PersonalizationSite', 'UserProfile', 'OrganizationMembership'),
)

export const PROFILE_NAMESPACE = 'http://microsoft.com/webservices/SharePointPortalServer/UserProfileService'
export const CHANGE_NAMESPACE = 'http://microsoft.com/webservices/SharePointPortalServer/UserProfileChangeService'
export const COPY_NAMESPACE = 'http://schemas.microsoft.com/sharepoint/soap/'

export interface ServiceShape {
  readonly namespace: string
  readonly actions: string
  readonly operations: Readonly<Record<string, Shape>>
}

export const SERVICES: Readonly<Record<string, ServiceShape>> = {
  UserProfileService: {
    namespace: PROFILE_NAMESPACE,
    actions: `${PROFILE_NAMESPACE}/`,
    operations: {
      GetUserProfileSchema: sequence(),
      GetUserProfileCount: sequence(),
      GetUserProfileByIndex: sequence(['index', INTEGER]),
      GetUserProfileByName: sequence(['AccountName', TEXT, 'optional']),
      GetUserPropertyByAccountName: sequence(['accountName', TEXT, 'optional'], ['propertyName', TEXT, 'optional']),
      CreateUserProfileByAccountName: sequence(['accountName', TEXT, 'optional']),
      ModifyUserPropertyByAccountName: sequence(
        ['accountName', TEXT, 'optional'],
        ['newData', array('PropertyData', PROPERTY_DATA), 'optional'],
      ),
    },
  },
  UserProfileChangeService: {
    namespace: CHANGE_NAMESPACE,
    actions: `${CHANGE_NAMESPACE}/`,
    operations: {
      GetCurrentChangeToken: sequence(),
      GetChanges: sequence(['changeToken', TEXT, 'optional'], ['changeQuery', CHANGE_QUERY, 'optional']),
    },
  },
  Copy: {
    namespace: COPY_NAMESPACE,
    actions: COPY_NAMESPACE,
    operations: {
      CopyIntoItems: sequence(
        ['SourceUrl', TEXT, 'optional'],
        ['DestinationUrls', array('string', TEXT), 'optional'],
        ['Fields', array('FieldInformation', sequence()), 'optional'],
        ['Stream', BASE64, 'optional'],
      ),
    },
  },
}

/** Reads an element by its shape. @throws BadMessage where it differs in anything */
export function readShaped(element: XmlElement, shape: Shape, namespace: string): Content {
  if (element.namespace !== namespace) throw new BadMessage(`${element.name} is in namespace “${element.namespace}”.`)
  if (shape.kind === 'any') return typedValue(element)
  if (element.attributes.length > 0) throw new BadMessage(`${element.name} has attributes.`)
  if (shape.kind === 'text') return textIn(element, shape)
  if (element.text.trim() !== '') throw new BadMessage(`${element.name} holds text.`)
  return shape.kind === 'array' ? arrayIn(element, shape, namespace) : sequenceIn(element, shape, namespace)
}

function textIn(element: XmlElement, { pattern, required }: Extract<Shape, { kind: 'text' }>): string {
  if (element.children.length > 0) throw new BadMessage(`${element.name} holds elements.`)
  if ((required && element.text === '') || (pattern && !pattern.test(element.text)))
    throw new BadMessage(`${element.name} is “${element.text}”.`)
  return element.text
}

function arrayIn(element: XmlElement, shape: Extract<Shape, { kind: 'array' }>, namespace: string): Content[] {
  return element.children.map(child => {
    if (child.name !== shape.element) throw new BadMessage(`${element.name} holds ${child.name}.`)
    return readShaped(child, shape.shape, namespace)
  })
}

function sequenceIn(
  element: XmlElement,
  { elements }: Extract<Shape, { kind: 'sequence' }>,
  namespace: string,
): Content {
  const rest = [...element.children]
  const content: Record<string, Content> = {}
  for (const [name, shape, optional] of elements) {
    if (rest[0]?.name === name) content[name] = readShaped(rest.shift() as XmlElement, shape, namespace)
    else if (optional === undefined)
      throw new BadMessage(`${element.name} lacks ${name}, or has it in the wrong place.`)
  }
  if (rest.length > 0)
    throw new BadMessage(`${element.name} holds ${rest[0]?.name}, which is unknown or in the wrong place.`)
  return content
}

const VALUE_TYPES: Readonly<Record<string, RegExp>> = {
  string: /^[\s\S]*$/,
  boolean: /^(true|false|1|0)$/,
  int: /^-?\d{1,10}$/,
  long: /^-?\d{1,19}$/,
  double: /^-?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$|^(INF|-INF|NaN)$/,
  dateTime: /^-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$/,
  base64Binary: /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/,
}

function typedValue(element: XmlElement): TypedValue {
  const [type, ...others] = element.attributes
  if (type?.name !== 'type' || type.namespace !== XML_SCHEMA_INSTANCE || others.length > 0)
    throw new BadMessage(`${element.name} must say its type with xsi:type and nothing else.`)
  const [prefix, name] = type.value.includes(':') ? (type.value.split(':') as [string, string]) : ['', type.value]
  const pattern = VALUE_TYPES[name]
  if (element.prefixes[prefix] !== XML_SCHEMA || pattern === undefined)
    throw new BadMessage(`xsi:type “${type.value}” is no type of XML Schema.`)
  if (!pattern.test(element.text)) throw new BadMessage(`“${element.text}” is no ${name}.`)
  return { xmlType: name, value: element.text }
}
