import type { Done, Page } from './page.js'
import { METAVERSE } from './rules.js'
import {
  connectorsOf,
  type Entry,
  type MetaverseObject,
  type MetaverseReference,
  nameKey,
  objectOf,
  type Reference,
  type World,
} from './state.js'

/** The metaverse's references of one attribute of one object before and after a page. */
export interface Resolved {
  readonly object: number
  readonly attribute: string
  readonly before: readonly MetaverseReference[]
  readonly after: readonly MetaverseReference[]
}

/**
 * References that flow into the metaverse (domain.md 1.7): a reference is there when both ends are connectors. One is looked at
 * again when who says it is synchronized, and when what it names gets or loses its link or its name.
 */
export function resolveReferences(before: World, page: Page): Resolved[] {
  const { world } = page
  const attributes = Object.keys(METAVERSE).filter(name => METAVERSE[name]?.reference === true)
  return world.objects.flatMap(object =>
    attributes.flatMap(attribute => {
      const was = objectOf(before, object.id)?.references.filter(each => each.attribute === attribute) ?? []
      const now = referencesNow({ before, page, object, attribute, was })
      object.references = [...object.references.filter(each => each.attribute !== attribute), ...now]
      return [{ object: object.id, attribute, before: was, after: now }]
    }),
  )
}

interface Looking {
  readonly before: World
  readonly page: Page
  readonly object: MetaverseObject
  readonly attribute: string
  readonly was: readonly MetaverseReference[]
}

function referencesNow({ before, page, object, attribute, was }: Looking): MetaverseReference[] {
  const { world } = page
  const place = `${object.id} ${attribute}`
  const current = connectorsOf(world, object.id).find(entry => attribute in entry.gives)
  const supplier = current ?? leaver(before, page, { object: object.id, attribute })
  if (supplier === undefined) {
    if (page.emptied.has(place)) return []
    // Parted without recall: what it gave stays, whatever becomes of what it named. What one gave that is still there, another has replaced.
    const isReplaced = (id: number): boolean => {
      const giver = before.entries.find(entry => entry.id === id)
      const gave = giver?.link === object.id && attribute in giver.gives
      return gave && !page.linked.has(id) && connectorsOf(world, object.id).some(entry => entry.id === id)
    }
    return was.filter(({ target, by }) => objectOf(world, target) !== undefined && !isReplaced(by))
  }
  const from = current === undefined ? page.givers.get(place)?.from : current.gives[attribute]?.split(' ')[1]
  const rows = supplier.references.filter(each => each.attribute === from)
  const named = ({ name }: Reference): number | undefined => namesObject(world, supplier.agent, name)
  const done = page.entries.find(each => each.entry.id === supplier.id)
  const isNewSupplier = current === undefined || isNew(before, { object: object.id, attribute }, supplier)
  const targets = world.objects.filter(({ id }) => {
    const isHeld = was.some(({ target }) => target === id)
    const supports = (states: readonly string[]): boolean =>
      rows.some(row => states.includes(row.state) && named(row) === id)
    if (done !== undefined) return supports(['settled', 'coming'])
    if (isNewSupplier) return supports(['settled', 'going'])
    if (!isStirred(before, page, { target: id, agent: supplier.agent })) return isHeld
    return supports(isHeld ? ['settled', 'coming'] : ['settled'])
  })
  if (done === undefined)
    hear(
      rows.filter(row =>
        was.some(({ target }) => target === named(row) && isRenamed(page, { target, agent: supplier.agent })),
      ),
    )
  return targets.map(({ id }) => ({ attribute, target: id, agent: supplier.agent, by: supplier.id }))
}

// What is held by a new name that has only come has been heard with it: should it go again, the reference goes.
function hear(rows: readonly Reference[]): void {
  for (const row of rows) if (row.state === 'coming') row.state = 'settled'
}

interface Given {
  readonly object: number
  readonly attribute: string
}

const isNew = (before: World, { object, attribute }: Given, supplier: Entry): boolean => {
  const held = before.entries.find(each => each.id === supplier.id)
  return held?.link !== object || held.gives[attribute] !== supplier.gives[attribute]
}

// Who gave something new in this decision and left without recall has given it, as with values.
function leaver(before: World, page: Page, given: Given): Entry | undefined {
  const entry = page.givers.get(`${given.object} ${given.attribute}`)?.entry
  if (entry === undefined || entry.link === given.object) return undefined
  const gave = before.entries.find(each => each.id === entry.id)
  const wasThere = gave?.link === given.object && given.attribute in gave.gives
  return wasThere && !page.ids.has(entry.id) ? undefined : entry
}

const namesObject = (world: World, agent: string, name: string): number | undefined =>
  world.entries.find(each => each.agent === agent && each.named && nameKey(each.dn) === nameKey(name))?.link

interface Target {
  readonly target: number
  readonly agent: string
}

const linksOf = (world: World, { target, agent }: Target): string =>
  connectorsOf(world, target)
    .filter(entry => entry.agent === agent)
    .map(entry => entry.id)
    .join(' ')

// It has other connectors than before, or one of them got or lost its name.
const isStirred = (before: World, page: Page, target: Target): boolean =>
  linksOf(before, target) !== linksOf(page.world, target) || isRenamed(page, target)

const isRenamed = ({ entries }: Page, { target, agent }: Target): boolean =>
  entries.some(({ entry }) => entry.link === target && entry.moved && entry.agent === agent)

/** What came is settled, what went is gone: the entry is synchronized. */
export function settle({ entry }: Done): void {
  entry.references = entry.references
    .filter(each => each.state !== 'going')
    .map(each => ({ ...each, state: 'settled' as const }))
}

/** Whether the entry refers to the other one, as far as the source has told. */
export const refersTo = (entry: Entry, attribute: string, other: Entry): boolean =>
  other.named &&
  entry.references.some(
    each => each.attribute === attribute && each.state !== 'going' && nameKey(each.name) === nameKey(other.dn),
  )
