import type { Actor } from '../access/actor.js'
import { audited } from '../access/audit.js'
import { authorize } from '../access/authorize.js'
import { type AppliedConfiguration, applyConfiguration as apply } from '../configuration/apply.js'
import { type CheckedConfiguration, checkConfiguration } from '../configuration/check.js'
import { type ConfigurationPlan, planConfiguration as plan } from '../configuration/difference.js'
import { type ExtensionFiles, NO_FILES } from '../configuration/extensions/files.js'
import { loadRuleSet } from '../configuration/load.js'
import { readText } from '../configuration/read.js'
import { countedPlan } from '../configuration/settle-plan.js'
import type { Problem } from '../model/problem.js'
import { versionFiles } from '../storage/configuration/files.js'
import { versionSource } from '../storage/configuration/versions.js'
import {
  type ConfigurationVersionRow,
  countVersions,
  currentVersion,
  findVersions,
  listVersions,
} from '../storage/read/configuration-versions.js'
import type { PageRequest } from '../storage/read/page.js'
import { listSchedules } from '../storage/runs/schedules.js'
import type { Hub } from './hub.js'
import type { Listed } from './paging.js'

export async function configurationVersions(
  hub: Hub,
  actor: Actor,
  page: PageRequest,
): Promise<Listed<ConfigurationVersionRow>> {
  authorize(actor, 'read-configuration')
  return { ...(await listVersions(hub.database, page)), count: () => countVersions(hub.database) }
}

export async function versionsById(hub: Hub, actor: Actor, ids: readonly number[]): Promise<ConfigurationVersionRow[]> {
  authorize(actor, 'read-configuration')
  return findVersions(hub.database, ids)
}

/** The version in force; undefined before the first. */
export async function configurationInForce(hub: Hub, actor: Actor): Promise<ConfigurationVersionRow | undefined> {
  authorize(actor, 'read-configuration')
  const id = await currentVersion(hub.database)
  return id === undefined ? undefined : (await findVersions(hub.database, [id]))[0]
}

/** A version's document as YAML. Secrets are references in it. */
export async function configurationDocument(hub: Hub, actor: Actor, version: number): Promise<string | undefined> {
  authorize(actor, 'read-configuration')
  return versionSource(hub.database, version)
}

/** The modules of a version: path, relative to the configuration's folder, to text. */
export async function configurationFiles(hub: Hub, actor: Actor, version: number): Promise<ExtensionFiles> {
  authorize(actor, 'read-configuration')
  return versionFiles(hub.database, version)
}

/** A document as YAML, with the modules that it names; or both checked already. */
export type GivenConfiguration =
  | string
  | { readonly text: string; readonly files: ExtensionFiles }
  | CheckedConfiguration

export interface PlannedConfiguration {
  readonly plan: ConfigurationPlan
  readonly warnings: readonly Problem[]
  /** The version that the plan compares with; 0 for none. */
  readonly version: number
}

/**
 * What applying a document would change. Changes nothing.
 * @throws ConfigurationError with every problem and its place
 */
export function planConfiguration(hub: Hub, actor: Actor, document: GivenConfiguration): Promise<PlannedConfiguration> {
  return audited(hub.database, actor, { operation: 'plan-configuration' }, async () => {
    const { document: next, warnings, files = NO_FILES } = checked(document)
    const current = await loadRuleSet(hub.database)
    const before = current.version === 0 ? undefined : current.document
    return {
      plan: await countedPlan(hub.database, plan(before, next, { before: current.files, after: files })),
      warnings,
      version: current.version,
    }
  })
}

export interface ApplyRequest {
  readonly document: GivenConfiguration
  readonly expectedVersion?: number
}

/**
 * Puts a document in force, with its schedules.
 * @throws ConfigurationError with every problem and its place; ProblemError `configuration.conflict`. Nothing has changed then.
 */
export function applyConfiguration(
  hub: Hub,
  actor: Actor,
  { document, expectedVersion }: ApplyRequest,
): Promise<AppliedConfiguration> {
  return audited(hub.database, actor, { operation: 'apply-configuration', details: { expectedVersion } }, () =>
    applyChecked(hub, actor, checked(document), expectedVersion),
  )
}

async function applyChecked(
  hub: Hub,
  actor: Actor,
  next: CheckedConfiguration,
  expectedVersion: number | undefined,
): Promise<AppliedConfiguration> {
  const expected = expectedVersion === undefined ? {} : { expectedVersion }
  const applied = await apply(hub.database, next, { author: actor.name, ...expected })
  await hub.queue.setSchedules(await listSchedules(hub.database))
  return applied
}

function checked(given: GivenConfiguration): CheckedConfiguration {
  if (typeof given === 'string') return checkConfiguration(readText(given))
  return 'text' in given ? checkConfiguration(readText(given.text, 'hub.yaml', given.files)) : given
}
