import { invariant } from '../model/invariant.js'

// Partitions are addressed by name where the agent is known: planning and row routing then cost nothing.
const partition = (table: string, agent: number): string => {
  invariant(Number.isInteger(agent) && agent > 0, `agent id ${agent}`)
  return `${table}_${agent}`
}

/** The table of one agent's entries. */
export const entriesOf = (agent: number): string => partition('entry', agent)

/** The table of one agent's references. */
export const referencesOf = (agent: number): string => partition('entry_reference', agent)
