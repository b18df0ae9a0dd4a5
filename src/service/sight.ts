import type { Actor } from '../access/actor.js'
import { type Sight, visibilityOf, WHOLE } from '../access/visibility.js'
import type { RuleSet } from '../rules/rule-set.js'
import type { Database } from '../storage/database.js'
import type { Hub } from './hub.js'
import { schemaOf } from './schema.js'

/** So long what is hidden is taken to be what it was: else every read would ask for the version in force first. */
const LOOK_EVERY_MS = 1_000

const looked = new WeakMap<Database, { readonly at: number; readonly rules: Promise<RuleSet> }>()
const sights = new WeakMap<RuleSet, Map<string, Sight>>()

/** What somebody sees by the configuration in force, a second late at most. The same for the same roles, as long as it is. */
export async function sightFor(hub: Hub, { roles }: Pick<Actor, 'roles'>): Promise<Sight> {
  if (roles.includes('administrator')) return WHOLE
  const rules = await rulesNow(hub)
  const held = sights.get(rules) ?? new Map<string, Sight>()
  sights.set(rules, held)
  const key = roles.join(' ')
  const sight = held.get(key) ?? visibilityOf({ roles }, rules)
  held.set(key, sight)
  return sight
}

function rulesNow(hub: Hub): Promise<RuleSet> {
  const last = looked.get(hub.database)
  if (last !== undefined && performance.now() - last.at < LOOK_EVERY_MS) return last.rules
  const rules = schemaOf(hub)
  looked.set(hub.database, { at: performance.now(), rules })
  rules.catch(() => looked.delete(hub.database))
  return rules
}
