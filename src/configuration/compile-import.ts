import type { MetaverseAttribute } from '../metaverse/schema.js'
import type { ImportFlow } from '../rules/rule-set.js'
import { checkAttribute, checkType, sourcePath } from './check-names.js'
import { compileSource } from './compile-source.js'
import { compileUnique } from './compile-unique.js'
import type { InboundSourceDocument } from './document.js'
import { entriesOf, inboundSourceOf } from './normal-forms.js'
import type { Path } from './place.js'
import { importRuleName } from './rule-names.js'
import type { TypeContext } from './type-context.js'

/** Import flows by metaverse type, in the document's order. */
export function compileImportFlows(context: TypeContext): Map<string, ImportFlow[]> {
  const { metaverse, report, agent, agentId, objectType } = context
  const flows = new Map<string, ImportFlow[]>()
  for (const [metaverseType, attributes] of entriesOf(context.written.import)) {
    const path = [...context.path, 'import', metaverseType]
    if (!checkType(metaverseType, path, metaverse, report)) continue
    const ofType = entriesOf(attributes).flatMap(([attribute, written]): ImportFlow[] => {
      const at = [...path, attribute]
      const definition = checkAttribute(attribute, { type: metaverseType, path: at }, metaverse, report)
      const source = compileImportSource(written, { attribute, definition, path: at }, context)
      if (!source || !definition) return []
      const name = importRuleName({ agent, objectType, metaverseType }, attribute)
      const reference = definition.type === 'reference'
      const sides = { agent: agentId, objectType, metaverseType, metaverseAttribute: attribute }
      return [{ rule: context.ruleId(name), name, ...sides, source, reference }]
    })
    flows.set(metaverseType, ofType)
  }
  return flows
}

interface ImportTarget {
  readonly attribute: string
  readonly definition: MetaverseAttribute | undefined
  readonly path: Path
}

function compileImportSource(
  written: InboundSourceDocument,
  { attribute, definition, path }: ImportTarget,
  { code, side, report }: TypeContext,
): ImportFlow['source'] | undefined {
  const plain = inboundSourceOf(written)
  const at = sourcePath(path, plain)
  if (plain.kind === 'unique') return definition && compileUnique(plain, { definition, path: at }, side, report)
  const functions = { owner: code.owner, name: 'importFlow', functions: code.rules.importFlows }
  return compileSource(plain, { name: attribute, definition, path: at, functions }, side, report)
}
