import { type Page, Refused } from './page.js'
import { agentRules, flowsTo, METAVERSE, type RankedFlow } from './rules.js'
import { connectorsOf, type Entry, type MetaverseObject, objectOf } from './state.js'
import { same, sorted } from './values.js'

export interface FlowOccasion {
  readonly object: number
  /** The entry that is being synchronized: what it says now counts, of all others what they said when they were. */
  readonly entry: Entry | undefined
  /** It has just been linked: what it says is news. */
  readonly fresh?: boolean
  /** Attributes to decide; undefined: all that the entry feeds. */
  readonly attributes: ReadonlySet<string> | undefined
}

/** Decides attributes anew: the highest flow that has a value gives it, without one there is none (domain.md 5.2, 5.3). */
export function flowImport(page: Page, occasion: FlowOccasion): boolean {
  const { object: id, entry, attributes } = occasion
  const { world } = page
  const object = objectOf(world, id) as MetaverseObject
  const connectors = connectorsOf(world, id)
  let isChanged = false
  for (const name of attributes ?? fedBy(page, entry as Entry, object.type)) {
    const flows = flowsTo(world.rules, object.type, name)
    if (METAVERSE[name]?.reference === true) {
      const winner = referenceWinner(flows, connectors, page.ids)
      give(connectors, name, winner === undefined ? [] : [winner])
      noteGiver(page, `${id} ${name}`, winner)
      continue
    }
    const kind = world.rules.precedence[object.type]?.[name] ?? 'ranked'
    const { values, by } = decide(kind, { ...occasion, name, flows, connectors, held: object.values[name] ?? [] })
    give(connectors, name, by)
    if (same(object.values[name] ?? [], values)) continue
    isChanged = true
    if (values.length === 0) delete object.values[name]
    else object.values[name] = values
  }
  return isChanged
}

function noteGiver({ emptied, givers }: Page, place: string, winner: Winner | undefined): void {
  if (winner === undefined) {
    emptied.add(place)
    givers.delete(place)
    return
  }
  emptied.delete(place)
  givers.set(place, { entry: winner.entry, from: winner.flow.from })
}

interface Deciding extends FlowOccasion {
  readonly name: string
  readonly flows: readonly RankedFlow[]
  readonly connectors: readonly Entry[]
  readonly held: readonly string[]
}

interface Decision {
  readonly values: readonly string[]
  readonly by: readonly Winner[]
}

function decide(kind: 'ranked' | 'equal' | 'merge', deciding: Deciding): Decision {
  const given = givenBy(deciding, kind === 'ranked')
  if (kind === 'merge') return { values: sorted(given.flatMap(each => each.values)), by: given }
  if (kind === 'equal')
    return METAVERSE[deciding.name]?.multivalued === true ? together(deciding, given) : lastWriter(deciding, given)
  const [first] = given
  return first === undefined ? { values: [], by: [] } : { values: first.values, by: [first] }
}

/** Whoever changed last; where nobody changed, who gave it before. */
function lastWriter({ entry, fresh, name }: Deciding, given: readonly Giver[]): Decision {
  const wrote = given.find(each => {
    return (
      each.entry.id === entry?.id && (fresh === true || !same(each.values, each.entry.synchronized[each.flow.from]))
    )
  })
  const chosen = wrote ?? given.find(each => name in each.entry.gives) ?? given[0]
  return chosen === undefined ? { values: [], by: [] } : { values: chosen.values, by: [chosen] }
}

/** Everybody's additions and deletions. When somebody has left, what nobody gives any more goes. */
function together(deciding: Deciding, given: readonly Giver[]): Decision {
  const { entry, name, held } = deciding
  const everybody = given.flatMap(each => each.values)
  const values = new Set(held.filter(value => entry !== undefined || everybody.includes(value)))
  for (const { connector, flow } of newsmen(deciding)) {
    const now = given.find(each => each.entry.id === connector.id)?.values ?? []
    const before = name in connector.gives ? (connector.synchronized[flow.from] ?? []) : []
    for (const value of before) if (!now.includes(value)) values.delete(value)
    for (const value of now) if (!before.includes(value)) values.add(value)
  }
  return { values: sorted(values), by: given }
}

/** Connectors whose additions and deletions have not been heard: the one being synchronized, and those not on record. */
const newsmen = ({ entry, name, connectors, flows }: Deciding) =>
  flows.flatMap(flow =>
    connectors
      .filter(each => each.agent === flow.agent && each.type === flow.objectType)
      .filter(each => each.id === entry?.id || !(name in each.gives))
      .map(connector => ({ connector, flow })),
  )

// What its flows feed, and what it gave before.
function fedBy({ world }: Page, entry: Entry, type: string): ReadonlySet<string> {
  const flows = agentRules(world.rules, entry.agent).types[entry.type]?.imports ?? []
  return new Set([...flows.filter(flow => flow.type === type).map(flow => flow.attribute), ...Object.keys(entry.gives)])
}

interface Winner {
  readonly flow: RankedFlow
  readonly entry: Entry
}

interface Giver extends Winner {
  readonly values: readonly string[]
}

/** What each connector gives, the highest rank first. */
function givenBy({ flows, connectors, entry: current, name }: Deciding, ranked: boolean): Giver[] {
  const given: Giver[] = []
  for (const flow of flows) {
    const entry = connectors.find(each => each.agent === flow.agent && each.type === flow.objectType)
    const values = (entry?.id === current?.id ? entry?.image : entry?.synchronized)?.[flow.from]
    if (entry === undefined || values === undefined) continue
    // Nobody asks those of lower rank.
    if (ranked && given.length > 0) break
    if (values.length > 1 && METAVERSE[name]?.multivalued !== true)
      throw new Refused('flow-multi-values-to-single-value')
    given.push({ flow, entry, values })
  }
  return given
}

// Where nobody competes it does not matter whether there are references.
function referenceWinner(
  flows: readonly RankedFlow[],
  connectors: readonly Entry[],
  ids: ReadonlySet<number>,
): Winner | undefined {
  for (const flow of flows) {
    const entry = connectors.find(each => each.agent === flow.agent && each.type === flow.objectType)
    // Of all but those that are being synchronized counts what they said when they were.
    const unheard = entry !== undefined && ids.has(entry.id) ? 'going' : 'coming'
    const isPresent = entry?.references.some(each => each.attribute === flow.from && each.state !== unheard)
    if (entry !== undefined && (flows.length === 1 || isPresent)) return { flow, entry }
  }
  return undefined
}

function give(connectors: readonly Entry[], name: string, by: readonly Winner[]): void {
  for (const entry of connectors) {
    const flow = by.find(each => each.entry.id === entry.id)?.flow
    if (flow === undefined) delete entry.gives[name]
    else entry.gives[name] = `${flow.objectType} ${flow.from}`
  }
}
