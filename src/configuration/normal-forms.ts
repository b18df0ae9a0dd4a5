import type { StepDefinition } from '../model/step.js'
import type { AttributeDefinition, Value, Values } from '../model/value.js'
import type { Precedence } from '../rules/rule-set.js'
import type {
  AttributeDocument,
  ConditionDocument,
  HubDocument,
  InboundSourceDocument,
  JoinSourceDocument,
  ObjectTypeDocument,
  OutboundSourceDocument,
  PrecedenceDocument,
  ProjectionDocument,
  StepDocument,
} from './document.js'

type Scalar = string | number | boolean

/** The canonical text of a value written in YAML. */
export const canonical = (scalar: Scalar): Value => String(scalar)

/** An attribute's long form; `indexed` and `unique` are only meant in the metaverse. */
export function attributeOf(
  name: string,
  written: AttributeDocument,
): AttributeDefinition & { readonly indexed: boolean; readonly unique: boolean } {
  if (typeof written === 'string') return { name, type: written, multivalued: false, indexed: false, unique: false }
  const { type, multivalued = false, unique = false, indexed = unique, visibleTo } = written
  return { name, type, multivalued, indexed, unique, ...(visibleTo !== undefined && { visibleTo }) }
}

/** The declared alternatives of a filter; none when code decides. */
export const alternativesOf = ({ filter }: ObjectTypeDocument) =>
  filter === undefined || filter === 'extension' ? [] : filter

/** A filter alternative as a list of conditions. */
export const conditionsOf = (alternative: ReturnType<typeof alternativesOf>[number]): readonly ConditionDocument[] =>
  Array.isArray(alternative) ? alternative : [alternative]

/** How an object type is projected, before expressions are compiled. */
export type PlainProjection =
  | { readonly kind: 'declared'; readonly type: string; readonly when: string | undefined }
  | { readonly kind: 'expression'; readonly text: string }
  | { readonly kind: 'extension' }

export function projectionOf(written: ProjectionDocument): PlainProjection {
  if (typeof written === 'string') return { kind: 'declared', type: written, when: undefined }
  if ('type' in written) return { kind: 'declared', type: written.type, when: written.when }
  return 'expression' in written ? { kind: 'expression', text: written.expression } : { kind: 'extension' }
}

/** How several flows to one attribute get on, and which agents come first. */
export interface PlainPrecedence {
  readonly kind: Precedence
  readonly order: readonly string[]
}

export function precedenceOf(written: PrecedenceDocument | undefined): PlainPrecedence {
  if (written === undefined) return { kind: 'ranked', order: [] }
  if (typeof written === 'string') return { kind: written, order: [] }
  return Array.isArray(written)
    ? { kind: 'ranked', order: written }
    : { kind: written.kind, order: written.order ?? [] }
}

const MILLISECONDS: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000 }

/** Milliseconds of a time such as 30d, 12h or 45m. */
export const millisecondsOf = (time: string): number => Number(time.slice(0, -1)) * (MILLISECONDS[time.slice(-1)] ?? 0)

const valuesOfConstant = (constant: Scalar | readonly Scalar[]): Values =>
  (Array.isArray(constant) ? constant : [constant as Scalar]).map(canonical).filter(value => value !== '')

/** Where a flow's values come from, before expressions are compiled and code is looked up. */
export type PlainSource =
  | { readonly kind: 'direct'; readonly attribute: string }
  | { readonly kind: 'constant'; readonly values: Values }
  | { readonly kind: 'expression'; readonly text: string }
  | { readonly kind: 'dnComponent'; readonly part: number }
  | { readonly kind: 'objectId' }
  | { readonly kind: 'extension'; readonly name: string; readonly reads: readonly string[] }

/** Candidates for a value that no other object has. */
export interface PlainUnique {
  readonly kind: 'unique'
  readonly candidates: readonly string[]
  readonly keep: boolean
}

export function inboundSourceOf(written: JoinSourceDocument): PlainSource
export function inboundSourceOf(written: InboundSourceDocument): PlainSource | PlainUnique
export function inboundSourceOf(written: InboundSourceDocument): PlainSource | PlainUnique {
  if (typeof written === 'string') return { kind: 'direct', attribute: written }
  if ('expression' in written) return { kind: 'expression', text: written.expression }
  if ('dnComponent' in written) return { kind: 'dnComponent', part: written.dnComponent }
  if ('extension' in written) return { kind: 'extension', name: written.extension, reads: written.reads ?? [] }
  if ('unique' in written) return { kind: 'unique', candidates: written.unique, keep: written.keep ?? true }
  return { kind: 'constant', values: valuesOfConstant(written.constant) }
}

export interface PlainExport {
  /** Undefined when none or several sources are given. */
  readonly source: PlainSource | undefined
  readonly allowNulls: boolean
  readonly initialOnly: boolean
  readonly existenceTest: boolean
}

export function outboundSourceOf(written: OutboundSourceDocument): PlainExport {
  if (typeof written === 'string') {
    const source: PlainSource = { kind: 'direct', attribute: written }
    return { source, allowNulls: false, initialOnly: false, existenceTest: false }
  }
  const { from, constant, expression, extension, reads = [], objectId } = written
  const sources: PlainSource[] = []
  if (from !== undefined) sources.push({ kind: 'direct', attribute: from })
  if (constant !== undefined) sources.push({ kind: 'constant', values: valuesOfConstant(constant) })
  if (expression !== undefined) sources.push({ kind: 'expression', text: expression })
  if (extension !== undefined) sources.push({ kind: 'extension', name: extension, reads })
  if (objectId !== undefined) sources.push({ kind: 'objectId' })
  const { allowNulls = false, initialOnly = false, existenceTest = false } = written
  return { source: sources.length === 1 ? sources[0] : undefined, allowNulls, initialOnly, existenceTest }
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
