import type { MetaverseSchema } from '../metaverse/schema.js'
import { didYouMean } from '../rules/nearest.js'
import type {
  FilterAlternative,
  FilterCondition,
  ImportFlow,
  JoinCriterion,
  JoinMapping,
  Projection,
} from '../rules/rule-set.js'
import { compileSource } from './compile-source.js'
import type { ConditionDocument } from './document.js'
import { canonical, conditionsOf, entriesOf, inboundSourceOf, type PlainSource } from './normal-forms.js'
import type { Path } from './place.js'
import type { Report } from './report.js'
import { filterRuleName, importRuleName, joinRuleName, projectionRuleName } from './rule-names.js'
import type { TypeContext } from './type-context.js'

export function compileFilter(context: TypeContext): FilterAlternative[] {
  return (context.written.filter ?? []).map((alternative, i) => {
    const path = [...context.path, 'filter', i]
    const conditions = conditionsOf(alternative).map((condition, j) =>
      compileCondition(condition, Array.isArray(alternative) ? [...path, j] : path, context),
    )
    return { rule: context.ruleId(filterRuleName(context.agent, context.objectType, i + 1)), conditions }
  })
}

const WITHOUT_VALUE = new Set(['present', 'not-present'])
const OF_NUMBERS = new Set(['bit-on', 'bit-off'])

function compileCondition(written: ConditionDocument, path: Path, { side, report }: TypeContext): FilterCondition {
  const { attribute, operator } = written
  const value = written.value === undefined ? undefined : canonical(written.value)
  const definition = side.attributes.get(attribute)
  if (!definition && attribute !== 'dn') {
    const hint = didYouMean(attribute, side.attributes.keys(), `Select it among the attributes of ${side.title}.`)
    report.error({ path: [...path, 'attribute'], message: `Unknown attribute ${attribute} of ${side.title}`, hint })
  }
  if (definition?.type === 'reference') {
    report.error({
      path: [...path, 'attribute'],
      message: `${attribute} is a reference, which filters cannot read`,
      hint: 'Filter by another attribute or by dn.',
    })
  }
  if (WITHOUT_VALUE.has(operator)) {
    if (value !== undefined)
      report.error({ path: [...path, 'value'], message: `${operator} takes no value`, hint: 'Leave value out.' })
  } else if (value === undefined) {
    report.error({
      path: [...path, 'operator'],
      message: `${operator} needs a value`,
      hint: 'Add value: to the condition.',
    })
  } else if (OF_NUMBERS.has(operator) && !/^(\d+|0x[0-9a-f]+)$/i.test(value)) {
    report.error({
      path: [...path, 'value'],
      message: `${operator} needs a number, found ${value}`,
      hint: 'Give the bits as a number such as 2 or 0x2.',
    })
  }
  return { attribute, operator, value }
}

export function compileJoins(context: TypeContext): JoinCriterion[] {
  const { metaverse, report, objectType, agent } = context
  return (context.written.join ?? []).map((written, i) => {
    const path = [...context.path, 'join', i]
    const typeKnown = written.type === undefined || checkType(written.type, [...path, 'type'], metaverse, report)
    if (Object.keys(written.on).length === 0) {
      report.error({
        path: [...path, 'on'],
        message: 'A join compares nothing',
        hint: 'Expected metaverse attribute: source.',
      })
    }
    const mappings = entriesOf(written.on).flatMap(([attribute, source]): JoinMapping[] => {
      const at = [...path, 'on', attribute]
      const definition = checkAttribute(
        attribute,
        { type: typeKnown ? written.type : undefined, path: at },
        metaverse,
        report,
      )
      if (definition?.type === 'reference') {
        report.error({
          path: at,
          part: 'key',
          message: `${attribute} is a reference, which joins cannot compare`,
          hint: 'Join by a text or number.',
        })
        return []
      }
      if (definition && !definition.indexed) {
        const hint = `Mark it: metaverse.attributes.${attribute}: { type: ${definition.type}, ${definition.multivalued ? 'multivalued: true, ' : ''}indexed: true }.`
        report.error({
          path: at,
          part: 'key',
          message: `${attribute} is not indexed: every join would read the whole metaverse`,
          hint,
        })
      }
      const plain = inboundSourceOf(source)
      // Of several values any may match, so the number of values does not matter here.
      const target = {
        name: attribute,
        definition: definition && { ...definition, multivalued: true },
        path: sourcePath(at, plain),
      }
      const compiled = compileSource(plain, target, context.side, report)
      return compiled ? [{ metaverseAttribute: attribute, source: compiled }] : []
    })
    return {
      rule: context.ruleId(joinRuleName(agent, objectType, i + 1)),
      metaverseType: written.type,
      mappings,
      resolution: undefined,
    }
  })
}

