import { AndFilter, EqualityFilter, type Filter, FilterParser, OrFilter, PresenceFilter } from 'ldapts'
import type { Directory } from './directory.js'

/** Every entry. */
export const ANY = new PresenceFilter({ attribute: 'objectClass' })

/** Objects that also have one of the values. */
export function withOneOf(filter: Filter, attribute: string, values: readonly string[]): Filter {
  const filters = values.map(value => new EqualityFilter({ attribute, value }))
  return new AndFilter({ filters: [filter, new OrFilter({ filters })] })
}

/** Objects that match, and whatever has objects below it: a container that is renamed takes them along. */
export function orContainer(directory: Directory, containers: string): Filter {
  if (directory.settings.scope === 'one') return directory.filter
  return new OrFilter({ filters: [directory.filter, FilterParser.parseString(containers)] })
}
