import type { StepDefinition } from '../model/step.js'
import type { AttributeDefinition, Value, Values } from '../model/value.js'
import type {
  AttributeDocument,
  ConditionDocument,
  HubDocument,
  InboundSourceDocument,
  ObjectTypeDocument,
  OutboundSourceDocument,
  StepDocument,
} from './document.js'

type Scalar = string | number | boolean

/** The canonical text of a value written in YAML. */
export const canonical = (scalar: Scalar): Value => String(scalar)

export const valuesOfConstant = (constant: Scalar | readonly Scalar[]): Values =>
  (Array.isArray(constant) ? constant : [constant as Scalar]).map(canonical).filter(value => value !== '')

/** An attribute's long form; `indexed` is only meant in the metaverse. */
export function attributeOf(
  name: string,
  written: AttributeDocument,
): AttributeDefinition & { readonly indexed: boolean } {
  if (typeof written === 'string') return { name, type: written, multivalued: false, indexed: false }
  return { name, type: written.type, multivalued: written.multivalued ?? false, indexed: written.indexed ?? false }
}

/** A filter alternative as a list of conditions. */
export const conditionsOf = (
  alternative: NonNullable<ObjectTypeDocument['filter']>[number],
): readonly ConditionDocument[] => (Array.isArray(alternative) ? alternative : [alternative])

/** Where a flow's values come from, before expressions are compiled. */
export type PlainSource =
  | { readonly kind: 'direct'; readonly attribute: string }
  | { readonly kind: 'constant'; readonly values: Values }
  | { readonly kind: 'expression'; readonly text: string }

export function inboundSourceOf(written: InboundSourceDocument): PlainSource {
  if (typeof written === 'string') return { kind: 'direct', attribute: written }
  if ('expression' in written) return { kind: 'expression', text: written.expression }
  return { kind: 'constant', values: valuesOfConstant(written.constant) }
}

export interface PlainExport {
  /** Undefined when none or several of from, constant and expression are given. */
  readonly source: PlainSource | undefined
  readonly allowNulls: boolean
  readonly initialOnly: boolean
}

export function outboundSourceOf(written: OutboundSourceDocument): PlainExport {
  if (typeof written === 'string') {
    return { source: { kind: 'direct', attribute: written }, allowNulls: false, initialOnly: false }
  }
  const sources: PlainSource[] = []
  if (written.from !== undefined) sources.push({ kind: 'direct', attribute: written.from })
  if (written.constant !== undefined) sources.push({ kind: 'constant', values: valuesOfConstant(written.constant) })
  if (written.expression !== undefined) sources.push({ kind: 'expression', text: written.expression })
  const { allowNulls = false, initialOnly = false } = written
  return { source: sources.length === 1 ? sources[0] : undefined, allowNulls, initialOnly }
}

export function stepOf(written: StepDocument): StepDefinition {
  if (typeof written === 'string') return { type: written }
  const given = Object.entries(written).filter(([, value]) => value !== undefined)
  return Object.fromEntries(given) as unknown as StepDefinition
}

/** The entries of an optional mapping. */
export const entriesOf = <T>(mapping: Readonly<Record<string, T>> | undefined): [string, T][] =>
  Object.entries(mapping ?? {})

/** The names of a document's agents, in the order that is the default precedence. */
export const agentNames = (document: HubDocument): string[] => Object.keys(document.agents ?? {})