export function compileProjection({
  written,
  path,
  metaverse,
  report,
  ...context
}: TypeContext): Projection | undefined {
  if (written.projection === undefined) return undefined
  checkType(written.projection, [...path, 'projection'], metaverse, report)
  return {
    kind: 'declared',
    rule: context.ruleId(projectionRuleName(context.agent, context.objectType)),
    metaverseType: written.projection,
  }
}

/** Import flows by metaverse type, in the document's order. */
export function compileImportFlows(context: TypeContext): Map<string, ImportFlow[]> {
  const { metaverse, report, agent, agentId, objectType } = context
  const flows = new Map<string, ImportFlow[]>()
  for (const [metaverseType, attributes] of entriesOf(context.written.import)) {
    const path = [...context.path, 'import', metaverseType]
    if (!checkType(metaverseType, path, metaverse, report)) continue
    const ofType = entriesOf(attributes).flatMap(([attribute, source]): ImportFlow[] => {
      const at = [...path, attribute]
      const definition = checkAttribute(attribute, { type: metaverseType, path: at }, metaverse, report)
      const plain = inboundSourceOf(source)
      const target = { name: attribute, definition, path: sourcePath(at, plain) }
      const compiled = compileSource(plain, target, context.side, report)
      if (!compiled || !definition) return []
      const name = importRuleName({ agent, objectType, metaverseType }, attribute)
      const reference = definition.type === 'reference'
      const sides = { agent: agentId, objectType, metaverseType, metaverseAttribute: attribute }
      return [{ rule: context.ruleId(name), name, ...sides, source: compiled, reference }]
    })
    flows.set(metaverseType, ofType)
  }
  return flows
}

/** Where a source's own text stands: `{ expression: … }` is one step further down. */
export function sourcePath(at: Path, source: PlainSource | undefined): Path {
  return source === undefined || source.kind === 'direct' ? at : [...at, source.kind]
}

/** Reports an unknown metaverse type. */
export function checkType(type: string, path: Path, metaverse: MetaverseSchema, report: Report): boolean {
  if (metaverse.types.has(type)) return true
  const hint = didYouMean(type, metaverse.types.keys(), 'Define it under metaverse.types.')
  const isKey = path.at(-1) === type
  report.error({ path, message: `Unknown metaverse type ${type}`, hint, ...(isKey && { part: 'key' }) })
  return false
}

/** The definition of a metaverse attribute that a key names; reports one that does not exist or does not belong to the type. */
export function checkAttribute(
  name: string,
  { type, path }: { readonly type: string | undefined; readonly path: Path },
  metaverse: MetaverseSchema,
  report: Report,
) {
  const definition = metaverse.attributes.get(name)
  const members = type === undefined ? undefined : metaverse.types.get(type)?.attributes
  if (!definition) {
    const hint = didYouMean(name, members ?? metaverse.attributes.keys(), 'Define it under metaverse.attributes.')
    report.error({ path, part: 'key', message: `Unknown metaverse attribute ${name}`, hint })
  } else if (members && !members.has(name)) {
    const hint = `Add it: metaverse.types.${type}.attributes: [${name}].`
    report.error({ path, part: 'key', message: `${name} is no attribute of ${type}`, hint })
  }
  return definition
}
