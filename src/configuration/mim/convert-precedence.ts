import type { AgentDraft, Conversion } from './draft.js'
import type { MimImportFlow, MimImportFlows } from './model.js'
import { key } from './names.js'

/**
 * Writes down the precedence of one metaverse attribute where it is another than the hub's own order: agents as they stand in
 * the document, and within an agent its object types.
 * @param carried the flows that hub.yaml has, in MIM's order
 */
export function rankFlows(flows: MimImportFlows, carried: readonly MimImportFlow[], conversion: Conversion): void {
  const { names, ledger, agents, precedence } = conversion
  const type = names.type(flows.metaverseType)
  const attribute = names.attribute(flows.attribute)?.name
  if (type === undefined || attribute === undefined || carried.length < 2) return
  const title = `${flows.metaverseType}.${flows.attribute}`
  const order = [...new Set(carried.flatMap(flow => agents.get(flow.agent) ?? []))]
  const given = order.map(({ name }) => name)
  const path = ['precedence', type, attribute]
  const write = (written: NonNullable<Conversion['precedence'][string]>[string]) => {
    precedence[type] = { ...precedence[type], [attribute]: written }
  }
  if (flows.precedence === 'equal') write({ kind: 'equal', order: given })
  else if (flows.precedence === 'manual' && carried.every(({ mapping }) => mapping.kind === 'scripted')) write('manual')
  else {
    if (flows.precedence === 'manual')
      ledger.decide(
        flows.place,
        `${title} has manual precedence, but not all of its flows are rules in code`,
        'MIM takes them by rank then, and so does the hub.',
        path,
      )
    if (!isDefault(order, conversion)) write(given)
  }
  if (flows.precedence !== 'ranked') return
  if (!isPossible(carried, order))
    ledger.decide(
      flows.place,
      `${title} ranks flows in an order that goes back and forth between agents or object types: ${carried.map(flow => `${agents.get(flow.agent)?.name} ${flow.objectType}`).join(', ')}`,
      'Here an agent has one rank for an attribute, and its object types rank as they stand in it. Check whether it matters.',
      path,
    )
}

function isDefault(order: readonly AgentDraft[], { agents }: Conversion): boolean {
  const places = order.map(agent => [...agents.values()].indexOf(agent))
  return places.every((place, i) => i === 0 || place > (places[i - 1] ?? 0))
}

/** Whether agents rank one after the other, and within each its object types as they stand there. */
function isPossible(carried: readonly MimImportFlow[], order: readonly AgentDraft[]): boolean {
  const ranks = carried.map(flow => {
    const agent = order.find(({ mim }) => mim.id === flow.agent)
    const type = agent?.types.findIndex(({ name }) => key(name) === key(flow.objectType)) ?? 0
    return order.indexOf(agent as AgentDraft) * 10_000 + type
  })
  return ranks.every((rank, i) => i === 0 || rank >= (ranks[i - 1] ?? 0))
}
