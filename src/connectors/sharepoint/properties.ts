import { XML_SCHEMA } from './soap/describe.js'

/** A property of a profile as the service gives it. */
export interface Property {
  readonly name: string
  readonly values: readonly PropertyValue[]
}

export interface PropertyValue {
  readonly text: string
  /** The XML Schema type that the service names, without its prefix: `string`, `dateTime`, `boolean`, `guid` … */
  readonly type: string | undefined
}

/** A property as it is written: all of its values, none to empty it. */
export interface WrittenProperty {
  readonly name: string
  readonly values: readonly string[]
  /** XML Schema type of the values: `string`, `int`, `dateTime` … */
  readonly type: string
}

type Elements = Readonly<Record<string, unknown>>

/** The elements of that name in an ASP.NET array; the library gives one, several or none. */
export function elementsOf(array: unknown, name: string): Elements[] {
  const held = (array as Elements | null | undefined)?.[name]
  const list = Array.isArray(held) ? held : held === undefined || held === null ? [] : [held]
  return list.filter((one): one is Elements => typeof one === 'object' && one !== null)
}

/** Reads an ArrayOfPropertyData. Empty values are none. */
export function readProperties(array: unknown): Property[] {
  return elementsOf(array, 'PropertyData').map(({ Name, Values }) => ({
    name: String(Name),
    values: elementsOf(Values, 'ValueData').flatMap(({ Value }) => {
      const value = readValue(Value)
      return value === undefined || value.text === '' ? [] : [value]
    }),
  }))
}

function readValue(value: unknown): PropertyValue | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'object') return { text: String(value), type: undefined }
  const { attributes = {}, $value, ...rest } = value as { attributes?: Elements; $value?: unknown } & Elements
  const [, type] = Object.entries(attributes).find(([name]) => name.endsWith(':type')) ?? []
  // A time zone is a number within an element of its own (SPTimeZone).
  const content = $value ?? rest.ID
  if (content === undefined || content === null) return undefined
  return { text: String(content), type: type === undefined ? undefined : String(type).replace(/^.*:/, '') }
}

/** The values of one property; none when the profile does not have it. */
export const valuesIn = (profile: readonly Property[], name: string): readonly string[] => {
  const wanted = name.toLowerCase()
  return profile.find(property => property.name.toLowerCase() === wanted)?.values.map(({ text }) => text) ?? []
}

/** A PropertyData that changes the value and leaves the privacy as it is. */
export const toPropertyData = ({ name, values, type }: WrittenProperty) => ({
  IsPrivacyChanged: false,
  IsValueChanged: true,
  Name: name,
  Privacy: 'NotSet',
  Values: {
    ValueData: values.map(text => ({
      Value: { attributes: { 'xmlns:s': XML_SCHEMA, 'xsi:type': `s:${type}` }, $value: text },
    })),
  },
})
