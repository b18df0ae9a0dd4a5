import type { Staff } from './contoso-staff.js'
import { containers, type Directory, PERSON_CLASSES, type User } from './directory.js'
import { groups } from './groups.js'
import { ldif } from './ldif.js'
import { FABRIKAM_DEPARTMENTS } from './organisation.js'
import { type Person, people } from './people.js'
import { photo } from './photo.js'
import type { Chance } from './random.js'

const FABRIKAM: Directory = { suffix: 'dc=fabrikam,dc=test', organisation: 'Fabrikam' }
const SIZE = 500

/** Fabrikam's directory: a flat list of people, no employee numbers, and the one who works for Contoso as well. */
export function fabrikamFile(shared: Staff, chance: Chance): string {
  const company = { size: SIZE - 1, domain: 'fabrikam.test', departments: FABRIKAM_DEPARTMENTS, teamSize: 10, account }
  const own = people(company, chance)
  // Known here by the other company's address, and led by Fabrikam's head of design.
  const guest: Person = {
    ...shared.person,
    number: own.length,
    account: account(shared.person.given.latin, `${shared.person.surname.latin}.guest`),
    department: FABRIKAM_DEPARTMENTS[1] ?? shared.person.department,
    team: 'Design 1',
    title: 'Consultant',
    manager: 2,
  }
  const everybody = [...own, guest]
  const managers = new Set(everybody.map(person => person.manager))
  const users = everybody.map(person => user(person, everybody, { managers, chance }))
  return ldif([
    ...containers(FABRIKAM, [], chance),
    ...users.map(({ entry }) => entry),
    ...groups(FABRIKAM, users, chance),
  ])
}

const account = (given: string, surname: string) => `${given}.${surname}`.slice(0, 28)
const dnOf = (person: Person) => `uid=${person.account},ou=people,${FABRIKAM.suffix}`

interface Surroundings {
  readonly managers: ReadonlySet<number | undefined>
  readonly chance: Chance
}

function user(person: Person, everybody: readonly Person[], { managers, chance }: Surroundings): User {
  const manager = person.manager === undefined ? undefined : everybody[person.manager]
  const attributes = {
    objectClass: PERSON_CLASSES,
    entryUUID: chance.uuid(),
    uid: person.account,
    cn: `${person.given.written} ${person.surname.written}`,
    givenName: person.given.written,
    sn: person.surname.written,
    mail: person.mail,
    title: person.title,
    departmentNumber: person.department.name,
    mobile: person.phones[0],
    manager: manager === undefined ? undefined : dnOf(manager),
    jpegPhoto: chance.happens(0.05) ? photo(chance) : undefined,
  }
  const { department, team, culture, number } = person
  const isManager = managers.has(number)
  return {
    entry: { dn: dnOf(person), attributes },
    department: department.name,
    team,
    country: culture.country,
    isManager,
  }
}
