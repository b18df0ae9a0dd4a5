import { isDeepStrictEqual } from 'node:util'
import type { HubDocument } from '../document.js'
import { entriesOf } from '../normal-forms.js'
import type { Affected } from './affected.js'
import type { Compared } from './givers.js'

/** Changed provisioning looks at every metaverse object of the type. */
export function provisioningChanges({ current, next }: Compared): Affected[] {
  const [before, after] = [provisioningOf(current), provisioningOf(next)]
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((metaverseType): Affected[] =>
    isDeepStrictEqual(before.get(metaverseType), after.get(metaverseType))
      ? []
      : [{ scope: { kind: 'objects', metaverseType }, reason: `provisioning of ${metaverseType} changed` }],
  )
}

function provisioningOf(document: HubDocument): Map<string, unknown[]> {
  const byType = new Map<string, unknown[]>()
  for (const [agent, { objects }] of entriesOf(document.agents)) {
    for (const [objectType, rules] of entriesOf(objects)) {
      for (const { rename = false, replace = false, ...rule } of rules.provision ?? []) {
        const rules = byType.get(rule.type) ?? []
        byType.set(rule.type, [...rules, { agent, objectType, rename, replace, ...rule }])
      }
    }
  }
  return byType
}
