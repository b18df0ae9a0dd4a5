import type { Staff } from './contoso-staff.js'
import { containers, type Directory, PERSON_CLASSES, type User } from './directory.js'
import { groups } from './groups.js'
import { type Entry, escapeValue, ldif } from './ldif.js'
import { CONTOSO_DEPARTMENTS } from './organisation.js'
import { uniqueNames } from './people.js'
import { photo } from './photo.js'
import type { Chance } from './random.js'

const CONTOSO: Directory = { suffix: 'dc=contoso,dc=test', organisation: 'Contoso' }
const AUDITORS = 14

/** Contoso's directory: most people HR knows, contractors, accounts of leavers that nobody has removed, and outside auditors. */
export function contosoFile(staff: readonly Staff[], chance: Chance): string {
  const withAccount = staff.filter(one => one.hasAccount)
  const dns = names(withAccount)
  const managers = new Set(withAccount.map(one => one.person.manager))
  const users = withAccount.map(one => user(one, { dns, managers, chance }))
  const auditors = Array.from({ length: AUDITORS }, (_, i) => auditor(i + 1, chance))
  const units = [...CONTOSO_DEPARTMENTS.map(department => department.name), 'External']
  return ldif([
    ...containers(CONTOSO, units, chance),
    ...users.map(({ entry }) => entry),
    ...auditors,
    ...groups(CONTOSO, users, chance),
  ])
}

/** Names by person: `cn=Surname\, Given` in the department's unit, numbered where two people share a name. */
function names(staff: readonly Staff[]): ReadonlyMap<number, string> {
  const unique = uniqueNames((name, n) => name.replace(/,(?=ou=)/, ` (${n}),`))
  return new Map(
    staff.map(({ person }) => {
      const cn = escapeValue(`${person.surname.written}, ${person.given.written}`)
      const ou = escapeValue(person.department.name)
      return [person.number, unique(`cn=${cn},ou=${ou},ou=people,${CONTOSO.suffix}`)]
    }),
  )
}

interface Surroundings {
  readonly dns: ReadonlyMap<number, string>
  readonly managers: ReadonlySet<number | undefined>
  readonly chance: Chance
}

function user({ person, ...one }: Staff, { dns, managers, chance }: Surroundings): User {
  const dn = dns.get(person.number) ?? ''
  const entry: Entry = {
    dn,
    attributes: {
      objectClass: PERSON_CLASSES,
      entryUUID: chance.uuid(),
      uid: person.account,
      cn: commonName(dn),
      givenName: person.given.written,
      sn: person.surname.written,
      displayName: `${person.given.written} ${person.surname.written}`,
      mail: person.mail,
      employeeNumber: one.isNumbered ? one.employeeID : undefined,
      employeeType: one.kind === 'contractor' ? 'contractor' : 'employee',
      // The directory's titles are not all as new as HR's.
      title: chance.happens(0.05) ? 'Trainee' : person.title,
      departmentNumber: person.department.name,
      l: person.city,
      telephoneNumber: person.phones,
      manager: dns.get(person.manager ?? -1),
      jpegPhoto: chance.happens(0.04) ? photo(chance) : undefined,
    },
  }
  const isManager = managers.has(person.number)
  return { entry, department: person.department.name, team: person.team, country: person.culture.country, isManager }
}

/** The value of the first component, as its attribute has it. */
function commonName(dn: string): string {
  const value = /^cn=((?:\\.|[^,\\])*)/.exec(dn)?.[1] ?? ''
  return value.replace(/\\(.)/g, '$1')
}

function auditor(number: number, chance: Chance): Entry {
  const uid = `auditor${String(number).padStart(2, '0')}`
  return {
    dn: `cn=${uid},ou=External,ou=people,${CONTOSO.suffix}`,
    attributes: {
      objectClass: PERSON_CLASSES,
      entryUUID: chance.uuid(),
      uid,
      cn: uid,
      givenName: 'Auditor',
      sn: `No. ${number}`,
      displayName: `External Auditor No. ${number}`,
      mail: `${uid}@audit.test`,
      employeeType: 'external',
    },
  }
}
