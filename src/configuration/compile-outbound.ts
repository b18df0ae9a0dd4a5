import type { MetaverseSchema } from '../metaverse/schema.js'
import type { AttributeDefinition } from '../model/value.js'
import { type ExpressionCompiler, expressionCompiler } from '../rules/expression.js'
import { didYouMean } from '../rules/nearest.js'
import type { ExportFlow, ProvisioningRule } from '../rules/rule-set.js'
import { checkType, sourcePath } from './compile-inbound.js'
import { compileSource, type ReadableSide } from './compile-source.js'
import { entriesOf, outboundSourceOf } from './normal-forms.js'
import type { Path } from './place.js'
import { exportRuleName, provisionRuleName } from './rule-names.js'
import type { MetaverseSides, TypeContext } from './type-context.js'

export function metaverseSides(metaverse: MetaverseSchema): MetaverseSides {
  const sides = new Map<string, ReadableSide>()
  return type => {
    const held = sides.get(type)
    if (held) return held
    const attributes = new Map<string, AttributeDefinition>()
    for (const name of metaverse.types.get(type)?.attributes ?? []) {
      const definition = metaverse.attributes.get(name)
      if (definition) attributes.set(name, definition)
    }
    const compiler: ExpressionCompiler = expressionCompiler('mv', attributes)
    const side: ReadableSide = { variable: 'mv', attributes, compiler, title: type }
    sides.set(type, side)
    return side
  }
}

/** Export flows by metaverse type, in the document's order. */
export function compileExportFlows(context: TypeContext): Map<string, ExportFlow[]> {
  const flows = new Map<string, ExportFlow[]>()
  for (const [metaverseType, attributes] of entriesOf(context.written.export)) {
    const path = [...context.path, 'export', metaverseType]
    if (!checkType(metaverseType, path, context.metaverse, context.report)) continue
    const twins = reportTwins(Object.keys(attributes), path, context)
    flows.set(
      metaverseType,
      entriesOf(attributes).flatMap(([attribute, source]) => {
        if (twins.has(attribute)) return []
        const flow = compileExportFlow(
          { metaverseType, attribute, path: [...path, attribute] },
          outboundSourceOf(source),
          context,
        )
        return flow ? [flow] : []
      }),
    )
  }
  return flows
}

// Sources know attributes without case: two spellings of one name are two flows to one attribute.
function reportTwins(names: readonly string[], path: Path, { report }: TypeContext): Set<string> {
  const seen = new Map<string, string>()
  const twins = new Set<string>()
  for (const name of names) {
    const twin = seen.get(name.toLowerCase())
    if (twin !== undefined) {
      twins.add(name)
      report.error({
        path: [...path, name],
        part: 'key',
        message: `${name} and ${twin} are two flows for one attribute`,
        hint: 'Keep one of them.',
      })
    }
    seen.set(name.toLowerCase(), name)
  }
  return twins
}

interface FlowPlace {
  readonly metaverseType: string
  readonly attribute: string
  readonly path: Path
}

function compileExportFlow(
  place: FlowPlace,
  written: ReturnType<typeof outboundSourceOf>,
  context: TypeContext,
): ExportFlow | undefined {
  const { metaverseType, attribute, path } = place
  const { report, agent, agentId, objectType } = context
  const definition = context.side.attributes.get(attribute)
  // What is only set at creation need not be read back: a password, above all.
  if (!definition && !written.initialOnly) {
    const hint = didYouMean(
      attribute,
      context.side.attributes.keys(),
      `Select it among the attributes of ${context.side.title}, or export it as initialOnly.`,
    )
    report.error({
      path,
      part: 'key',
      message: `The exported attribute ${attribute} is not selected: its export could never be confirmed`,
      hint,
    })
    return undefined
  }
  if (!written.source) {
    report.error({
      path,
      message: 'An export needs exactly one of from, constant and expression',
      hint: 'Write one of them.',
    })
    return undefined
  }
  const at =
    written.source.kind === 'direct' && typeof context.written.export?.[metaverseType]?.[attribute] === 'object'
      ? [...path, 'from']
      : sourcePath(path, written.source)
  const side = context.metaverseSide(metaverseType)
  const source = compileSource(written.source, { name: attribute, definition, path: at }, side, report)
  if (!source) return undefined
  const name = exportRuleName({ agent, objectType, metaverseType }, attribute)
  const reference = source.kind === 'direct' && side.attributes.get(source.attribute)?.type === 'reference'
  const { allowNulls, initialOnly } = written
  const sides = { agent: agentId, objectType, metaverseType, attribute }
  return {
    rule: context.ruleId(name),
    name,
    ...sides,
    source,
    reference,
    allowNulls,
    initialOnly,
    existenceTest: false,
    blockedBy: new Set(),
  }
}

export function compileProvisioning(context: TypeContext): ProvisioningRule[] {
  const { report, agent, agentId, objectType } = context
  const seen = new Set<string>()
  return (context.written.provision ?? []).flatMap((written, i): ProvisioningRule[] => {
    const path = [...context.path, 'provision', i]
    const metaverseType = written.type
    if (!checkType(metaverseType, [...path, 'type'], context.metaverse, report)) return []
    if (seen.has(metaverseType)) {
      report.error({
        path: [...path, 'type'],
        message: `Two provisioning rules for ${metaverseType}`,
        hint: 'Make one rule of them: when: "a || b".',
      })
    }
    seen.add(metaverseType)
    if (written.rename && context.canRename === false) {
      report.error({
        path: [...path, 'rename'],
        message: `The connector of ${agent} cannot rename objects`,
        hint: 'Leave rename out.',
      })
    }
    const { compiler } = context.metaverseSide(metaverseType)
    const { when: condition, dn: name } = written
    const when =
      condition === undefined
        ? undefined
        : report.attempt([...path, 'when'], condition, () => compiler.compile(condition, 'condition'))
    const dn = report.attempt([...path, 'dn'], name, () => compiler.compile(name, 'string'))
    if (dn?.gives.multivalued)
      report.error({
        path: [...path, 'dn'],
        message: 'dn gives a list where one name is expected',
        hint: 'Choose one value: mv.attribute[0].',
      })
    if (!dn) return []
    const rule = provisionRuleName(agent, objectType, metaverseType)
    return [
      {
        rule: context.ruleId(rule),
        name: rule,
        agent: agentId,
        objectType,
        metaverseType,
        when,
        dn,
        rename: written.rename ?? false,
        replace: false,
      },
    ]
  })
}
