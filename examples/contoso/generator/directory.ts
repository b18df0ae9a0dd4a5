import { type Entry, escapeValue } from './ldif.js'
import type { Chance } from './random.js'

/** A directory as one suffix with `ou=people` and `ou=groups`. */
export interface Directory {
  readonly suffix: string
  readonly organisation: string
}

/** An entry of a user, and what the groups are made by. */
export interface User {
  readonly entry: Entry
  readonly department: string
  readonly team: string
  readonly country: string
  readonly isManager: boolean
}

/** The containers of a directory, from the top. */
export function containers(
  { suffix, organisation }: Directory,
  units: readonly string[],
  chance: Chance,
): readonly Entry[] {
  const dc = /^dc=([^,]+)/.exec(suffix)?.[1] ?? ''
  const root = { objectClass: ['top', 'dcObject', 'organization'], dc, o: organisation, entryUUID: chance.uuid() }
  const unit = (ou: string, parent: string): Entry => ({
    dn: `ou=${escapeValue(ou)},${parent}`,
    attributes: { objectClass: ['top', 'organizationalUnit'], ou, entryUUID: chance.uuid() },
  })
  const people = unit('people', suffix)
  return [{ dn: suffix, attributes: root }, people, unit('groups', suffix), ...units.map(name => unit(name, people.dn))]
}

export const PERSON_CLASSES = ['top', 'person', 'organizationalPerson', 'inetOrgPerson']
