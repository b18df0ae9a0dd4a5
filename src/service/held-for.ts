import type { Database } from '../storage/database.js'
import type { Hub } from './hub.js'

interface Held<Value> {
  readonly until: number
  readonly value: Promise<Value>
}

/** What is in force is looked up again only after so many milliseconds: else every request would ask first. What failed is not kept. */
export function heldFor<Value>(milliseconds: number, load: (hub: Hub) => Promise<Value>): (hub: Hub) => Promise<Value> {
  const held = new WeakMap<Database, Held<Value>>()
  return hub => {
    const last = held.get(hub.database)
    if (last !== undefined && performance.now() < last.until) return last.value
    const value = load(hub)
    held.set(hub.database, { until: performance.now() + milliseconds, value })
    value.catch(() => held.delete(hub.database))
    return value
  }
}
