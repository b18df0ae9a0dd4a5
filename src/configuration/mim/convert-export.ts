import { OBJECT_ID } from '../../rules/rule-set.js'
import type { OutboundSourceDocument } from '../document.js'
import { SCOPED } from './convert-import.js'
import { type Converted, constantOf, expression, REFERENCE_BY_CODE, readable, straight } from './convert-inbound.js'
import type { AgentDraft, Conversion, TypeDraft } from './draft.js'
import { celOf, reading } from './expression.js'
import type { Rule } from './ledger.js'
import type { MimExportFlow } from './model.js'
import { isPassword, key } from './names.js'

/** The export flows of an agent. */
export function convertExports(agent: AgentDraft, conversion: Conversion): void {
  const { exportFlows } = agent.mim
  for (const flow of exportFlows) {
    const rule: Rule = {
      agent: agent.mim.name,
      kind: 'export flow',
      of: `${flow.objectType} → ${flow.metaverseType}`,
      title: `${flow.metaverseType} to ${flow.objectType}.${flow.attribute}`,
      place: flow.place,
    }
    const type = agent.type(flow.objectType)
    const left =
      type === undefined
        ? (agent.refusal(flow.objectType) ?? '')
        : (overruled(flow, exportFlows) ?? convertFlow(flow, type, rule, conversion))
    if (left !== undefined) conversion.ledger.left(rule, left)
  }
  tellOfScopes(agent, conversion)
}

/** To whom an outbound synchronization rule applies is known to the portal alone; here its flows are for every connector. */
function tellOfScopes(agent: AgentDraft, { ledger }: Conversion): void {
  const seen = new Set<string>()
  for (const { syncRule, place, objectType } of agent.mim.exportFlows) {
    if (syncRule === undefined || seen.has(syncRule.id) || agent.refusal(objectType) !== undefined) continue
    seen.add(syncRule.id)
    ledger.decide(
      place,
      `${agent.mim.name}: the synchronization rule ${syncRule.id} exports ${objectType} objects in its scope, which the MIM portal has`,
      'Here its flows are for every connector of the object type: where some are not meant, write expressions with the condition.',
    )
  }
}

/** A portal's synchronization rules may have several flows to one attribute, for creation and for later, and one for each rule. */
function overruled(flow: MimExportFlow, all: readonly MimExportFlow[]): string | undefined {
  const same = all.filter(
    other =>
      key(other.attribute) === key(flow.attribute) &&
      key(other.objectType) === key(flow.objectType) &&
      key(other.metaverseType) === key(flow.metaverseType),
  )
  const lasting = same.find(other => other.syncRule?.initialOnly !== true)
  const chosen = lasting ?? same[0]
  if (chosen === flow) return undefined
  return lasting !== undefined && flow.syncRule?.initialOnly
    ? `Another flow gives ${flow.attribute} always, at creation too; this one is for creation only. Where both differ, write one expression.`
    : `Another synchronization rule gives ${flow.attribute}, too, and here an attribute has one export flow: write one expression with the conditions of both rules.`
}

/** Puts a flow into its place. Answers why it has none. */
function convertFlow(flow: MimExportFlow, type: TypeDraft, rule: Rule, conversion: Conversion): string | undefined {
  const { names, ledger } = conversion
  const metaverseType = names.type(flow.metaverseType)
  if (metaverseType === undefined) return `The metaverse of the export has no type ${flow.metaverseType}.`
  if ((flow.syncRule?.scoping.length ?? 0) > 0) return SCOPED
  if (/^<?dn>?$/i.test(flow.attribute)) return nameFlow(flow, metaverseType, conversion)
  if (isPassword(flow.attribute)) return PASSWORD
  const definition = type.attribute(flow.attribute)
  if (definition === undefined)
    return (
      type.agent.source.noAttribute?.(flow.attribute) ??
      `${type.name} has no attribute ${flow.attribute} in the agent's schema: refresh the schema in MIM and export again.`
    )
  const converted = outboundSource(flow, type, definition, conversion)
  if ('left' in converted) return converted.left
  const all = type.rules.export ?? {}
  type.rules.export = {
    ...all,
    [metaverseType]: { ...all[metaverseType], [definition.name]: withSwitches(converted.source, flow) },
  }
  ledger.carried(rule, [...type.path, 'export', metaverseType, definition.name])
  return undefined
}

