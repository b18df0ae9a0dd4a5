import type { Actor } from '../access/actor.js'
import { authorize } from '../access/authorize.js'
import { type AgentStatistics, countConnectorSpaces } from '../storage/read/agent-statistics.js'
import { type AgentRow, countAgents, findAgents, findAgentsNamed, listAgents } from '../storage/read/agents.js'
import type { PageRequest } from '../storage/read/page.js'
import {
  countRunProfiles,
  findProfilesOf,
  findRunProfiles,
  listRunProfiles,
  type RunProfileRow,
} from '../storage/read/run-profiles.js'
import type { Hub } from './hub.js'
import type { Listed } from './paging.js'

export async function agents(hub: Hub, actor: Actor, page: PageRequest): Promise<Listed<AgentRow>> {
  authorize(actor, 'read-agents')
  return { ...(await listAgents(hub.database, page)), count: () => countAgents(hub.database) }
}

/** Also agents that the configuration does not have any more: their runs and links still speak of them. */
export async function agentsById(hub: Hub, actor: Actor, ids: readonly number[]): Promise<AgentRow[]> {
  authorize(actor, 'read-agents')
  return findAgents(hub.database, ids)
}

export async function agentsNamed(hub: Hub, actor: Actor, names: readonly string[]): Promise<AgentRow[]> {
  authorize(actor, 'read-agents')
  return findAgentsNamed(hub.database, names)
}

export async function connectorSpaceStatistics(
  hub: Hub,
  actor: Actor,
  ids: readonly number[],
): Promise<AgentStatistics[]> {
  authorize(actor, 'read-entries')
  return countConnectorSpaces(hub.database, ids)
}

export async function runProfiles(hub: Hub, actor: Actor, agent: string | undefined, page: PageRequest) {
  authorize(actor, 'read-agents')
  return { ...(await listRunProfiles(hub.database, agent, page)), count: () => countRunProfiles(hub.database, agent) }
}

export async function runProfilesById(hub: Hub, actor: Actor, ids: readonly number[]): Promise<RunProfileRow[]> {
  authorize(actor, 'read-agents')
  return findRunProfiles(hub.database, ids)
}

export async function runProfilesOf(hub: Hub, actor: Actor, ids: readonly number[]): Promise<RunProfileRow[]> {
  authorize(actor, 'read-agents')
  return findProfilesOf(hub.database, ids)
}
