import { ProblemError } from '../model/problem.js'
import { type AgentRow, findAgentsNamed } from '../storage/read/agents.js'
import type { Hub } from './hub.js'

/** The agent of the configuration in force with this name. @throws ProblemError `request.not-found` */
export async function configuredAgent({ database }: Hub, name: string): Promise<AgentRow> {
  const [agent] = await findAgentsNamed(database, [name])
  if (agent !== undefined) return agent
  const hint = '`hub status` lists the agents.'
  throw new ProblemError({ code: 'request.not-found', message: `There is no agent “${name}”.`, hint, about: 'agent' })
}
