import type { RunStatus } from '../model/status.js'
import { agents, connectorSpaceStatistics } from '../service/agents.js'
import { configurationInForce } from '../service/configuration.js'
import { metaverseObjects } from '../service/metaverse.js'
import { runs } from '../service/runs.js'
import { type Schedule, schedules } from '../service/schedules.js'
import { schemaOf } from '../service/schema.js'
import type { OpenedHub } from './open-hub.js'

const ONE = { limit: 1, backwards: false }
const PAGE = { limit: 1_000, backwards: false }

export interface AgentStatus {
  readonly name: string
  readonly connector: string
  readonly objects: number
  readonly connectors: number
  readonly pendingImports: number
  readonly pendingExports: number
  readonly problems: number
  readonly needs: 'full-import' | 'full-synchronization' | 'synchronization' | 'nothing'
  readonly lastRun: { readonly profile: string; readonly status: RunStatus; readonly requestedAt: Date } | null
}

export interface HubStatus {
  /** Of the configuration in force; null before the first. */
  readonly version: number | null
  readonly agents: readonly AgentStatus[]
  /** Metaverse type → number of objects; types without objects are left out. */
  readonly metaverse: Readonly<Record<string, number>>
  readonly openRuns: number
  readonly pausedSchedules: readonly (Pick<Schedule, 'name'> & NonNullable<Schedule['pause']>)[]
}

/** What an administrator wants to know first. Counts whole tables. */
export async function loadStatus({ hub, actor }: OpenedHub): Promise<HubStatus> {
  const version = await configurationInForce(hub, actor)
  const open = await runs(hub, actor, { ended: false }, ONE)
  return {
    version: version?.id ?? null,
    agents: await loadAgents({ hub, actor }),
    metaverse: await countTypes({ hub, actor }),
    openRuns: await open.count(),
    pausedSchedules: (await schedules(hub, actor)).flatMap(({ name, pause }) =>
      pause === undefined ? [] : [{ name, ...pause }],
    ),
  }
}

type Asking = Pick<OpenedHub, 'hub' | 'actor'>

async function loadAgents({ hub, actor }: Asking): Promise<AgentStatus[]> {
  const { rows } = await agents(hub, actor, PAGE)
  const statistics = await connectorSpaceStatistics(
    hub,
    actor,
    rows.map(agent => agent.id),
  )
  return Promise.all(
    rows.map(async agent => {
      const counts = statistics.find(each => each.agent === agent.id)
      const [last] = (await runs(hub, actor, { agent: agent.name }, ONE)).rows
      return {
        name: agent.name,
        connector: agent.connector,
        objects: counts?.all ?? 0,
        connectors: (counts?.connectors ?? 0) + (counts?.explicitConnectors ?? 0),
        pendingImports: (counts?.importAdds ?? 0) + (counts?.importUpdates ?? 0) + (counts?.importDeletes ?? 0),
        pendingExports: (counts?.exportAdds ?? 0) + (counts?.exportUpdates ?? 0) + (counts?.exportDeletes ?? 0),
        problems: counts?.problems ?? 0,
        needs: needsOf(agent),
        lastRun:
          last === undefined ? null : { profile: last.profileName, status: last.status, requestedAt: last.requestedAt },
      }
    }),
  )
}

interface Needing {
  readonly fullImportRequired: boolean
  readonly fullSynchronizationRequired: boolean
  readonly synchronizationRequired: boolean
}

function needsOf(agent: Needing): AgentStatus['needs'] {
  if (agent.fullImportRequired) return 'full-import'
  if (agent.fullSynchronizationRequired) return 'full-synchronization'
  return agent.synchronizationRequired ? 'synchronization' : 'nothing'
}

async function countTypes({ hub, actor }: Asking): Promise<Record<string, number>> {
  const { metaverse } = await schemaOf(hub)
  const counts: Record<string, number> = {}
  for (const type of metaverse.types.keys()) {
    const count = await (await metaverseObjects(hub, actor, { type, where: undefined }, ONE)).count()
    if (count > 0) counts[type] = count
  }
  return counts
}
