import type { AttributeChange } from '../model/delta.js'
import type { Values } from '../model/value.js'
import type { ExportFlow, ProvisioningRule } from '../rules/rule-set.js'
import type { DeletionEvent, ProvisioningRuleEvent, TracedExportFlow } from './trace.js'
import type { WorkObject } from './work.js'
import type { Workspace } from './workspace.js'

/** Which of the provisioning rules of an object's type apply: of an agent's rules, the first one does whose condition holds. */
export function provisioningRuleEvents(
  workspace: Workspace,
  object: WorkObject,
  chosen: ReadonlyMap<number, ProvisioningRule | undefined>,
): ProvisioningRuleEvent[] {
  const reached = new Set<number>()
  return (workspace.rules.provisioning.get(object.type) ?? []).map(rule => {
    const applies = chosen.get(rule.agent) === rule
    const status = applies ? 'applies' : reached.has(rule.agent) ? 'not-reached' : 'does-not-apply'
    if (applies) reached.add(rule.agent)
    return { kind: 'provisioning-rule', object: object.id, rule: rule.rule, agent: rule.agent, status }
  })
}

/** Which rule decides about an object that loses a connector. */
export function deletionRule(
  workspace: Workspace,
  object: WorkObject,
  { entry, evaluateDeletion }: { readonly entry: number; readonly evaluateDeletion: boolean },
): DeletionEvent['rule'] {
  if (object.links.every(link => link === entry)) return 'no-connector'
  if (!evaluateDeletion) return 'not-evaluated'
  return workspace.rules.metaverse.types.get(object.type)?.deletion?.type ?? 'no-rule'
}

/** One export flow as it was decided. */
export interface DecidedExport {
  readonly flow: ExportFlow
  readonly creating: boolean
  readonly exportOnly: boolean
  readonly blocked: boolean
  readonly expected: Values
  readonly wanted: Values | undefined
  readonly changes: readonly AttributeChange[]
}

export const tracedExport = (decided: DecidedExport): TracedExportFlow => ({
  rule: decided.flow.rule,
  attribute: decided.flow.attribute,
  status: statusOf(decided),
  before: decided.flow.reference ? undefined : decided.expected,
  after: decided.wanted ?? decided.changes.find(change => change.operation === 'replace')?.values,
  changes: decided.changes,
})

function statusOf(decided: DecidedExport): TracedExportFlow['status'] {
  const { flow, creating, exportOnly, blocked, expected, wanted, changes } = decided
  if (flow.reference) return 'reference'
  if (flow.existenceTest) return isSame(expected, wanted ?? []) ? 'exists' : 'does-not-exist'
  if (blocked) return 'not-precedent'
  if (changes.length > 0) return 'applied'
  if (!creating && flow.initialOnly) return 'initial-only'
  if (!creating && exportOnly) return 'export-only'
  if (flow.source.kind === 'extension') return 'unchanged'
  if (wanted === undefined && !creating && !flow.allowNulls && expected.length > 0) return 'null-not-allowed'
  return (wanted?.length ?? 0) === 0 && (creating || expected.length === 0) ? 'no-value' : 'unchanged'
}

const isSame = (a: Values, b: Values): boolean => a.length === b.length && a.every(value => b.includes(value))
