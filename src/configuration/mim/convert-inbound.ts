import type { AttributeDefinition } from '../../model/value.js'
import type { InboundSourceDocument, JoinSourceDocument } from '../document.js'
import type { TypeDraft } from './draft.js'
import { celOf, reading } from './expression.js'
import type { MimMapping, MimSource } from './model.js'
import type { NamedKind } from './modules.js'
import { isReferenceText } from './ports.js'

type Inbound = Exclude<InboundSourceDocument, { unique: unknown }> & JoinSourceDocument

/** What a rule became, or why it cannot be one. */
export type Converted<T> = { readonly source: T } | { readonly left: string }

const DN: AttributeDefinition = { name: 'dn', type: 'string', multivalued: false }

const attributeOf = (type: TypeDraft, { name }: MimSource): AttributeDefinition | undefined =>
  /^<?dn>?$/i.test(name) ? DN : type.attribute(name)

/** The source of an import flow, or of one side of a join. */
export function inboundSource(
  mapping: MimMapping,
  type: TypeDraft,
  target: { readonly definition: AttributeDefinition; readonly kind: NamedKind; readonly title: string },
): Converted<Inbound> {
  const { definition, kind, title } = target
  switch (mapping.kind) {
    case 'direct':
      return direct(mapping.source, type, definition)
    case 'constant':
      return mapping.value === ''
        ? { left: 'The constant is empty: here an empty text is no value.' }
        : { source: { constant: constantOf(mapping.value, definition) } }
    case 'dn-part':
      return dnPart(mapping.part)
    case 'scripted': {
      const { assembly } = type.agent.mim
      const [only] = mapping.sources
      if (only !== undefined && isReferenceText(assembly, mapping.context)) return direct(only, type, definition)
      if (definition.type === 'reference') return { left: REFERENCE_BY_CODE }
      const reads = mapping.sources.flatMap(each => readable(attributeOf(type, each)))
      const use = `${mapping.sources.map(({ name }) => name).join(', ')} -> ${title}`
      return { source: { extension: type.agent.module.named(kind, mapping.context, use), reads } }
    }
    case 'expression':
      return expression(() =>
        celOf(
          mapping.call,
          { variable: 'cs', attribute: name => attributeOf(type, { name, intrinsic: false }) },
          definition.type,
        ),
      )
    case 'unknown':
      return { left: `The hub does not know the mapping ${mapping.element}.` }
  }
}

export const REFERENCE_BY_CODE =
  'The target is a reference, and rules in code give no references: flow a reference attribute directly.'

/** Rules in code do not see references. */
export const readable = (attribute: AttributeDefinition | undefined): string[] =>
  attribute === undefined || attribute.type === 'reference' ? [] : [attribute.name]

export function expression(write: () => string): Converted<{ expression: string }> {
  try {
    return { source: { expression: write() } }
  } catch (error) {
    return {
      left: `Its expression cannot be translated: ${(error as Error).message}. Write it anew (docs/expressions.md).`,
    }
  }
}

/** Booleans are written in several ways there. */
export function constantOf(value: string, { type }: Pick<AttributeDefinition, 'type'>): string | boolean | number {
  if (type === 'boolean' && /^(?:true|1)$/i.test(value)) return true
  if (type === 'boolean' && /^(?:false|0)$/i.test(value)) return false
  return type === 'number' && /^-?\d{1,15}$/.test(value) ? Number(value) : value
}

function direct(
  source: MimSource,
  type: TypeDraft,
  target: AttributeDefinition,
): Converted<string | { expression: string }> {
  const given = attributeOf(type, source)
  if (given === undefined) return { left: noSuch(type, source.name) }
  return straight(given, target, reading('cs', given.name))
}

/** A value as it is, or turned into text or a number where the two sides differ. */
export function straight(
  given: AttributeDefinition,
  target: Pick<AttributeDefinition, 'type'>,
  read: string,
): Converted<string | { expression: string }> {
  if (given.type === target.type) return { source: given.name }
  const isText = target.type === 'string' && (given.type === 'number' || given.type === 'boolean')
  if (isText) return { source: { expression: `string(${read})` } }
  if (target.type === 'number' && given.type === 'string') return { source: { expression: `CNum(${read})` } }
  if (target.type === 'boolean' && given.type === 'string') return { source: { expression: `CBool(${read})` } }
  return {
    left: `${given.name} is a ${given.type} and the target a ${target.type}: make both one type, or write an expression.`,
  }
}

const noSuch = (type: TypeDraft, attribute: string): string =>
  type.agent.source.noAttribute?.(attribute) ??
  `${type.name} has no attribute ${attribute} in the agent's schema: refresh the schema in MIM and export again, or leave it.`

// MIM's documentation does not agree with itself about which end is first. The rule is carried the way its help explains it.
function dnPart(part: string): Converted<{ dnComponent: number }> {
  const number = Number(part)
  return Number.isInteger(number) && number !== 0
    ? { source: { dnComponent: number } }
    : { left: `${part || 'Nothing'} is no position of a DN component.` }
}
