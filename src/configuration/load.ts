import { invariant } from '../model/invariant.js'
import type { StepDefinition } from '../model/step.js'
import type { RuleSet } from '../rules/rule-set.js'
import { loadAgentIds } from '../storage/configuration/agents.js'
import { versionFiles } from '../storage/configuration/files.js'
import { loadRuleNumbers } from '../storage/configuration/rules.js'
import { newestVersionId, versionSource } from '../storage/configuration/versions.js'
import type { Database } from '../storage/database.js'
import type { Connectors } from './check-agent.js'
import { compileRuleSet } from './compile.js'
import { refuse } from './configuration-error.js'
import type { AgentDocument, HubDocument } from './document.js'
import { type ExtensionFiles, NO_FILES } from './extensions/files.js'
import { loadExtensions } from './extensions/load-extensions.js'
import type { Farm } from './farm.js'
import { entriesOf, stepOf } from './normal-forms.js'
import { locateByPath } from './place.js'
import { registeredConnectors } from './registered-connectors.js'
import { ruleNames } from './rule-names.js'
import { documentOf } from './stored-document.js'

/** An agent of the configuration in force. */
export interface ConfiguredAgent {
  readonly id: number
  readonly name: string
  readonly connector: string
  /** With references in place of secrets: see `resolveSecrets`. */
  readonly settings: Readonly<Record<string, unknown>>
  readonly guard: NonNullable<AgentDocument['guard']>
  readonly runProfiles: ReadonlyMap<string, readonly StepDefinition[]>
}

/** The configuration in force, compiled. */
export interface LoadedConfiguration {
  /** 0 when nothing has been applied yet: there are then no agents, and the built-in metaverse. */
  readonly version: number
  readonly document: HubDocument
  /** The modules with rules in code, as they were applied. */
  readonly files: ExtensionFiles
  readonly rules: RuleSet
  readonly farms: ReadonlyMap<string, Farm>
  /** In the document's order. */
  readonly agents: readonly ConfiguredAgent[]
}

const NOTHING_APPLIED: HubDocument = { version: 1 }
const cache = new WeakMap<
  Database,
  { readonly version: number; readonly configuration: Promise<LoadedConfiguration> }
>()

/**
 * The configuration in force. Costs one small query while the version stays the same: a version never changes, and its rule set
 * is compiled once in a process.
 * @throws ConfigurationError when the stored version cannot be used by this hub, e.g. for want of a connector
 */
export async function loadRuleSet(
  database: Database,
  connectors: Connectors = registeredConnectors,
): Promise<LoadedConfiguration> {
  const version = await newestVersionId(database)
  const held = cache.get(database)
  if (held?.version === version) return held.configuration
  const configuration = loadVersion(database, version, connectors)
  cache.set(database, { version, configuration })
  configuration.catch(() => cache.delete(database))
  return configuration
}

async function loadVersion(database: Database, version: number, connectors: Connectors): Promise<LoadedConfiguration> {
  const source = version === 0 ? undefined : await versionSource(database, version)
  invariant(version === 0 || source !== undefined, `configuration version ${version} exists`)
  const document = source === undefined ? NOTHING_APPLIED : documentOf(source)
  const ids = await loadAgentIds(database)
  const rules = await loadRuleNumbers(database, ruleNames(document))
  const files = version === 0 ? NO_FILES : await versionFiles(database, version)
  const extensions = loadExtensions(document, { files, agents: ids, locate: locateByPath })
  const compiled = compileRuleSet(document, { version, ids: { agents: ids, rules }, connectors, extensions })
  refuse(compiled.problems)
  const agents = entriesOf(document.agents).map(([name, written]) => configuredAgent(ids.get(name) ?? 0, name, written))
  return { version, document, files, rules: compiled.rules, farms: compiled.farms, agents }
}

function configuredAgent(id: number, name: string, written: AgentDocument): ConfiguredAgent {
  const runProfiles = new Map(entriesOf(written.runProfiles).map(([profile, steps]) => [profile, steps.map(stepOf)]))
  return { id, name, connector: written.connector, settings: written.settings, guard: written.guard ?? {}, runProfiles }
}
