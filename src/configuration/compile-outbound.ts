import type { MetaverseSchema } from '../metaverse/schema.js'
import type { AttributeDefinition } from '../model/value.js'
import { type ExpressionCompiler, expressionCompiler } from '../rules/expression.js'
import { didYouMean } from '../rules/nearest.js'
import type { ExportFlow } from '../rules/rule-set.js'
import { checkType, sourcePath } from './check-names.js'
import { compileSource } from './compile-source.js'
import type { OutboundSourceDocument } from './document.js'
import { entriesOf, outboundSourceOf } from './normal-forms.js'
import type { Path } from './place.js'
import type { ReadableSide } from './readable-side.js'
import type { Report } from './report.js'
import { exportRuleName } from './rule-names.js'
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
        const flow = compileExportFlow({ metaverseType, attribute, path: [...path, attribute] }, source, context)
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
  { metaverseType, attribute, path }: FlowPlace,
  document: OutboundSourceDocument,
  context: TypeContext,
): ExportFlow | undefined {
  const { report, agent, agentId, objectType, code } = context
  const { source: plain, ...written } = outboundSourceOf(document)
  const definition = context.side.attributes.get(attribute)
  // What is only set at creation need not be read back: a password, above all.
  if (!definition && !written.initialOnly) {
    reportUnselected(attribute, path, context)
    return undefined
  }
  if (!plain) {
    const message = 'An export needs exactly one of from, constant, expression, extension and objectId'
    report.error({ path, message, hint: 'Write one of them.' })
    return undefined
  }
  checkSwitches(document, path, report)
  const at = plain.kind === 'direct' && typeof document === 'object' ? [...path, 'from'] : sourcePath(path, plain)
  const side = context.metaverseSide(metaverseType)
  const functions = { owner: code.owner, name: 'exportFlow', functions: code.rules.exportFlows }
  const target = { name: attribute, definition, path: at, functions, once: written.initialOnly }
  const source = compileSource(plain, target, side, report)
  if (!source) return undefined
  const name = exportRuleName({ agent, objectType, metaverseType }, attribute)
  const reference = source.kind === 'direct' && side.attributes.get(source.attribute)?.type === 'reference'
  const sides = { agent: agentId, objectType, metaverseType, attribute }
  return { rule: context.ruleId(name), name, ...sides, source, reference, ...written, blockedBy: NONE }
}

/** Until all import flows are known and ranked. */
const NONE: ReadonlySet<number> = new Set()

function reportUnselected(attribute: string, path: Path, { side, report }: TypeContext): void {
  const { attributes, title } = side
  const otherwise = `Select it among the attributes of ${title}, or export it as initialOnly.`
  const message = `The exported attribute ${attribute} is not selected: its export could never be confirmed`
  report.error({ path, part: 'key', message, hint: didYouMean(attribute, attributes.keys(), otherwise) })
}

function checkSwitches(written: OutboundSourceDocument, path: Path, report: Report): void {
  if (typeof written === 'string') return
  if (written.existenceTest && written.initialOnly) {
    const message = 'existenceTest cannot be combined with initialOnly: the one is never sent, the other is'
    report.error({ path: [...path, 'existenceTest'], part: 'key', message, hint: 'Keep one of them.' })
  }
  if (written.reads !== undefined && written.extension === undefined) {
    const message = 'reads says what a function looks at, and there is none'
    report.error({ path: [...path, 'reads'], part: 'key', message, hint: 'Leave it out.' })
  }
}
