import type { Actor } from '../access/actor.js'
import { type Sight, visibilityOf, WHOLE } from '../access/visibility.js'
import type { RuleSet } from '../rules/rule-set.js'
import type { Hub } from './hub.js'
import { inForceNow } from './schema.js'

const sights = new WeakMap<RuleSet, Map<string, Sight>>()

/** What somebody sees by the configuration in force, a second late at most. The same for the same roles, as long as it is. */
export async function sightFor(hub: Hub, { roles }: Pick<Actor, 'roles'>): Promise<Sight> {
  if (roles.includes('administrator')) return WHOLE
  const { rules } = await inForceNow(hub)
  const held = sights.get(rules) ?? new Map<string, Sight>()
  sights.set(rules, held)
  const key = roles.join(' ')
  const sight = held.get(key) ?? visibilityOf({ roles }, rules)
  held.set(key, sight)
  return sight
}
