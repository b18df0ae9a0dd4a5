import type { AttributeDefinition, Attributes } from '../model/value.js'
import type { RuleSet } from '../rules/rule-set.js'
import { agentsById, agentsNamed, connectorSpaceStatistics, runProfilesById, runProfilesOf } from '../service/agents.js'
import { versionsById } from '../service/configuration.js'
import { entriesById, entryExports, entryImages } from '../service/entries.js'
import { linksOf, objectsById, objectValues, ruleNames } from '../service/metaverse.js'
import { problemsById, problemsOfEntries } from '../service/problems.js'
import { runsById, stepsOf } from '../service/runs.js'
import { entryAttribute, metaverseAttribute, schemaOf } from '../service/schema.js'
import { whatIfsById } from '../service/what-if.js'
import { byId, groupBy } from './batches.js'
import type { GraphContext } from './context.js'

/** Single things, fetched together with all others of their kind that the same level of a query asks for. */

export const loadAgent = ({ batches, hub, actor }: GraphContext, id: number) =>
  batches.load('agent', id, async ids => byId(await agentsById(hub, actor, ids)))

export const loadAgentNamed = ({ batches, hub, actor }: GraphContext, name: string) =>
  batches.load(
    'agent named',
    name,
    async names => new Map((await agentsNamed(hub, actor, names)).map(row => [row.name, row])),
  )

export const loadStatistics = ({ batches, hub, actor }: GraphContext, agent: number) =>
  batches.load('statistics', agent, async ids => {
    const all = await connectorSpaceStatistics(hub, actor, ids)
    return new Map(all.map(each => [each.agent, each]))
  })

export const loadRunProfile = ({ batches, hub, actor }: GraphContext, id: number) =>
  batches.load('run profile', id, async ids => byId(await runProfilesById(hub, actor, ids)))

export const loadRunProfilesOf = ({ batches, hub, actor }: GraphContext, agent: number) =>
  batches.load('run profiles of', agent, async ids =>
    groupBy(ids, await runProfilesOf(hub, actor, ids), row => row.agent),
  )

export const loadEntry = ({ batches, hub, actor }: GraphContext, id: number) =>
  batches.load('entry', id, async ids => byId(await entriesById(hub, actor, ids)))

export const loadEntryImages = ({ batches, hub, actor }: GraphContext, entry: number) =>
  batches.load('images', entry, async ids => byId(await entryImages(hub, actor, ids)))

export const loadEntryExports = ({ batches, hub, actor }: GraphContext, entry: number) =>
  batches.load('exports', entry, async ids => groupBy(ids, await entryExports(hub, actor, ids), row => row.entry))

export const loadObject = ({ batches, hub, actor }: GraphContext, id: number) =>
  batches.load('object', id, async ids => byId(await objectsById(hub, actor, ids)))

export const loadLinks = ({ batches, hub, actor }: GraphContext, object: number) =>
  batches.load('links', object, async ids => groupBy(ids, await linksOf(hub, actor, ids), row => row.object))

export const loadRun = ({ batches, hub, actor }: GraphContext, id: number) =>
  batches.load('run', id, async ids => byId(await runsById(hub, actor, ids)))

export const loadSteps = ({ batches, hub, actor }: GraphContext, run: number) =>
  batches.load('steps', run, async ids => groupBy(ids, await stepsOf(hub, actor, ids), row => row.run))

export const loadProblem = ({ batches, hub, actor }: GraphContext, id: number) =>
  batches.load('problem', id, async ids => byId(await problemsById(hub, actor, ids)))

export const loadProblemsOf = ({ batches, hub, actor }: GraphContext, entry: number) =>
  batches.load('problems of', entry, async ids =>
    groupBy(ids, await problemsOfEntries(hub, actor, ids), row => row.entry),
  )

export const loadVersion = ({ batches, hub, actor }: GraphContext, id: number) =>
  batches.load('version', id, async ids => byId(await versionsById(hub, actor, ids)))

export const loadWhatIf = ({ batches, hub, actor }: GraphContext, id: number) =>
  batches.load('what-if', id, async ids => byId(await whatIfsById(hub, actor, ids)))

/** The name of a rule; one that was never stored is its number. */
export async function loadRuleName({ batches, hub }: GraphContext, id: number): Promise<string> {
  const found = await batches.load('rule', id, async ids => byId(await ruleNames(hub, ids)))
  return found?.name ?? `rule ${id}`
}

/** Values of an object: each name that is asked for is fetched for all objects at once, and nothing else is. */
export async function loadValues(
  { batches, hub, actor }: GraphContext,
  object: number,
  name: string | undefined,
): Promise<Attributes> {
  if (name === undefined) {
    const whole = await batches.load('values', object, async ids =>
      byId(await objectValues(hub, actor, ids, undefined)),
    )
    return whole?.attributes ?? {}
  }
  const found = await batches.load<string, Attributes>('value', `${object}:${name}`, async keys => {
    const wanted = keys.map(splitKey)
    const ids = [...new Set(wanted.map(each => each.object))]
    const rows = byId(await objectValues(hub, actor, ids, [...new Set(wanted.map(each => each.name))]))
    return new Map(wanted.map((each, i) => [keys[i] as string, rows.get(each.object)?.attributes ?? {}]))
  })
  return found ?? {}
}

function splitKey(key: string): { object: number; name: string } {
  const colon = key.indexOf(':')
  return { object: Number(key.slice(0, colon)), name: key.slice(colon + 1) }
}

const loadRules = async ({ batches, hub }: GraphContext): Promise<RuleSet> =>
  (await batches.load('rules', 0, async () => new Map([[0, await schemaOf(hub)]]))) as RuleSet

export async function metaverseDefinitions(context: GraphContext): Promise<(name: string) => AttributeDefinition> {
  const rules = await loadRules(context)
  return name => metaverseAttribute(rules, name)
}

export async function entryDefinitions(
  context: GraphContext,
  entry: { readonly agent: number; readonly objectType: string },
): Promise<(name: string) => AttributeDefinition> {
  const rules = await loadRules(context)
  return name => entryAttribute(rules, entry, name)
}
