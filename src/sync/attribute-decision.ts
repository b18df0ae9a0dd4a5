import { searchKey } from '../metaverse/keys.js'
import type { MetaverseAttribute } from '../metaverse/schema.js'
import type { Values } from '../model/value.js'
import { type FlowConnector, onlyConnector, winner } from '../rules/precedence.js'
import type { AttributeFlows, ImportFlow, Precedence, Scope } from '../rules/rule-set.js'
import type { WorkEntry } from './work.js'

/** An entry linked to the object, as import flows see it. */
export interface Connector extends FlowConnector {
  readonly entry: WorkEntry
  /** What it gave when it was last synchronized, for the entry that is being synchronized; undefined for all others. */
  readonly before: Scope | undefined
}

/** Gives the values of a flow for a connector; undefined: nothing, empty: nothing, and nobody else is to be asked. */
export type Give = (flow: ImportFlow, connector: Connector, scope: Scope) => Values | undefined

/** One metaverse attribute of one object, before its flows are looked at. */
export interface Deciding {
  readonly definition: MetaverseAttribute
  readonly flows: AttributeFlows
  readonly connectors: readonly Connector[]
  /** The values the object has now. */
  readonly held: Values
  /** The entry that has just been linked; what it gives is news, whatever it gave before. */
  readonly fresh: number | undefined
  readonly give: Give
}

export interface Contributor {
  readonly entry: number
  readonly rule: number
}

/** What the attribute holds from now on, and who is on record for it. */
export interface Decision {
  readonly values: Values
  readonly by: readonly Contributor[]
}

/** Nobody gives anything. */
export const NOBODY: Decision = { values: [], by: [] }

/** Decides the values of one attribute by the way its flows get on (domain.md 5.2, 5.8, 14.2). @throws ProblemError */
export function decideAttribute(deciding: Deciding): Decision {
  return DECISIONS[deciding.flows.precedence](deciding)
}

const DECISIONS: Record<Precedence, (deciding: Deciding) => Decision> = {
  ranked,
  equal: deciding => (deciding.definition.multivalued ? equalValues(deciding) : lastWriter(deciding)),
  manual,
  merge: deciding => merged(deciding, value => value),
  'merge-case-insensitive': deciding => merged(deciding, searchKey),
}

const contributorOf = (flow: ImportFlow, connector: Connector): Contributor => ({
  entry: connector.entryId,
  rule: flow.rule,
})

function ranked({ flows, connectors, give }: Deciding): Decision {
  const first = winner(flows.flows, connectors, (flow, connector) => give(flow, connector, connector.scope))
  return first === undefined ? NOBODY : { values: first.values, by: [contributorOf(first.flow, first.connector)] }
}

interface Given {
  readonly flow: ImportFlow
  readonly connector: Connector
  readonly values: Values
}

/** What every connector gives; of several flows of one connector the first that gives anything. */
function allGiven({ flows, connectors, give }: Deciding): Given[] {
  const given: Given[] = []
  for (const flow of flows.flows) {
    const connector = onlyConnector(flow, connectors)
    if (connector === undefined || given.some(each => each.connector === connector)) continue
    const values = give(flow, connector, connector.scope)
    if (values !== undefined && values.length > 0) given.push({ flow, connector, values })
  }
  return given
}

// Whoever changed last wins; where nobody changed, the value stays with whoever gave it.
function lastWriter(deciding: Deciding): Decision {
  const given = allGiven(deciding)
  const writer = given.find(each => wrote(each, deciding))
  const holder = given.find(each => each.connector.entry.link?.contributions[deciding.definition.name] !== undefined)
  const chosen = writer ?? holder ?? given[0]
  return chosen === undefined ? NOBODY : { values: chosen.values, by: [contributorOf(chosen.flow, chosen.connector)] }
}

function wrote({ flow, connector, values }: Given, deciding: Deciding): boolean {
  if (connector.entryId === deciding.fresh) return true
  if (connector.before === undefined) return false
  const before = deciding.give(flow, connector, connector.before) ?? []
  return before.length !== values.length || before.some((value, i) => value !== values[i])
}

/**
 * Everybody's additions and deletions: what a connector gives now and did not give before comes, what it gave and gives no
 * more goes, whoever else has it. After a disconnection what nobody is left to give goes.
 */
function equalValues(deciding: Deciding): Decision {
  const { connectors, held, definition, flows, give } = deciding
  const given = allGiven(deciding)
  const added: Values[] = []
  const removed = new Set<string>()
  for (const flow of flows.flows) {
    const connector = onlyConnector(flow, connectors)
    if (connector === undefined) continue
    const now = given.find(each => each.connector === connector && each.flow === flow)?.values ?? []
    const known = connector.entry.link?.contributions[definition.name] !== undefined
    if (!known) added.push(now)
    else if (connector.before !== undefined) {
      const before = give(flow, connector, connector.before) ?? []
      added.push(now.filter(value => !before.includes(value)))
      for (const value of before) if (!now.includes(value)) removed.add(value)
    }
  }
  const current = connectors.some(connector => connector.before !== undefined)
  const everybody = new Set(given.flatMap(each => each.values))
  const kept = held.filter(value => !removed.has(value) && (current || everybody.has(value)))
  return {
    values: [...new Set([...kept, ...added.flat()])],
    by: given.map(each => contributorOf(each.flow, each.connector)),
  }
}

function merged(deciding: Deciding, keyOf: (value: string) => string): Decision {
  const given = allGiven(deciding)
  const values = new Map<string, string>()
  for (const value of given.flatMap(each => each.values)) {
    const key = keyOf(value)
    if (!values.has(key)) values.set(key, value)
  }
  return { values: [...values.values()], by: given.map(each => contributorOf(each.flow, each.connector)) }
}

// Each flow decides for itself, when its entry is synchronized; one that declines leaves everything as it is.
function manual({ flows, connectors, held, definition, give }: Deciding): Decision {
  const holders = connectors.flatMap(({ entry }) => {
    const contribution = entry.link?.contributions[definition.name]
    return contribution === undefined ? [] : [{ entry: entry.id, rule: contribution.rule }]
  })
  const asItIs = holders.length > 0 ? { values: held, by: holders } : NOBODY
  const current = connectors.find(connector => connector.before !== undefined)
  if (current === undefined && holders.length > 0) return asItIs
  const asked = current === undefined ? connectors : [current]
  for (const flow of flows.flows) {
    for (const connector of asked.filter(each => each.agent === flow.agent && each.objectType === flow.objectType)) {
      const values = give(flow, connector, connector.scope)
      if (values !== undefined) return { values, by: values.length === 0 ? [] : [contributorOf(flow, connector)] }
    }
  }
  return asItIs
}
