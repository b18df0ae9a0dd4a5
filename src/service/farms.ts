import type { Actor } from '../access/actor.js'
import { authorize } from '../access/authorize.js'
import { withoutHidden } from '../access/visibility.js'
import { loadRuleSet } from '../configuration/load.js'
import { connectorNamed } from '../connectors/registry.js'
import { rdnOf, unescapeDnValue } from '../model/dn.js'
import { ProblemError } from '../model/problem.js'
import { valuesOf } from '../model/value.js'
import { didYouMean } from '../rules/nearest.js'
import { type AgentRow, listAgents } from '../storage/read/agents.js'
import type { PageRequest } from '../storage/read/page.js'
import { countRemovals, listRemovals, type RemovalRow } from '../storage/read/removals.js'
import type { Hub } from './hub.js'
import type { Listed } from './paging.js'
import { sightFor } from './sight.js'

/** A profile that the farm administrator has to remove. */
export interface FarmRemoval {
  readonly entry: number
  readonly accountName: string
  readonly displayName: string | undefined
  /** When its delete was exported. */
  readonly since: Date
  readonly run: number | undefined
  readonly runNumber: number | undefined
}

/**
 * What has to be removed from a farm by hand, because its services cannot delete a profile. A farm is named as in the configuration, or by its agent.
 * @throws ProblemError `request.not-found` when no agent of a farm has the name
 */
export async function farmRemovals(
  hub: Hub,
  actor: Actor,
  farm: string,
  page: PageRequest,
): Promise<Listed<FarmRemoval>> {
  authorize(actor, 'read-entries')
  const { id } = await listingAgent(hub, farm)
  const { rows, more } = await listRemovals(hub.database, id, page)
  const hidden = (await sightFor(hub, actor)).hiddenOf(id)
  const seen = rows.map(row => removalOf({ ...row, image: withoutHidden(row.image, hidden) }))
  return { rows: seen, more, count: () => countRemovals(hub.database, id) }
}

const removalOf = ({ entry, dn, image, since, run, runNumber }: RemovalRow): FarmRemoval => ({
  entry,
  accountName: valuesOf(image, 'AccountName')[0] ?? accountNameIn(dn),
  displayName: valuesOf(image, 'PreferredName')[0],
  since,
  run,
  runNumber,
})

// A profile's name is its account name, in one component where that could be mistaken for an LDAP name.
const accountNameIn = (dn: string): string =>
  dn.includes('=') ? unescapeDnValue(rdnOf(dn).replace(/^\s*cn\s*=/i, '')) : dn

const MOST_AGENTS = 10_000

/** A farm by its own name, or by that of its agent. */
async function listingAgent(hub: Hub, wanted: string): Promise<AgentRow> {
  const { farms: configured } = await loadRuleSet(hub.database)
  const farm = configured.get(wanted)
  if (farm !== undefined && farm.agent === undefined) throw withoutAgent(wanted)
  const name = farm?.agent ?? wanted
  const { rows } = await listAgents(hub.database, { limit: MOST_AGENTS, backwards: false })
  const farms = rows.filter(({ connector }) => connectorNamed(connector)?.capabilities.deletes === 'listed')
  const found = farms.find(each => each.name === name)
  if (found !== undefined) return found
  const other = rows.some(agent => agent.name === name)
  const hint = didYouMean(
    name,
    [...farms.map(each => each.name), ...configured.keys()],
    'No agent of this configuration is a SharePoint farm.',
  )
  throw new ProblemError({
    code: 'request.not-found',
    message: other ? `Agent ${name} is no SharePoint farm.` : `There is no farm “${name}”.`,
    ...(hint && { hint }),
  })
}

const withoutAgent = (farm: string): ProblemError =>
  new ProblemError({
    code: 'request.not-found',
    message: `The farm ${farm} has no agent: nothing is written to it, so that nothing has to be removed from it.`,
    hint: 'Name its agent under farms: in the configuration, if there is one.',
  })
