import { agentsById } from '../../service/agents.js'
import { linksAsOf, objectsAsOf, referenceCountsAsOf } from '../../service/history.js'
import { schemaOf } from '../../service/schema.js'
import { type Asking, loadNames, type Origin } from './names.js'

/** An object as it was, in words. */
export interface PastObject {
  readonly object: number
  readonly at: Date
  readonly type: string
  readonly attributes: readonly {
    readonly name: string
    readonly values: readonly string[]
    readonly contributions: readonly Origin[]
  }[]
  /** How many references of each attribute it had. */
  readonly references: Readonly<Record<string, number>>
  readonly links: readonly { readonly agent: string; readonly entry: string; readonly linkedAt: Date }[]
}

/** Undefined: it did not exist then. @throws ProblemError `history.not-kept` */
export async function loadPast(asking: Asking, object: number, at: Date): Promise<PastObject | undefined> {
  const { hub, actor } = asking
  const state = (await objectsAsOf(hub, actor, [object], at)).get(object)
  if (state === undefined) return undefined
  const states = Object.entries(state.attributes).sort(([a], [b]) => (a < b ? -1 : 1))
  const nameOf = await loadNames(
    asking,
    states.flatMap(([, { contributors }]) => contributors),
  )
  const links = await linksAsOf(hub, actor, [object], at)
  const agents = await agentsById(
    hub,
    actor,
    links.map(({ agent }) => agent),
  )
  return {
    object,
    at,
    type: state.type,
    attributes: states
      .filter(([, { values }]) => values.length > 0)
      .map(([name, { values, contributors }]) => ({ name, values, contributions: contributors.map(nameOf) })),
    references: await countReferences(asking, object, at),
    links: links.map(({ agent, entry, dn, linkedAt }) => ({
      agent: agents.find(({ id }) => id === agent)?.name ?? `agent ${agent}`,
      entry: dn ?? `entry ${entry}`,
      linkedAt,
    })),
  }
}

async function countReferences({ hub, actor }: Asking, object: number, at: Date): Promise<Record<string, number>> {
  const { metaverse } = await schemaOf(hub)
  const names = [...metaverse.attributes.values()].filter(({ type }) => type === 'reference').map(({ name }) => name)
  const counts: Record<string, number> = {}
  for (const name of names) {
    const [count = 0] = await referenceCountsAsOf(hub, actor, [object], { at, attributes: [name] })
    if (count > 0) counts[name] = count
  }
  return counts
}
