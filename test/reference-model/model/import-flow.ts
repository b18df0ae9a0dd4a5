import { type Page, Refused } from './page.js'
import { agentRules, flowsTo, METAVERSE, type RankedFlow } from './rules.js'
import { connectorsOf, type Entry, type MetaverseObject, objectOf } from './state.js'
import { same } from './values.js'

export interface FlowOccasion {
  readonly object: number
  /** The entry that is being synchronized: what it says now counts, of all others what they said when they were. */
  readonly entry: Entry | undefined
  /** Attributes to decide; undefined: all that the entry feeds. */
  readonly attributes: ReadonlySet<string> | undefined
}

/** Decides attributes anew: the highest flow that has a value gives it, without one there is none (domain.md 5.2, 5.3). */
export function flowImport(page: Page, { object: id, entry, attributes }: FlowOccasion): boolean {
  const { world } = page
  const object = objectOf(world, id) as MetaverseObject
  const connectors = connectorsOf(world, id)
  let isChanged = false
  for (const name of attributes ?? fedBy(page, entry as Entry, object.type)) {
    const flows = flowsTo(world.rules, object.type, name)
    if (METAVERSE[name]?.reference === true) {
      const winner = referenceWinner(flows, connectors)
      give(connectors, name, winner)
      if (winner === undefined) page.emptied.add(`${id} ${name}`)
      continue
    }
    const winner = valueWinner(flows, connectors, entry)
    give(connectors, name, winner)
    if (same(object.values[name], winner?.values)) continue
    isChanged = true
    if (winner === undefined) delete object.values[name]
    else object.values[name] = winner.values
  }
  return isChanged
}

// What its flows feed, and what it gave before.
function fedBy({ world }: Page, entry: Entry, type: string): ReadonlySet<string> {
  const flows = agentRules(world.rules, entry.agent).types[entry.type]?.imports ?? []
  return new Set([...flows.filter(flow => flow.type === type).map(flow => flow.attribute), ...Object.keys(entry.gives)])
}

interface Winner {
  readonly flow: RankedFlow
  readonly entry: Entry
}

function valueWinner(
  flows: readonly RankedFlow[],
  connectors: readonly Entry[],
  current: Entry | undefined,
): (Winner & { readonly values: readonly string[] }) | undefined {
  for (const flow of flows) {
    const entry = connectors.find(each => each.agent === flow.agent && each.type === flow.objectType)
    const values = (entry?.id === current?.id ? entry?.image : entry?.synchronized)?.[flow.from]
    if (entry === undefined || values === undefined) continue
    if (values.length > 1 && METAVERSE[flow.attribute]?.multivalued !== true)
      throw new Refused('flow-multi-values-to-single-value')
    return { flow, entry, values }
  }
  return undefined
}

// Where nobody competes it does not matter whether there are references.
function referenceWinner(flows: readonly RankedFlow[], connectors: readonly Entry[]): Winner | undefined {
  for (const flow of flows) {
    const entry = connectors.find(each => each.agent === flow.agent && each.type === flow.objectType)
    const isPresent = entry?.references.some(each => each.attribute === flow.from && each.state !== 'going')
    if (entry !== undefined && (flows.length === 1 || isPresent)) return { flow, entry }
  }
  return undefined
}

function give(connectors: readonly Entry[], name: string, winner: Winner | undefined): void {
  for (const entry of connectors) {
    if (entry.id === winner?.entry.id) entry.gives[name] = `${winner.flow.objectType} ${winner.flow.from}`
    else delete entry.gives[name]
  }
}
