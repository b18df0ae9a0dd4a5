import { dnKey } from '../../model/dn.js'
import type { Problem } from '../../model/problem.js'
import type { Finder, Held } from '../kit/decide-write.js'
import type { Records, Stored } from './format.js'

/** One object that a batch is about: where it stands in the file, and what it shall be; nothing once it is deleted. */
export interface Item<Row> {
  /** The position of its record in the file; undefined for a new object. */
  readonly place: number | undefined
  stored: Stored<Row> | undefined
  isChanged: boolean
}

export type Found<Row> = Held & { readonly item: Item<Row> }

/** The objects of a batch between look-up and rewrite, found by anchor and by name as they would be after it. */
export interface Workspace<Row> extends Finder<Found<Row>> {
  /** Takes in an object of the file, unless it is here already. */
  meet(place: number, stored: Stored<Row>): void
  /** Gives an object its new record, or none; refuses an anchor that is another's. */
  put(item: Item<Row>, stored: Stored<Row> | undefined): Problem | undefined
  /** Changed records by position, and the new ones in order. */
  changes(): Changed<Row>
  clear(): void
}

export interface Changed<Row> {
  readonly count: number
  readonly places: ReadonlyMap<number, Stored<Row> | undefined>
  readonly added: readonly Stored<Row>[]
}

export function newWorkspace<Row>(format: Records<Row>): Workspace<Row> {
  const places = new Map<number, Item<Row>>()
  const added = new Set<Item<Row>>()
  const byAnchor = new Map<string, Item<Row>>()
  const byDn = new Map<string, Item<Row>>()

  const index = (item: Item<Row>, { anchor, dn }: Stored<Row>) => {
    if (anchor !== '' && !byAnchor.has(anchor)) byAnchor.set(anchor, item)
    if (!byDn.has(dnKey(dn))) byDn.set(dnKey(dn), item)
  }
  const unindex = (item: Item<Row>, { anchor, dn }: Stored<Row>) => {
    if (byAnchor.get(anchor) === item) byAnchor.delete(anchor)
    if (byDn.get(dnKey(dn)) === item) byDn.delete(dnKey(dn))
  }
  const found = (item: Item<Row> | undefined): Found<Row> | undefined =>
    item?.stored && { ...format.held(item.stored), item }

  return {
    byAnchor: anchor => found(byAnchor.get(anchor)),
    byDn: dn => found(byDn.get(dnKey(dn))),
    meet(place, stored) {
      if (places.has(place)) return
      const item: Item<Row> = { place, stored, isChanged: false }
      places.set(place, item)
      index(item, stored)
    },
    put(item, stored) {
      const other = stored && byAnchor.get(stored.anchor)
      if (stored !== undefined && other !== undefined && other !== item) {
        const message = `There is another object with the anchor ${stored.anchor}.`
        return { code: 'cd-existing-object', message, where: { dn: stored.dn, anchor: stored.anchor } }
      }
      if (item.stored !== undefined) unindex(item, item.stored)
      item.stored = stored
      item.isChanged = true
      if (item.place === undefined) added.add(item)
      if (stored !== undefined) index(item, stored)
      return undefined
    },
    changes() {
      const changed = [...places].filter(([, { isChanged }]) => isChanged)
      const fresh = [...added].flatMap(({ stored }) => (stored === undefined ? [] : [stored]))
      return {
        count: changed.length + fresh.length,
        places: new Map(changed.map(([place, { stored }]) => [place, stored])),
        added: fresh,
      }
    },
    clear() {
      for (const held of [places, added, byAnchor, byDn]) held.clear()
    },
  }
}
