import type { Staff } from './contoso-staff.js'
import type { Chance } from './random.js'

const COLUMNS =
  'employeeID,givenName,sn,mail,department,title,managerID,phones,employeeType,employeeStatus,startDate,endDate,city,country'

/** The export of the HR system: one row per person, several phone numbers in one cell. */
export function hrFile(staff: readonly Staff[], chance: Chance): string {
  const rows = staff.map(one => row(one, staff, chance).map(cell).join(','))
  return [COLUMNS, ...rows, ''].join('\n')
}

function row({ person, kind, ...one }: Staff, staff: readonly Staff[], chance: Chance): readonly string[] {
  const manager = person.manager === undefined ? undefined : staff[person.manager]
  return [
    one.employeeID,
    person.given.written,
    person.surname.written,
    one.hasAccount ? typed(person.mail, chance) : '',
    person.department.name,
    person.title,
    manager?.employeeID ?? '',
    person.phones.join('|'),
    kind === 'contractor' ? 'contractor' : 'employee',
    kind === 'leaver' ? 'leaver' : 'active',
    one.startDate,
    one.endDate,
    person.city,
    person.culture.country,
  ]
}

/** People type addresses with capitals now and then. */
function typed(mail: string, chance: Chance): string {
  return chance.happens(0.05) ? mail.replace(/(^|[.@])[a-z]/g, letter => letter.toUpperCase()) : mail
}

function cell(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
