import { expect } from '@jest/globals'
import { applyConfiguration } from '../../../src/configuration/apply.js'
import { checkDocument } from '../../../src/configuration/check.js'
import type { AgentRequirement } from '../../../src/configuration/requirements.js'
import type { Snapshot } from '../../scenarios/runner/snapshot.js'
import type { TestHub } from '../../support/hub.js'
import { type Agent, comeBack, doneBy, fullSynchronizations, keep, photograph, run } from './world.js'

/** What became of a change of rules. */
export interface Outcome {
  readonly requirements: readonly AgentRequirement[]
  /** How many entries the required synchronizations looked at, and how many a full synchronization of everything. */
  readonly looked: number
  readonly lookedFully: number
  readonly byDeltas: Snapshot
  readonly fully: Snapshot
}

/** From where the hub is: the next rules with what the plan requires, and the same rules with a full synchronization of everything. */
export async function change(hub: TestHub, next: object): Promise<Outcome> {
  await keep(hub, 'before')
  const document = checkDocument(next as Record<string, unknown>)
  const { plan } = await applyConfiguration(hub.database, document, { author: 'test' })
  const order = Object.keys(document.document.agents ?? {}) as Agent[]
  let looked = 0
  for (const agent of order)
    looked += await synchronize(
      hub,
      plan.requirements.find(each => each.agent === agent),
    )
  expect(await leftOver(hub)).toEqual([])
  const byDeltas = await photograph(hub)
  await comeBack(hub, 'before')
  const lookedFully = await fullSynchronizations(hub, order)
  return { requirements: plan.requirements, looked, lookedFully, byDeltas, fully: await photograph(hub) }
}

/** Does what is required and nothing else, and sees to it that exactly what was marked is looked at, besides what always is. */
async function synchronize(hub: TestHub, requirement: AgentRequirement | undefined): Promise<number> {
  if (requirement === undefined || requirement.needs === 'nothing') return 0
  const agent = requirement.agent as Agent
  if (requirement.needs !== 'synchronization') return doneBy(hub, await run(hub, agent, 'full-synchronization'))
  expect(await marked(hub, agent)).toBe(requirement.entries)
  const due = await dueOf(hub, agent)
  const looked = await doneBy(hub, await run(hub, agent, 'delta-synchronization'))
  expect(looked).toBe(due)
  return looked
}

const numberOf = (agent: Agent): string => `(select id from agent where name = '${agent}')`

async function marked(hub: TestHub, agent: Agent): Promise<number> {
  const rows = await hub.database.query(`select from resynchronization where agent_id = ${numberOf(agent)}`)
  return rows.length
}

/** Marks that stayed, though nothing failed. */
const leftOver = (hub: TestHub) =>
  hub.database.query(
    `select m.* from resynchronization m where not exists
       (select from problem p where p.entry_id = m.entry_id and p.phase = 'synchronization')`,
  )

/** Entries that a delta synchronization is to look at: marked ones, disconnectors, failed ones. */
async function dueOf(hub: TestHub, agent: Agent): Promise<number> {
  const rows = await hub.database.query(
    `select entry_id from resynchronization where agent_id = ${numberOf(agent)}
     union select entry_id from disconnector where agent_id = ${numberOf(agent)} and state = 'disconnector'
     union select entry_id from pending_import where agent_id = ${numberOf(agent)}
     union select entry_id from problem where agent_id = ${numberOf(agent)} and phase = 'synchronization'`,
  )
  return rows.length
}
