import { photo } from '../contoso/generator/photo.js'
import { chance } from '../contoso/generator/random.js'
import { type Employee, employees } from './people.js'

/** Python that fills a new forest with people, a photo for some, and a group for every department. `db` is its SamDB. */
export function forestContent(suffix: string, people: readonly Employee[]): string {
  const company = `OU=Company,${suffix}`
  const dnOf = ({ account }: Employee): string => `CN=${account},OU=People,${company}`
  const byAccount = new Map(people.map(person => [person.account, person]))
  const containers = [company, `OU=People,${company}`, `OU=Groups,${company}`, `OU=Service,${company}`].map(
    dn => `dn: ${dn}\nchangetype: add\nobjectClass: organizationalUnit\n`,
  )
  const accounts = people.map((person, i) =>
    [
      `dn: ${dnOf(person)}`,
      'changetype: add',
      'objectClass: user',
      `sAMAccountName: ${person.account}`,
      `userPrincipalName: ${person.mail}`,
      `displayName:: ${base64(`${person.givenName} ${person.surname}`)}`,
      `givenName:: ${base64(person.givenName)}`,
      `sn:: ${base64(person.surname)}`,
      `mail: ${person.mail}`,
      `proxyAddresses: SMTP:${person.mail}`,
      `proxyAddresses: sip:${person.mail}`,
      `title: ${person.title}`,
      `department: ${person.department}`,
      `telephoneNumber: +49 555 ${1000 + i}`,
      `physicalDeliveryOfficeName: ${1 + (i % 4)}.${String(i % 30).padStart(2, '0')}`,
      `userAccountControl: ${person.disabled ? 546 : 544}`,
      ...(i % 3 === 0
        ? [`thumbnailPhoto:: ${Buffer.from(photo(chance(suffix.length * 1_000 + i))).toString('base64')}`]
        : []),
      '',
    ].join('\n'),
  )
  const managers = people.flatMap(person => {
    const manager = byAccount.get(person.manager ?? '')
    if (manager === undefined) return []
    return [`dn: ${dnOf(person)}\nchangetype: modify\nadd: manager\nmanager: ${dnOf(manager)}\n`]
  })
  const departments = [...new Set(people.map(({ department }) => department))]
  const groups = departments.map(name => {
    const members = people.filter(({ department }) => department === name).map(person => `member: ${dnOf(person)}`)
    const lines = [`sAMAccountName: ${name}`, `displayName: ${name}`, ...members]
    return `dn: CN=${name},OU=Groups,${company}\nchangetype: add\nobjectClass: group\n${lines.join('\n')}\n`
  })
  const ldif = [...containers, ...accounts, ...managers, ...groups].join('\n')
  return `db.modify_ldif(${JSON.stringify(ldif)})`
}

/** LDIF of the directory in which people say what they can. */
export function skillsContent(people: readonly Employee[]): string {
  const skills = ['negotiation', 'TypeScript', 'accounting', 'contract law', 'Portuguese', 'first aid']
  const entries = people
    .filter((_, i) => i % 4 === 0)
    .map(({ mail, surname }, i) =>
      [
        `dn: cn=${mail},ou=people,dc=example,dc=org`,
        'objectClass: inetOrgPerson',
        `cn: ${mail}`,
        `sn:: ${base64(surname)}`,
        `mail: ${mail}`,
        ...[i, i + 2].map(n => `description: ${skills[n % skills.length]}`),
        '',
      ].join('\n'),
    )
  return [`dn: ou=people,dc=example,dc=org\nobjectClass: organizationalUnit\nou: people\n`, ...entries].join('\n')
}

export const CONTOSO_PEOPLE: readonly Employee[] = employees(60, 'contoso.test')
export const FABRIKAM_PEOPLE: readonly Employee[] = employees(30, 'fabrikam.test', 100)

const base64 = (text: string): string => Buffer.from(text).toString('base64')
