import { capabilitiesWith } from '../connectors/connector.js'
import type { MetaverseSchema } from '../metaverse/schema.js'
import { invariant } from '../model/invariant.js'
import type { Problem } from '../model/problem.js'
import type { AgentRules, ImportFlow, ProvisioningRule, RuleSet, TypeRules } from '../rules/rule-set.js'
import { blockExports } from './block-exports.js'
import { type Connectors, checkAgent } from './check-agent.js'
import { checkPrecedence } from './check-precedence.js'
import { checkSchedules } from './check-schedules.js'
import { compileFarms } from './compile-farms.js'
import { compileMetaverse } from './compile-metaverse.js'
import { metaverseSides } from './compile-outbound.js'
import { compileType } from './compile-type.js'
import type { AgentDocument, HubDocument } from './document.js'
import type { Farm } from './farm.js'
import { requireFunction } from './find-function.js'
import { type LoadedExtensions, NO_EXTENSIONS } from './loaded-extensions.js'
import { agentNames, entriesOf } from './normal-forms.js'
import { type Locate, locateByPath, type Path } from './place.js'
import { rankFlows } from './rank-flows.js'
import { newReport, type Report } from './report.js'
import { ruleNames } from './rule-names.js'
import { type AgentCode, agentCode, checkDeletion, checkLoaded } from './rules-in-code.js'
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
  readonly farms: ReadonlyMap<string, Farm>
  readonly problems: readonly Problem[]
  readonly warnings: readonly Problem[]
}

/** Checks the meaning of a document and compiles its rules. Every problem is found, not only the first. */
export function compileRuleSet(document: HubDocument, options: CompileOptions): Compiled {
  const { version, ids, extensions = NO_EXTENSIONS } = options
  const report = newReport(options.locate ?? locateByPath)
  report.problems.push(...extensions.problems)
  checkLoaded(document, extensions, report)
  const metaverse = compileMetaverse(document, ids.agents, report)
  checkDeletion(document, extensions, report)
  const surroundings = { options, extensions, metaverse, sides: metaverseSides(metaverse), report }
  const compiled = entriesOf(document.agents).map(([name, written]) => compileAgent(name, written, surroundings))
  checkPrecedence(document, metaverse, report)
  checkSchedules(document, options.connectors, report)
  const farms = compileFarms(document, metaverse, report)
  const importFlows = rankFlows(
    compiled.flatMap(agent => agent.flows),
    document,
    ids.agents,
  )
  const agents = blockExports(
    compiled.map(agent => agent.rules),
    importFlows,
  )
  const rules: RuleSet = {
    version,
    metaverse,
    agents: new Map(agents.map(agent => [agent.id, agent])),
    importFlows,
    provisioning: byMetaverseType(compiled.flatMap(agent => agent.provisioning)),
    extension: extensions.metaverse,
    supervise: extensions.supervise,
  }
  return { rules, farms, problems: report.problems, warnings: report.warnings }
}

/** Numbers for a document that is not stored: for checking it, and for previews of it. */
export function provisionalIds(document: HubDocument): ConfigurationIds {
  const numbered = (names: readonly string[]) => new Map(names.map((name, i) => [name, i + 1]))
  return { agents: numbered(agentNames(document)), rules: numbered(ruleNames(document)) }
}

interface Surroundings {
  readonly options: CompileOptions
  readonly extensions: LoadedExtensions
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
  { options, extensions, metaverse, sides, report }: Surroundings,
): CompiledAgent {
  const id = numberOf(options.ids.agents, name)
  const code = agentCode(name, written, extensions)
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
      canRename: connector && capabilitiesWith(connector, written.settings).rename,
      code,
      report,
      ruleId: rule => numberOf(options.ids.rules, rule),
    })
    types.set(objectType, compiled.rules)
    provisioning.push(...compiled.provisioning)
  }
  const deprovisioning = compileDeprovisioning(written.deprovisioning, code, ['agents', name, 'deprovisioning'], report)
  const { recall = true } = written
  const flows = [...types.values()].flatMap(each => [...each.importFlows.values()].flat())
  const listsDeletes = connector !== undefined && capabilitiesWith(connector, written.settings).deletes === 'listed'
  return {
    rules: { id, name, types, deprovisioning, recall, ...(listsDeletes && { listsDeletes }) },
    flows,
    provisioning,
  }
}

function compileDeprovisioning(
  written: AgentDocument['deprovisioning'],
  { owner, rules }: AgentCode,
  path: Path,
  report: Report,
): AgentRules['deprovisioning'] {
  if (written !== 'extension') return written ?? 'make-normal-disconnector'
  const call = requireFunction(rules.deprovision, { owner, name: 'deprovision' }, path, report)
  return call ?? 'make-normal-disconnector'
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
