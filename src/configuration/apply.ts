import { searchKey } from '../metaverse/keys.js'
import { type Problem, ProblemError } from '../model/problem.js'
import {
  type AgentRow,
  agentsWithEntries,
  agentsWithOpenRuns,
  saveAgents,
  saveSchedules,
} from '../storage/configuration/agents.js'
import { ensureIndexes } from '../storage/configuration/ensure-indexes.js'
import { addFiles, filesInEdit } from '../storage/configuration/files.js'
import { lockAllExports } from '../storage/configuration/lock-exports.js'
import { createConnectorSpace } from '../storage/configuration/partitions.js'
import { numberRules } from '../storage/configuration/rules.js'
import { type EditTransaction, editConfiguration } from '../storage/configuration/transaction.js'
import { addVersion, newestVersion } from '../storage/configuration/versions.js'
import type { Database } from '../storage/database.js'
import type { CheckedConfiguration } from './check.js'
import { compileMetaverse } from './compile-metaverse.js'
import { type ConfigurationPlan, planConfiguration } from './difference.js'
import type { HubDocument } from './document.js'
import { NO_FILES } from './extensions/files.js'
import { entriesOf, stepOf } from './normal-forms.js'
import { locateByPath } from './place.js'
import { newReport } from './report.js'
import type { Requirement } from './requirements.js'
import { ruleNames } from './rule-names.js'
import { markedPlan } from './settle-plan.js'
import { documentOf } from './stored-document.js'
import { configurationDigest, exportDocument } from './write.js'

export interface ApplyOptions {
  /** Who applies it, as the version's history shows it. */
  readonly author: string
  /** The version that the author has seen, 0 for none; applying on top of another one is refused. Absent: whatever is in force. */
  readonly expectedVersion?: number
}

export interface AppliedConfiguration {
  /** The version now in force. */
  readonly version: number
  /** False when the document was in force already: then nothing was written. */
  readonly applied: boolean
  readonly plan: ConfigurationPlan
  readonly warnings: readonly Problem[]
}

/**
 * Puts a checked document in force, in one transaction: version, agents with their flags and connector spaces, run profiles,
 * schedules, numbers of rules, marks on the entries that changed rules can affect. Indexes of newly indexed attributes are made afterwards.
 * @throws ProblemError `configuration.conflict`; nothing has changed then
 */
export async function applyConfiguration(
  database: Database,
  { document, warnings, files = NO_FILES }: Pick<CheckedConfiguration, 'document' | 'warnings' | 'files'>,
  options: ApplyOptions,
): Promise<AppliedConfiguration> {
  const source = exportDocument(document)
  const digest = configurationDigest(source, files)
  const result = await editConfiguration(database, async edit => {
    const current = await newestVersion(edit)
    refuseOtherVersion(current?.id ?? 0, options.expectedVersion)
    const before = current && documentOf(current.source)
    const held = current === undefined ? NO_FILES : await filesInEdit(edit, current.id)
    const { affected, ...plan } = planConfiguration(before, document, { before: held, after: files })
    if (current?.digest === digest) return { version: current.id, applied: false, plan }
    if (before) await refuseDisturbance(edit, before, document)
    // First of all, so that nobody waits for us who has what we want.
    await lockAllExports(edit)
    await save(edit, document, plan)
    const version = await addVersion(edit, { document, source, digest, author: options.author })
    await addFiles(edit, version, files)
    return { version, applied: true, plan: await markedPlan(edit, { ...plan, affected }) }
  })
  await ensureConfiguredIndexes(database, document)
  return { ...result, warnings }
}

/** Makes the indexes that a document asks for. Part of applying; also for starting up, in case that was cut off. */
export function ensureConfiguredIndexes(database: Database, document: HubDocument): Promise<string[]> {
  const { attributes } = compileMetaverse(document, new Map(), newReport(locateByPath))
  return ensureIndexes(database, attributes.values(), searchKey)
}

async function save(edit: EditTransaction, document: HubDocument, plan: ConfigurationPlan): Promise<void> {
  const { added } = await saveAgents(edit, agentRows(document, plan))
  for (const agent of added) await createConnectorSpace(edit, agent)
  await saveSchedules(
    edit,
    entriesOf(document.schedules).map(
      ([name, { cron = null, watch = null, timezone = 'UTC', runs, enabled = true }]) => ({
        name,
        cron,
        watch,
        timezone,
        runs,
        enabled,
      }),
    ),
  )
  await numberRules(edit, ruleNames(document))
}

function agentRows(document: HubDocument, plan: ConfigurationPlan): AgentRow[] {
  const needs = new Map(plan.requirements.map(each => [each.agent, each.needs]))
  return entriesOf(document.agents).map(([name, written]) => ({
    name,
    connector: written.connector,
    settings: written.settings,
    guard: written.guard ?? {},
    runProfiles: Object.fromEntries(
      entriesOf(written.runProfiles).map(([profile, steps]) => [profile, steps.map(step => ({ ...stepOf(step) }))]),
    ),
    fullImportRequired: needs.get(name) === 'full-import',
    fullSynchronizationRequired: isWhole(needs.get(name)),
  }))
}

const isWhole = (needs: Requirement | undefined): boolean => needs === 'full-synchronization' || needs === 'full-import'

function refuseOtherVersion(current: number, expected: number | undefined): void {
  if (expected === undefined || expected === current) return
  throw new ProblemError({
    code: 'configuration.conflict',
    message: `Version ${current} is in force, not version ${expected}: somebody else has applied a configuration`,
    hint: 'Look at the difference to the version in force, and apply on top of it.',
  })
}

// A run that is under way must find its agent, and a connector space holds what one kind of source said.
async function refuseDisturbance(edit: EditTransaction, before: HubDocument, after: HubDocument): Promise<void> {
  const common = entriesOf(before.agents).map(([name, { connector }]) => ({
    name,
    connector,
    now: after.agents?.[name]?.connector,
  }))
  const otherConnector = common
    .filter(each => each.now !== undefined && each.now !== each.connector)
    .map(each => each.name)
  const removed = common.filter(each => each.now === undefined).map(each => each.name)
  const [filled] = await agentsWithEntries(edit, otherConnector)
  if (filled !== undefined) {
    throw new ProblemError({
      code: 'configuration.conflict',
      message: `${filled} gets another connector, but its connector space still holds what the old one read`,
      hint: 'Give the new connector an agent of its own name, or clear the connector space first.',
      where: { agent: filled, path: `agents.${filled}.connector` },
    })
  }
  const [running] = await agentsWithOpenRuns(edit, [...removed, ...otherConnector])
  if (running === undefined) return
  throw new ProblemError({
    code: 'configuration.conflict',
    message: `${running} has a run that has not ended, and would lose what it runs on`,
    hint: 'Wait for the run, or cancel it, and apply again.',
    where: { agent: running },
  })
}