const PASSWORD =
  'An initial password does not belong into a text that everybody may read: give one by an expression with initialOnly, or set passwords with hub password set.'

/** Under which name an object is created is for provisioning to say, and when: which of them is known to the portal alone. */
function nameFlow(flow: MimExportFlow, metaverseType: string, { names, ledger }: Conversion): string {
  if (flow.mapping.kind !== 'expression') return 'The name of an object is given by provision (docs/configuration.md).'
  const { call } = flow.mapping
  const dn = expression(() => celOf(call, mvSide(names), 'string'))
  if ('left' in dn) return dn.left
  const rename = flow.syncRule?.initialOnly ? '' : ', rename: true'
  const rule = `provision: [{ type: ${metaverseType}, when: …, dn: "${dn.source.expression}"${rename} }]`
  ledger.decide(
    flow.place,
    `The outbound synchronization rule ${flow.syncRule?.id ?? ''} creates ${flow.objectType} objects; for whom is known to the MIM portal alone`,
    `Find its scope in the portal and write it as when: ${rule}`,
  )
  return 'See the decision about the synchronization rule that creates these objects.'
}

const mvSide = (names: Conversion['names']) => ({
  variable: 'mv' as const,
  attribute: (name: string) => names.attribute(name),
})

type LongForm = Exclude<OutboundSourceDocument, string>

function outboundSource(
  { mapping, metaverseType, attribute }: MimExportFlow,
  type: TypeDraft,
  target: NonNullable<ReturnType<TypeDraft['attribute']>>,
  { names }: Conversion,
): Converted<LongForm> {
  switch (mapping.kind) {
    case 'direct': {
      if (key(mapping.source.name) === OBJECT_ID) return { source: { objectId: true } }
      const given = names.attribute(mapping.source.name)
      if (given === undefined) return { left: `The metaverse of the export has no attribute ${mapping.source.name}.` }
      const found = straight(given, target, reading('mv', given.name))
      if ('left' in found) return found
      return { source: typeof found.source === 'string' ? { from: found.source } : found.source }
    }
    case 'constant':
      return mapping.value === ''
        ? { left: 'The constant is empty: here an empty text is no value.' }
        : { source: { constant: constantOf(mapping.value, target) } }
    case 'scripted': {
      if (target.type === 'reference') return { left: REFERENCE_BY_CODE }
      const reads = mapping.sources.flatMap(({ name }) => readable(names.attribute(name)))
      const use = `${mapping.sources.map(({ name }) => name).join(', ')} of ${metaverseType} -> ${attribute}`
      return { source: { extension: type.agent.module.named('exportFlow', mapping.context, use), reads } }
    }
    case 'expression':
      return expression(() => celOf(mapping.call, mvSide(names), target.type))
    case 'dn-part':
      return { left: 'MIM has DN components for import only.' }
    case 'unknown':
      return { left: `The hub does not know the mapping ${mapping.element}.` }
  }
}

/** The short form where nothing is to be said besides. */
function withSwitches(source: LongForm, { allowNulls, syncRule }: MimExportFlow): OutboundSourceDocument {
  const nulls = source.constant === undefined && (syncRule?.allowsNull ?? allowNulls)
  const initialOnly = syncRule?.initialOnly === true
  const existenceTest = syncRule?.existenceTest === true && !initialOnly
  if (source.from !== undefined && !nulls && !initialOnly && !existenceTest) return source.from
  return {
    ...source,
    ...(nulls && { allowNulls: true }),
    ...(initialOnly && { initialOnly: true }),
    ...(existenceTest && { existenceTest: true }),
  }
}
