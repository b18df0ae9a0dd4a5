import { OBJECT_ID } from '../../rules/rule-set.js'
import type { ConditionDocument, JoinSourceDocument } from '../document.js'
import { inboundSource } from './convert-inbound.js'
import type { AgentDraft, Conversion, TypeDraft } from './draft.js'
import { reading } from './expression.js'
import type { Rule } from './ledger.js'
import type { MimCondition, MimFilter, MimJoinCriterion, MimProjection } from './model.js'
import type { RuleKind } from './report.js'

/** Filters, joins and projections of an agent: how its entries come into the metaverse. */
export function convertEntering(agent: AgentDraft, conversion: Conversion): void {
  const { filters, joins, projections } = agent.mim
  for (const filter of filters) whereItIs(agent, filter, 'filter', conversion, convertFilter)
  for (const join of joins) whereItIs(agent, join, 'join', conversion, convertJoin)
  for (const projection of projections) whereItIs(agent, projection, 'projection', conversion, convertProjection)
}

type Convert<T> = (item: T, type: TypeDraft, rule: Rule, conversion: Conversion) => void

function whereItIs<T extends MimFilter | MimJoinCriterion | MimProjection>(
  agent: AgentDraft,
  item: T,
  kind: RuleKind,
  conversion: Conversion,
  convert: Convert<T>,
): void {
  const rule = { agent: agent.mim.name, kind, of: item.objectType, title: `of ${item.objectType}`, place: item.place }
  const type = agent.type(item.objectType)
  if (type !== undefined) convert(item, type, rule, conversion)
  else conversion.ledger.left(rule, agent.refusal(item.objectType) ?? '')
}

/** Each alternative counts as a rule. */
const convertFilter: Convert<MimFilter> = (filter, type, rule, { ledger }) => {
  const path = [...type.path, 'filter']
  if (filter.alternatives === undefined) {
    type.agent.module.single('filter')
    type.rules.filter = 'extension'
    ledger.carried(rule, path)
    return
  }
  const written = Array.isArray(type.rules.filter) ? [...type.rules.filter] : []
  for (const { conditions, place } of filter.alternatives) {
    const list = conditions.map(condition => conditionOf(condition, type))
    const [only] = list
    ledger.carried({ ...rule, place }, [...path, written.length])
    written.push(list.length === 1 && only !== undefined ? only : list)
  }
  if (written.length > 0) type.rules.filter = written
}

// What the hub does not know is found when the configuration is checked, and told with its own words.
function conditionOf({ attribute, operator, value }: MimCondition, type: TypeDraft): ConditionDocument {
  const name = /^<?dn>?$/i.test(attribute) ? 'dn' : (type.attribute(attribute)?.name ?? attribute)
  return { attribute: name, operator, ...(value !== undefined && { value }) } as ConditionDocument
}

const convertJoin: Convert<MimJoinCriterion> = (criterion, type, rule, conversion) => {
  const { ledger, names, compared } = conversion
  const metaverseType = criterion.metaverseType === undefined ? undefined : names.type(criterion.metaverseType)
  if (criterion.metaverseType !== undefined && metaverseType === undefined)
    return ledger.left(rule, `The metaverse of the export has no type ${criterion.metaverseType}.`)
  const on: Record<string, JoinSourceDocument> = {}
  for (const { attribute, mapping } of criterion.mappings) {
    const isId = attribute.toLowerCase() === OBJECT_ID
    const definition = isId ? ID : names.attribute(attribute)
    if (definition === undefined) return ledger.left(rule, `The metaverse of the export has no attribute ${attribute}.`)
    const title = `${criterion.metaverseType ?? 'any type'}.${attribute}`
    const converted = inboundSource(mapping, type, { definition, kind: 'joinMapping', title })
    if ('left' in converted) return ledger.left(rule, converted.left)
    on[definition.name] = converted.source
    if (!isId) compared.add(definition.name)
  }
  const { resolution: context } = criterion
  const chosen =
    context === undefined ? undefined : type.agent.module.named('joinResolution', context, `hits of ${type.name}`)
  const join = type.rules.join ?? []
  ledger.carried(rule, [...type.path, 'join', join.length])
  type.rules.join = [
    ...join,
    { ...(metaverseType && { type: metaverseType }), on, ...(chosen !== undefined && { resolution: chosen }) },
  ]
}

const ID = { name: OBJECT_ID, type: 'string', multivalued: false } as const

const convertProjection: Convert<MimProjection> = (projection, type, rule, { ledger, names }) => {
  const { kind, metaverseType = '', scoping } = projection
  const path = [...type.path, 'projection']
  if (type.rules.projection !== undefined)
    return ledger.left(
      rule,
      `${type.name} has a projection already, and here an object type has one: write both as an expression.`,
    )
  if (kind === 'scripted') {
    type.agent.module.single('projection')
    type.rules.projection = { extension: true }
    return ledger.carried(rule, path)
  }
  const target = names.type(metaverseType)
  if (target === undefined) return ledger.left(rule, `The metaverse of the export has no type ${metaverseType}.`)
  const when = scoping.length === 0 ? undefined : scopeOf(scoping, type)
  if (scoping.length > 0 && when === undefined)
    return ledger.left(
      rule,
      'The scope of its synchronization rule has a condition that is not known here: write it as when.',
    )
  type.rules.projection = when === undefined ? target : { type: target, when }
  ledger.carried(rule, path)
}

const COMPARE: Readonly<Record<string, (read: string, value: string) => string>> = {
  EQUAL: (read, value) => `Eq(${read}, ${value})`,
  NOTEQUAL: (read, value) => `!Eq(${read}, ${value})`,
  CONTAINS: (read, value) => `${read}.contains(${value})`,
  STARTSWITH: (read, value) => `${read}.startsWith(${value})`,
  ENDSWITH: (read, value) => `${read}.endsWith(${value})`,
  ISNULL: read => `!IsPresent(${read})`,
  ISNOTNULL: read => `IsPresent(${read})`,
}

/** The scope of a synchronization rule as an expression; undefined when a condition is not known. */
function scopeOf(scoping: readonly MimCondition[], type: TypeDraft): string | undefined {
  const all = scoping.map(({ attribute, operator, value = '' }) => {
    const known = type.attribute(attribute)
    const text = `'${value.replace(/\\/g, '\\\\').replace(/'/g, "\\'")}'`
    return known && COMPARE[operator.toUpperCase()]?.(reading('cs', known.name), text)
  })
  return all.every(each => each !== undefined) ? all.join(' && ') : undefined
}
