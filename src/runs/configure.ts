import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { loadRuleSet } from '../configuration/load.js'
import { resolveSecrets } from '../configuration/secrets.js'
import type { TraceEvent } from '../connectors/connector.js'
import { connectorNamed } from '../connectors/registry.js'
import { ProblemError } from '../model/problem.js'
import type { Database } from '../storage/database.js'
import type { Runner } from './execute-run.js'

/** Where the requests of an agent to its source are told; undefined where nobody wants to see them. */
export type TraceOf = (agent: string) => ((event: TraceEvent) => void) | undefined

/** Reads the configuration in force for one agent, with its secrets resolved and its settings as the connector wants them. */
export function configureFrom(database: Database, folder: string, traceOf?: TraceOf): Runner['configure'] {
  return async id => {
    const { rules, agents } = await loadRuleSet(database)
    const agent = agents.find(each => each.id === id)
    const connector = agent === undefined ? undefined : connectorNamed(agent.connector)
    if (agent === undefined || connector === undefined) {
      throw new ProblemError({
        code: 'run.configuration',
        message: `Agent ${id} is not part of the configuration in force.`,
        hint: 'Apply a configuration that has it.',
      })
    }
    const resolved = await resolveSecrets(agent.name, agent.settings, {
      env: process.env,
      readFile: path => readFile(resolve(folder, path), 'utf8'),
    })
    const settings = connector.settings.safeParse(resolved)
    if (!settings.success) {
      const [issue] = settings.error.issues
      throw new ProblemError({
        code: 'run.configuration',
        message: `The settings of agent ${agent.name} are not what connector ${connector.name} needs: ${issue?.path.join('.')} ${issue?.message}`,
        hint: 'Repair them and apply the configuration again.',
        where: { agent: agent.name },
      })
    }
    const trace = traceOf?.(agent.name)
    const known = { id, name: agent.name, connector, settings: settings.data, folder }
    return { rules, agent: { ...known, ...(trace && { trace }) } }
  }
}
