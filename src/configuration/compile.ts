import type { MetaverseSchema } from '../metaverse/schema.js'
import { invariant } from '../model/invariant.js'
import type { Problem } from '../model/problem.js'
import type { AgentRules, ImportFlow, ProvisioningRule, RuleSet, TypeRules } from '../rules/rule-set.js'
import { type Connectors, checkAgent } from './check-agent.js'
import { checkSchedules } from './check-schedules.js'
import { compileMetaverse } from './compile-metaverse.js'
import { metaverseSides } from './compile-outbound.js'
import { compileType } from './compile-type.js'
import type { AgentDocument, HubDocument } from './document.js'
import { type LoadedExtensions, NO_EXTENSIONS } from './loaded-extensions.js'
import { agentNames, entriesOf } from './normal-forms.js'
import { type Locate, locateByPath } from './place.js'
import { checkPrecedence, rankFlows } from './rank-flows.js'
import { newReport, type Report } from './report.js'
import { ruleNames } from './rule-names.js'
import type { MetaverseSides } from './type-context.js'

/** The numbers that agents and rules have in the database. */
export interface ConfigurationIds {
  readonly agents: ReadonlyMap<string, number>
  readonly rules: ReadonlyMap<string, number>
}

export interface CompileOptions {
  readonly version: number
  readonly ids: ConfigurationIds
  readonly connectors: Connectors
  readonly locate?: Locate
  /** The rules in code that the document names; absent: none are loaded. */
  readonly extensions?: LoadedExtensions
}

export interface Compiled {
  /** Only to be used when there are no problems. */
  readonly rules: RuleSet
  readonly problems: readonly Problem[]
  readonly warnings: readonly Problem[]
}

/** Checks the meaning of a document and compiles its rules. Every problem is found, not only the first. */
export function compileRuleSet(document: HubDocument, options: CompileOptions): Compiled {
  const { version, ids, extensions = NO_EXTENSIONS } = options
  const report = newReport(options.locate ?? locateByPath)
  report.problems.push(...extensions.problems)
  const metaverse = compileMetaverse(document, ids.agents, report)
  const surroundings = { options, metaverse, sides: metaverseSides(metaverse), report }
  const compiled = entriesOf(document.agents).map(([name, written]) => compileAgent(name, written, surroundings))
  checkPrecedence(document, report)
  checkSchedules(document, report)
  const flows = compiled.flatMap(agent => agent.flows)
  const rules: RuleSet = {
    version,
    metaverse,
    agents: new Map(compiled.map(({ rules: each }) => [each.id, each])),
    importFlows: rankFlows(flows, document, ids.agents),
    provisioning: byMetaverseType(compiled.flatMap(agent => agent.provisioning)),
    extension: extensions.metaverse,
    supervise: extensions.supervise,
  }
  return { rules, problems: report.problems, warnings: report.warnings }
}

/** Numbers for a document that is not stored: for checking it, and for previews of it. */
export function provisionalIds(document: HubDocument): ConfigurationIds {
  const numbered = (names: readonly string[]) => new Map(names.map((name, i) => [name, i + 1]))
  return { agents: numbered(agentNames(document)), rules: numbered(ruleNames(document)) }
}

interface Surroundings {
  readonly options: CompileOptions
  readonly metaverse: MetaverseSchema
  readonly sides: MetaverseSides
  readonly report: Report
}

interface CompiledAgent {
  readonly rules: AgentRules
  readonly flows: readonly ImportFlow[]
  readonly provisioning: readonly ProvisioningRule[]
}

function compileAgent(
  name: string,
  written: AgentDocument,
  { options, metaverse, sides, report }: Surroundings,
): CompiledAgent {
  const id = numberOf(options.ids.agents, name)
  const connector = checkAgent(name, written, options.connectors, report)
  const types = new Map<string, TypeRules>()
  const provisioning: ProvisioningRule[] = []
  for (const [objectType, ofType] of entriesOf(written.objects)) {
    const compiled = compileType({
      agent: name,
      agentId: id,
      objectType,
      written: ofType,
      path: ['agents', name, 'objects', objectType],
      metaverse,
      metaverseSide: sides,
      canRename: connector?.capabilities.rename,
      report,
      ruleId: rule => numberOf(options.ids.rules, rule),
    })
    types.set(objectType, compiled.rules)
    provisioning.push(...compiled.provisioning)
  }
  const { deprovisioning = 'make-normal-disconnector', recall = true } = written
  const flows = [...types.values()].flatMap(each => [...each.importFlows.values()].flat())
  return { rules: { id, name, types, deprovisioning, recall }, flows, provisioning }
}

function numberOf(ids: ReadonlyMap<string, number>, name: string): number {
  const id = ids.get(name)
  invariant(id !== undefined, `${name} has a number`)
  return id
}

function byMetaverseType(rules: readonly ProvisioningRule[]): Map<string, ProvisioningRule[]> {
  const byType = new Map<string, ProvisioningRule[]>()
  for (const rule of rules) byType.set(rule.metaverseType, [...(byType.get(rule.metaverseType) ?? []), rule])
  return byType
}
