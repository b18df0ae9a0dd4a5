import type { AttributeDefinition } from '../model/value.js'
import { expressionCompiler } from '../rules/expression.js'
import type { ProvisioningRule, TypeRules } from '../rules/rule-set.js'
import { compileFilter, compileFilterCall } from './compile-filter.js'
import { compileImportFlows } from './compile-import.js'
import { compileJoins } from './compile-joins.js'
import { compileExportFlows } from './compile-outbound.js'
import { compileProjection } from './compile-projection.js'
import { compileProvisioning } from './compile-provisioning.js'
import { attributeOf, entriesOf } from './normal-forms.js'
import type { ReadableSide } from './readable-side.js'
import type { TypeContext } from './type-context.js'

export interface CompiledType {
  readonly rules: TypeRules
  readonly provisioning: readonly ProvisioningRule[]
}

/** Compiles the rules of one object type of an agent. */
export function compileType(outer: Omit<TypeContext, 'side'>): CompiledType {
  const { objectType, written } = outer
  const attributes = compileAttributes(outer)
  const side: ReadableSide = {
    variable: 'cs',
    attributes,
    compiler: expressionCompiler('cs', attributes),
    title: `${objectType} of ${outer.agent}`,
  }
  const context: TypeContext = { ...outer, written, side }
  return {
    rules: {
      objectType,
      attributes,
      filter: compileFilter(context),
      filterCall: compileFilterCall(context),
      joins: compileJoins(context),
      projection: compileProjection(context),
      importFlows: compileImportFlows(context),
      exportFlows: compileExportFlows(context),
    },
    provisioning: compileProvisioning(context),
  }
}

function compileAttributes({ written, path, report }: Omit<TypeContext, 'side'>): Map<string, AttributeDefinition> {
  const attributes = new Map<string, AttributeDefinition>()
  const spellings = new Map<string, string>()
  for (const [name, attribute] of entriesOf(written.attributes)) {
    const at = [...path, 'attributes', name]
    const twin = spellings.get(name.toLowerCase())
    if (twin !== undefined)
      report.error({
        path: at,
        part: 'key',
        message: `${name} and ${twin} are one attribute`,
        hint: 'Keep one of them.',
      })
    spellings.set(name.toLowerCase(), name)
    const { indexed: _, unique: __, ...definition } = attributeOf(name, attribute)
    attributes.set(name, definition)
  }
  return attributes
}
