import { nameKey } from '../connector-space/hash.js'
import type { ProvisioningRule } from '../rules/rule-set.js'
import { objectScope } from './scope.js'
import type { WorkObject } from './work.js'
import type { Workspace } from './workspace.js'

/** A name in one agent's connector space that provisioning wants to use. */
export interface WantedName {
  readonly agent: number
  readonly dn: string
  readonly key: string
}

/** Entries of target agents by name: `agent/key` → entry id. Names absent here are free. */
export interface TakenNames {
  get(name: string): number | undefined
  set(name: string, entry: number): void
}

export const nameIn = (agent: number, key: string): string => `${agent}/${key}`

/** The rules that want this object to have a connector, at most one an agent: the first that applies. */
export function applicableRules(workspace: Workspace, object: WorkObject): Map<number, ProvisioningRule | undefined> {
  const byAgent = new Map<number, ProvisioningRule | undefined>()
  const scope = objectScope(object)
  for (const rule of workspace.rules.provisioning.get(object.type) ?? []) {
    if (byAgent.get(rule.agent) !== undefined) continue
    byAgent.set(rule.agent, rule.when === undefined || rule.when.test(scope) ? rule : undefined)
  }
  return byAgent
}

/** The names that provisioning an object will ask for. Errors are left to provisioning itself, which reports them. */
export function wantedNames(workspace: Workspace, object: WorkObject): WantedName[] {
  if (object.life === 'deleted') return []
  const linked = new Set(object.links.map(link => workspace.entry(link).agent))
  const wanted: WantedName[] = []
  try {
    for (const [agent, rule] of applicableRules(workspace, object)) {
      if (rule === undefined || (linked.has(agent) && !rule.rename)) continue
      const dn = rule.dn.evaluate(objectScope(object))?.[0]
      if (dn !== undefined) wanted.push({ agent, dn, key: nameKey(dn) })
    }
  } catch {
    return []
  }
  return wanted
}
