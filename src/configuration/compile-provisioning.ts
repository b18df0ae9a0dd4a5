import type { ProvisioningRule } from '../rules/rule-set.js'
import { checkType } from './check-names.js'
import { provisionRuleName } from './rule-names.js'
import type { TypeContext } from './type-context.js'

/** Which metaverse objects get an object here, in the document's order. */
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
        replace: written.replace ?? false,
      },
    ]
  })
}
