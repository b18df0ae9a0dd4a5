import type { MemoryObject } from '../src/connectors/memory/index.js'

/** The attributes of a person, all of which every agent of the benchmarks reads: fifteen. */
export const PERSON_ATTRIBUTES = [
  'uid',
  'cn',
  'sn',
  'givenName',
  'displayName',
  'title',
  'departmentNumber',
  'mail',
  'telephoneNumber',
  'l',
  'postalCode',
  'street',
  'employeeNumber',
  'employeeType',
  'manager',
] as const

export const SUFFIX = 'dc=example,dc=org'
const GROUP_SIZE = 50
const SMALL_GROUP_SIZE = 100

/** The group with half of all people, and one that is like it but for its size. */
export const BIG_GROUP = 0
export const SMALL_GROUP = 1

export const groupsOf = (people: number): number => Math.max(2, Math.floor(people / 100))

export const personName = (i: number): string => `uid=u${i},ou=people,${SUFFIX}`
export const groupName = (g: number): string => `cn=g${g},ou=groups,${SUFFIX}`
export const personAnchor = (i: number): string => `person-${i}`
export const groupAnchor = (g: number): string => `group-${g}`

/** The same person for the same number, wherever it is made. */
export function person(i: number): MemoryObject {
  const [givenName, sn] = [`Given${i % 977}`, `Sur${i % 3571}`]
  return {
    objectType: 'inetOrgPerson',
    dn: personName(i),
    anchor: personAnchor(i),
    attributes: {
      uid: [`u${i}`],
      cn: [`${givenName} ${sn} ${i}`],
      sn: [sn],
      givenName: [givenName],
      displayName: [`${givenName} ${sn}`],
      title: [`Engineer ${i % 40}`],
      departmentNumber: [`D${i % 200}`],
      mail: [`${givenName}.${sn}.${i}@example.org`],
      telephoneNumber: [`+49 30 ${1_000_000 + i}`],
      l: [`City ${i % 60}`],
      postalCode: [`${10_000 + (i % 900)}`],
      street: [`Long Street ${i % 5000}`],
      employeeNumber: [`${i}`],
      employeeType: ['internal'],
      // Every tenth person manages the nine after them, and is managed by the first of a hundred.
      manager: [personName(i % 10 === 0 ? i - (i % 100) : i - (i % 10))],
    },
  }
}

export function group(g: number, people: number): MemoryObject {
  return {
    objectType: 'groupOfNames',
    dn: groupName(g),
    anchor: groupAnchor(g),
    attributes: { cn: [`g${g}`], member: membersOf(g, people).map(personName) },
  }
}

/** Numbers of the members. All are even, so that an odd number is a new member of any group. */
function membersOf(g: number, people: number): number[] {
  if (g === BIG_GROUP) return Array.from({ length: Math.floor(people / 2) }, (_, i) => i * 2)
  const size = Math.min(people, g === SMALL_GROUP ? SMALL_GROUP_SIZE : GROUP_SIZE)
  const stride = Math.max(1, Math.floor(people / size))
  return Array.from({ length: size }, (_, i) => ((g * 97 + i * stride) % people) & ~1)
}

/** People first, then groups. */
export const objectAt = (i: number, people: number): MemoryObject =>
  i < people ? person(i) : group(i - people, people)

export const objectsOf = (people: number): number => people + groupsOf(people)

/** Everything as content records for slapadd. */
export function toLdif(people: number): string {
  const records = [container('people'), container('groups')]
  for (let i = 0; i < objectsOf(people); i++) records.push(record(objectAt(i, people)))
  return records.join('\n')
}

const container = (ou: string): string => `dn: ou=${ou},${SUFFIX}\nobjectClass: organizationalUnit\nou: ${ou}\n`

function record({ dn, objectType, attributes }: MemoryObject): string {
  let text = `dn: ${dn}\nobjectClass: ${objectType}\n`
  for (const [name, values] of Object.entries(attributes)) for (const value of values) text += `${name}: ${value}\n`
  return text
}
