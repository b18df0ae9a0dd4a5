import type { Contributor } from '../../metaverse/history.js'
import { agentsById } from '../../service/agents.js'
import { entriesById } from '../../service/entries.js'
import { pastNames, runsOfSteps } from '../../service/history.js'
import { ruleNames } from '../../service/metaverse.js'
import { runsById, stepsOf } from '../../service/runs.js'
import type { OpenedHub } from '../open-hub.js'

export type Asking = Pick<OpenedHub, 'hub' | 'actor'>

/** Where a value comes from, in words. */
export interface Origin {
  readonly agent: string
  readonly entry: string
  readonly rule: string
  readonly at: Date
}

export type NamesOf = (contributor: Contributor) => Origin

/** Says contributors in words: a fixed number of statements for all of them. */
export async function loadNames({ hub, actor }: Asking, contributors: readonly Contributor[]): Promise<NamesOf> {
  const unique = (key: 'agent' | 'entry' | 'rule'): number[] => [...new Set(contributors.map(each => each[key]))]
  const agents = nameMap(await agentsById(hub, actor, unique('agent')))
  const rules = nameMap(await ruleNames(hub, unique('rule')))
  const past = await pastNames(hub, actor, unique('entry'))
  const held = await entriesById(hub, actor, unique('entry'))
  const entries = new Map([...past, ...held].map(({ id, dn }) => [id, dn]))
  return ({ agent, entry, rule, at }) => ({
    agent: agents.get(agent) ?? `agent ${agent}`,
    entry: entries.get(entry) ?? `entry ${entry}`,
    rule: rules.get(rule) ?? `rule ${rule}`,
    at: new Date(at),
  })
}

const nameMap = (rows: readonly { readonly id: number; readonly name: string }[]): Map<number, string> =>
  new Map(rows.map(({ id, name }) => [id, name]))

/** A step of a run, in words. */
export interface StepName {
  readonly agent: string
  readonly profile: string
  readonly number: number
  readonly step: string
}

/** The steps that are still on record. */
export async function loadSteps({ hub, actor }: Asking, steps: readonly number[]): Promise<Map<number, StepName>> {
  const places = await runsOfSteps(hub, [...new Set(steps)])
  const ids = [...new Set(places.map(({ run }) => run))]
  const runs = new Map((await runsById(hub, actor, ids)).map(run => [run.id, run]))
  const types = new Map((await stepsOf(hub, actor, ids)).map(step => [step.id, step.definition.type]))
  return new Map(
    places.flatMap(({ id, run }) => {
      const found = runs.get(run)
      if (found === undefined) return []
      const { agentName, profileName, number } = found
      return [[id, { agent: agentName, profile: profileName, number, step: types.get(id) ?? '' }] as const]
    }),
  )
}
