import type { ConnectorContext, ObjectTypeSelection } from '../../connectors/connector.js'
import type { RuleSet } from '../../rules/rule-set.js'
import type { Database } from '../../storage/database.js'
import { configureFrom } from '../configure.js'
import type { RunAgent } from '../step-context.js'

/** An agent of the configuration in force, and what its connector is opened with. */
export interface OpenableAgent {
  readonly agent: RunAgent
  readonly context: ConnectorContext
}

export interface Opening {
  /** Where relative paths of the configuration begin. */
  readonly folder: string
  readonly signal: AbortSignal
  readonly trace?: ConnectorContext['trace']
}

/**
 * Reads the configuration in force for an agent outside of any run.
 * @throws ProblemError `run.configuration` or `configuration.secret`
 */
export async function openableAgent(
  database: Database,
  id: number,
  { folder, signal, trace }: Opening,
): Promise<OpenableAgent> {
  const { rules, agent } = await configureFrom(database, folder)(id)
  const context = { folder: agent.folder, types: selectionsOf(rules, id), signal }
  return { agent, context: { ...context, ...(trace && { trace }) } }
}

const selectionsOf = (rules: RuleSet, agent: number): ObjectTypeSelection[] =>
  [...(rules.agents.get(agent)?.types.values() ?? [])].map(type => ({
    name: type.objectType,
    attributes: [...type.attributes.values()],
  }))
