import { AndFilter, EqualityFilter, type Filter, NotFilter, OrFilter } from 'ldapts'
import type { ObjectTypeSelection } from '../connector.js'
import type { TypeChooser } from '../kit/object-type.js'

/** The type of an object is its structural class, which Active Directory names last ([MS-ADTS] 3.1.1.2.4.8). */
export function structuralType(types: readonly ObjectTypeSelection[]): TypeChooser {
  const names = new Map(types.map(({ name }) => [name.toLowerCase(), name]))
  return objectClasses => names.get((objectClasses.at(-1) ?? '').toLowerCase())
}

/** Objects of the types, and few others: a computer is a user, too. */
export function typeFilter(types: readonly ObjectTypeSelection[]): Filter {
  const selected = new Set(types.map(({ name }) => name.toLowerCase()))
  const filters = types.map(({ name }) =>
    name.toLowerCase() === 'user' && !selected.has('computer')
      ? new AndFilter({ filters: [ofClass(name), new NotFilter({ filter: ofClass('computer') })] })
      : ofClass(name),
  )
  return filters.length === 1 && filters[0] !== undefined ? filters[0] : new OrFilter({ filters })
}

export const ofClass = (name: string): Filter => new EqualityFilter({ attribute: 'objectClass', value: name })

/** The lower-case names of the attributes that a filter looks at. */
export function attributesIn(filter: Filter): ReadonlySet<string> {
  const found = new Set<string>()
  const visit = (one: object): void => {
    if ('filters' in one) for (const inner of one.filters as Filter[]) visit(inner)
    if ('filter' in one) visit(one.filter as Filter)
    for (const key of ['attribute', 'matchType'] as const) {
      const name = (one as Record<string, unknown>)[key]
      if (typeof name === 'string' && name !== '') found.add((name.split(';')[0] ?? name).toLowerCase())
    }
  }
  visit(filter)
  return found
}
