import type { Farm, FarmSight } from '../configuration/farm.js'
import type { MetaverseAttribute } from '../metaverse/schema.js'
import type { ObjectSelection, RelatedList, Visibility } from '../storage/read/graph/plan.js'
import type { RawList, RawObject } from '../storage/read/graph/read-objects.js'

/** A person as a farm sees it; or a group. */
export interface Profile<Seen extends FarmSight = Farm> {
  readonly farm: Seen
  /** The metaverse object. */
  readonly id: number
  /** Undefined for one that has no account yet. */
  readonly account: string | undefined
  readonly properties: readonly ProfileProperty[]
}

export interface ProfileProperty {
  /** The farm's name of it. */
  readonly name: string
  readonly attribute: MetaverseAttribute
  /** Texts; of references the accounts of profiles of the farm; of binary values none. */
  readonly values: readonly string[]
  /** How many values there are: of binary ones all that is read. */
  readonly count: number
}

const sights = new WeakMap<FarmSight, SeenAttributes>()

/** The attributes that a farm sees: those of its view, and what its profiles are called by. */
export function sightOf(farm: FarmSight): SeenAttributes {
  const held = sights.get(farm)
  if (held !== undefined) return held
  const shown = new Set([farm.account.name, ...[...farm.view.values()].map(({ name }) => name)])
  const sight = { shown, sees: (attribute: string) => shown.has(attribute) }
  sights.set(farm, sight)
  return sight
}

interface SeenAttributes extends Visibility {
  readonly shown: ReadonlySet<string>
}

const MOST_REFERENCES = 100

/** What is read of a profile: its account, the values of its view, and the accounts that references of the view lead to. */
export function profileSelection(farm: FarmSight): ObjectSelection {
  const view = [...farm.view.values()]
  const account = { values: [{ attribute: farm.account }], lists: [] }
  return {
    values: [farm.account, ...view.filter(isValue)].map(attribute => ({ attribute })),
    lists: view.filter(attribute => !isValue(attribute)).map(({ name }) => referenceList(farm, name, account)),
  }
}

const isValue = ({ type }: MetaverseAttribute): boolean => type !== 'reference'

/** Profiles of the farm at the other end of a reference. */
export const referenceList = (
  farm: FarmSight,
  attribute: string,
  nodes: ObjectSelection,
  { limit = MOST_REFERENCES, incoming = false } = {},
): RelatedList => ({
  type: farm.type,
  where: farm.scope,
  search: [],
  order: [],
  page: { limit, backwards: false },
  nodes,
  count: false,
  relation: { attribute, direction: incoming ? 'incoming' : 'outgoing', transitive: false },
  single: false,
})

/** @param raw as {@link profileSelection} makes it read */
export function profileOf<Seen extends FarmSight>(farm: Seen, raw: RawObject): Profile<Seen> {
  const [account, ...slots] = (raw[3] ?? []) as unknown[]
  const view = [...farm.view]
  const places = [...view.filter(([, each]) => isValue(each)), ...view.filter(([, each]) => !isValue(each))]
  const properties = places.map(([name, attribute], i) => ({ name, attribute, ...valuesOf(attribute, slots[i]) }))
  const order = new Map(view.map(([name], i) => [name, i]))
  properties.sort((a, b) => (order.get(a.name) ?? 0) - (order.get(b.name) ?? 0))
  return { farm, id: raw[0], account: textOf(account), properties }
}

function valuesOf({ type }: MetaverseAttribute, held: unknown): Pick<ProfileProperty, 'values' | 'count'> {
  if (type === 'binary') return { values: [], count: Number(held ?? 0) }
  const values =
    type === 'reference' ? ((held as RawList)[1] ?? []).map(accountOf) : Array.isArray(held) ? held : [held]
  const texts = values.flatMap(value => textOf(value) ?? [])
  return { values: texts, count: texts.length }
}

const accountOf = (raw: RawObject): unknown => (raw[3] as unknown[] | undefined)?.[0]

const textOf = (value: unknown): string | undefined => (value == null ? undefined : String(value))
