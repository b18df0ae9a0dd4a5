import type { MetaverseAttribute, MetaverseSchema } from '../schema.js'
import type { GraphReference } from './graph-type.js'
import { fieldName, plural } from './words.js'

interface Known {
  /** The type that it refers to, and the one that its other direction lists. */
  readonly target?: string
  readonly source?: string
  readonly reverse?: string
  /** Whether what those refer to in turn is asked for as well. */
  readonly deep?: true
}

/** What is known of the usual reference attributes. Others refer to anything, and are `…Of` in the other direction. */
const KNOWN: Readonly<Record<string, Known>> = {
  manager: { target: 'person', source: 'person', reverse: 'directReports' },
  assistant: { target: 'person', source: 'person' },
  secretary: { target: 'person', source: 'person' },
  member: { source: 'group', deep: true },
  owner: { source: 'group' },
}

/** The fields of a type that has a reference attribute. */
export function outgoing(name: string, attribute: MetaverseAttribute): GraphReference[] {
  const { target: type, deep } = KNOWN[attribute.name] ?? {}
  const many = attribute.multivalued
  const field = many && !/[^s]s$/.test(name) ? plural(name) : name
  const reference = { kind: 'reference', attribute, direction: 'outgoing', type, many } as const
  return withDeep({ ...reference, name: field, transitive: false }, deep)
}

/** The fields of a type that a reference attribute can refer to. */
export function incoming(type: string, attribute: MetaverseAttribute, { types }: MetaverseSchema): GraphReference[] {
  const { target, source, reverse, deep } = KNOWN[attribute.name] ?? {}
  const sources = [...types.values()].filter(each => each.attributes.has(attribute.name)).map(each => each.name)
  const plain = fieldName(attribute.name)
  if (sources.length === 0 || plain === undefined || (target ?? type) !== type) return []
  const one = source !== undefined && sources.includes(source) ? source : sources.length === 1 ? sources[0] : undefined
  const reference = { kind: 'reference', attribute, direction: 'incoming', type: one, many: true } as const
  return withDeep({ ...reference, name: reverse ?? `${plain}Of`, transitive: false }, deep)
}

function withDeep(reference: GraphReference, deep: true | undefined): GraphReference[] {
  const { name } = reference
  const far = `transitive${name.charAt(0).toUpperCase()}${name.slice(1)}`
  return deep ? [reference, { ...reference, name: far, transitive: true }] : [reference]
}
