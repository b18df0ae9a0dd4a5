import { createHash } from 'node:crypto'
import type { Slapd } from '../support/slapd.js'
import { record } from './directories.js'

export const SUFFIX = 'dc=example,dc=org'
export const PEOPLE = `ou=people,${SUFFIX}`
export const UNITS = `ou=units,${SUFFIX}`
export const GROUPS = `ou=groups,${SUFFIX}`
export const RICH = 120
export const ALL = 520
export const MEMBERS = 500
const UNIT_COUNT = 5

const NAMES: readonly ((i: number) => string)[] = [
  i => `Müller, Jörg ${i}`,
  i => `Plus + Minus ${i}`,
  i => `"Zitat" ${i}`,
  i => `Back\\slash\\ ${i}`,
  i => `<a;b> ${i}`,
  i => `#${i} 山田 🙂`,
  i => ` blank before ${i}`,
  i => `equal=sign ${i}`,
  i => `Ordinary Person ${i}`,
]
export const nameOf = (i: number): string =>
  i < RICH ? (NAMES[i % NAMES.length] as (i: number) => string)(i) : `Plain ${i}`
export const unitOf = (i: number): string => `Unit, No. ${i % UNIT_COUNT}`

/** RFC 4514, written apart from the code under test. */
export const escaped = (text: string): string => text.replace(/[,+"\\<>;=]/g, '\\$&').replace(/^[# ]/, '\\$&')
export const personDn = (i: number): string => `cn=${escaped(nameOf(i))},${PEOPLE}`
export const photoOf = (i: number): Buffer =>
  Buffer.concat([
    Buffer.from([0xff, 0xd8, 0, 13, 10]),
    ...Array.from({ length: 1 + (i % 9) }, (_, n) => hash(`${i}/${n}`)),
  ])
const hash = (text: string): Buffer => createHash('sha512').update(text).digest()

function person(i: number): string {
  const rich = {
    givenName: ['Jürgen', '花子', 'Zoë', 'O’Neil'][i % 4] as string,
    title: i % 3 === 0 ? 'Head of everything' : `Title ${i}`,
    mail: Array.from({ length: 1 + (i % 3) }, (_, n) => `p${i}.${n}@example.org`),
    telephoneNumber: Array.from({ length: 1 + (i % 2) }, (_, n) => `+49 555 ${i} ${n}`),
    jpegPhoto: photoOf(i),
    ...(i === 0 ? {} : { manager: personDn(Math.floor(i / 4)) }),
  }
  return record(personDn(i), {
    objectClass: 'inetOrgPerson',
    cn: nameOf(i),
    sn: `Surname ${i}`,
    uid: `u${i}`,
    departmentNumber: unitOf(i),
    ...(i < RICH ? rich : {}),
  })
}

const group = (name: string, member: readonly string[]): string =>
  record(groupDn(name), { objectClass: 'groupOfNames', cn: name, member })
export const groupDn = (name: string): string => `cn=${escaped(name)},${GROUPS}`
const container = (dn: string, ou: string): string => record(dn, { objectClass: 'organizationalUnit', ou })

export const sourceLdif = (): string =>
  [
    ...['people', 'units', 'groups'].map(ou => container(`ou=${ou},${SUFFIX}`, ou)),
    container(`ou=away,${PEOPLE}`, 'away'),
    ...Array.from({ length: UNIT_COUNT }, (_, i) => container(`ou=${escaped(unitOf(i))},${UNITS}`, unitOf(i))),
    ...Array.from({ length: ALL }, (_, i) => person(i)),
    group(
      'Everyone',
      Array.from({ length: MEMBERS }, (_, i) => personDn(i)),
    ),
    group('Leads, all', [personDn(0), personDn(1), groupDn('Inner + Circle')]),
    group('Inner + Circle', [personDn(2), personDn(3), personDn(5)]),
    group('Outer', [groupDn('Leads, all'), groupDn('Everyone')]),
  ].join('')

export function memberLine(i: number): string {
  return `member:: ${Buffer.from(personDn(i)).toString('base64')}`
}

/** What one day brings in a directory, as LDIF for ldapmodify. */
export const DAY_OF_CHANGES = [
  `${record(personDn(9), {}).trim()}\nchangetype: modify\nreplace: title\ntitle: Chief\n-\n`,
  `${record(personDn(10), {}).trim()}\nchangetype: modify\nadd: mail\nmail: more@example.org\n-\ndelete: mail\nmail: p10.0@example.org\n-\n`,
  `${record(personDn(11), {}).trim()}\nchangetype: modify\ndelete: telephoneNumber\n-\n`,
  `${record(personDn(512), {}).trim()}\nchangetype: modify\nreplace: departmentNumber\ndepartmentNumber: ${unitOf(0)}\n-\n`,
  `${record(personDn(511), {}).trim()}\nchangetype: modrdn\nnewrdn: cn=Plain\\, renamed\ndeleteoldrdn: 1\n`,
  `${record(personDn(510), {}).trim()}\nchangetype: modrdn\nnewrdn: cn=Plain 510\ndeleteoldrdn: 1\nnewsuperior: ou=away,${PEOPLE}\n`,
  `dn: cn=New Comer,${PEOPLE}\nchangetype: add\nobjectClass: inetOrgPerson\ncn: New Comer\nsn: Comer\nuid: new\ndepartmentNumber: ${unitOf(1)}\n`,
  `${record(personDn(515), {}).trim()}\nchangetype: delete\n`,
  `${record(groupDn('Inner + Circle'), {}).trim()}\nchangetype: modify\nadd: member\n${memberLine(7)}\n-\ndelete: member\n${memberLine(3)}\n-\n`,
].join('\n')

export const TARGET = 'dc=target,dc=org'
export const targetPerson = (name: string, unit: string): string =>
  `cn=${escaped(name)},ou=${escaped(unit)},ou=people,${TARGET}`
export const targetLdif = (): string => ['people', 'groups'].map(ou => container(`ou=${ou},${TARGET}`, ou)).join('')

const PERSON = {
  cn: 'string',
  sn: 'string',
  uid: 'string',
  givenName: 'string',
  title: 'string',
  departmentNumber: 'string',
  mail: { type: 'string', multivalued: true },
  telephoneNumber: { type: 'string', multivalued: true },
  jpegPhoto: 'binary',
  manager: 'reference',
}
const GROUP = { cn: 'string', member: { type: 'reference', multivalued: true } }
export const READ = [...Object.keys(PERSON), 'member', 'ou']
export const FILTER = '(|(objectClass=inetOrgPerson)(objectClass=groupOfNames))'

/** @param more flows of people into the target, besides the right ones */
export function documentOf(source: Slapd, target: Slapd, more: object = {}): object {
  const login = ({ url, rootDn, suffix }: Slapd) => ({
    url,
    bindDn: rootDn,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference to a secret
    password: '${env:TEST_ROOT_PASSWORD}',
    base: suffix,
  })
  const deletion = { when: 'any-connector', of: ['source'] }
  return {
    version: 1,
    metaverse: {
      attributes: { mails: { type: 'string', multivalued: true }, phones: { type: 'string', multivalued: true } },
      types: {
        person: { attributes: ['mails', 'phones'], deletion },
        group: { deletion },
        unit: { attributes: ['displayName'], deletion },
      },
    },
    agents: {
      source: {
        connector: 'ldap',
        settings: { ...login(source), base: [PEOPLE, UNITS, GROUPS] },
        objects: {
          organizationalUnit: {
            attributes: { ou: 'string' },
            filter: ['people', 'units', 'groups', 'away'].map(value => ({
              attribute: 'ou',
              operator: 'equality',
              value,
            })),
            projection: 'unit',
            import: { unit: { displayName: 'ou' } },
          },
          inetOrgPerson: {
            attributes: PERSON,
            projection: 'person',
            import: {
              person: {
                displayName: 'cn',
                sn: 'sn',
                uid: 'uid',
                givenName: 'givenName',
                title: 'title',
                department: 'departmentNumber',
                mails: 'mail',
                phones: 'telephoneNumber',
                photo: 'jpegPhoto',
                manager: 'manager',
              },
            },
          },
          groupOfNames: {
            attributes: GROUP,
            projection: 'group',
            import: { group: { displayName: 'cn', member: 'member' } },
          },
        },
      },
      target: {
        connector: 'ldap',
        settings: login(target),
        deprovisioning: 'delete-object',
        objects: {
          organizationalUnit: {
            attributes: { ou: 'string' },
            provision: [{ type: 'unit', dn: `'ou=' + EscapeDNComponent(mv.displayName) + ',ou=people,${TARGET}'` }],
            export: { unit: { ou: 'displayName' } },
          },
          inetOrgPerson: {
            attributes: { ...PERSON, ...('dc' in more ? { dc: 'string' } : {}) },
            provision: [
              {
                type: 'person',
                dn: `'cn=' + EscapeDNComponent(mv.displayName) + ',ou=' + EscapeDNComponent(mv.department) + ',ou=people,${TARGET}'`,
                rename: true,
              },
            ],
            export: {
              person: {
                cn: 'displayName',
                sn: 'sn',
                uid: 'uid',
                givenName: { from: 'givenName', allowNulls: true },
                title: { from: 'title', allowNulls: true },
                departmentNumber: 'department',
                mail: { from: 'mails', allowNulls: true },
                telephoneNumber: { from: 'phones', allowNulls: true },
                jpegPhoto: 'photo',
                manager: { from: 'manager', allowNulls: true },
                ...more,
              },
            },
          },
          groupOfNames: {
            attributes: GROUP,
            provision: [
              { type: 'group', dn: `'cn=' + EscapeDNComponent(mv.displayName) + ',ou=groups,${TARGET}'`, rename: true },
            ],
            export: { group: { cn: 'displayName', member: { from: 'member', allowNulls: true } } },
          },
        },
      },
    },
  }
}
