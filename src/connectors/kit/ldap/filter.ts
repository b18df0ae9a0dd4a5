import { AndFilter, EqualityFilter, type Filter, FilterParser, OrFilter } from 'ldapts'
import { stop } from '../stop.js'

/** Objects of the types that also match a filter of RFC 4515. @throws ConnectorError when the filter is malformed. */
export function filterOf(filter: string | undefined, types: readonly string[]): Filter {
  const classes = types.map(value => new EqualityFilter({ attribute: 'objectClass', value }))
  const ofType = classes.length === 1 && classes[0] !== undefined ? classes[0] : new OrFilter({ filters: classes })
  return filter === undefined ? ofType : new AndFilter({ filters: [parseFilter(filter), ofType] })
}

/** A filter of RFC 4515. @throws ConnectorError when it is malformed. */
export function parseFilter(filter: string): Filter {
  try {
    // ldapts takes what is missing at the end for granted.
    if (filter.split('(').length !== filter.split(')').length) throw new Error('parentheses do not match')
    return FilterParser.parseString(filter)
  } catch (error) {
    throw stop('no-start-bad-ma-configuration', {
      code: 'run.configuration',
      message: `The filter ${filter} is malformed: ${(error as Error).message}`,
      hint: 'Write it as in RFC 4515, for example (&(mail=*)(!(employeeType=guest))).',
      where: { path: 'settings.filter' },
    })
  }
}
