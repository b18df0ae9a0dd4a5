import { CULTURES, type Culture, type Name } from './names.js'
import { byShare, type Department } from './organisation.js'
import type { Chance } from './random.js'

/** A person as the company knows them; each system holds a part of it. */
export interface Person {
  readonly number: number
  readonly given: Name
  readonly surname: Name
  readonly culture: Culture
  readonly city: string
  readonly department: Department
  readonly team: string
  readonly title: string
  /** Index of the manager among the company's people; undefined for the head of it all. */
  readonly manager: number | undefined
  readonly mail: string
  readonly account: string
  readonly phones: readonly string[]
}

/** Hands out every name once: `smith`, `smith2`, `smith3`, … */
export function uniqueNames(numbered = (name: string, n: number) => `${name}${n}`): (wanted: string) => string {
  const taken = new Map<string, number>()
  return wanted => {
    const count = (taken.get(wanted) ?? 0) + 1
    taken.set(wanted, count)
    return count === 1 ? wanted : numbered(wanted, count)
  }
}

export interface Company {
  readonly size: number
  readonly domain: string
  readonly departments: readonly Department[]
  readonly teamSize: number
  /** How an account is named before it is made unique. */
  readonly account: (given: string, surname: string) => string
}

/**
 * The people of a company: the first leads it, then one head per department, then teams of which the first is the lead.
 * Names repeat as they do in life; mail addresses and accounts do not.
 */
export function people(company: Company, chance: Chance): readonly Person[] {
  const mailName = uniqueNames()
  const accountName = uniqueNames()
  return positions(company, chance).map((position, number) => {
    const culture = chance.pick(CULTURES)
    const given = chance.pick(culture.given)
    const surname = chance.pick(culture.surnames)
    return {
      ...position,
      number,
      given,
      surname,
      culture,
      city: chance.pick(culture.cities),
      mail: `${mailName(`${given.latin}.${surname.latin}`)}@${company.domain}`,
      account: accountName(company.account(given.latin, surname.latin)),
      phones: phones(culture, chance),
    }
  })
}

type Position = Pick<Person, 'department' | 'team' | 'title' | 'manager'>

function positions({ size, departments, teamSize }: Company, chance: Chance): readonly Position[] {
  const shares = byShare(departments)
  const [first] = shares
  if (first === undefined) throw new Error('A company needs a department')
  const chief = { department: first, team: `${first.name} 1`, title: 'Chief Executive Officer', manager: undefined }
  const heads = departments.map(department => {
    return { department, team: `${department.name} 1`, title: `Head of ${department.name}`, manager: 0 }
  })
  const found: Position[] = [chief, ...heads]
  const leads = new Map<string, number>()
  const counts = new Map<Department, number>()
  while (found.length < size) {
    const department = chance.pick(shares)
    const count = counts.get(department) ?? 0
    counts.set(department, count + 1)
    const team = `${department.name} ${Math.floor(count / teamSize) + 1}`
    const lead = leads.get(team)
    if (lead === undefined) leads.set(team, found.length)
    const title = lead === undefined ? `Team Lead, ${department.name}` : chance.pick(department.titles)
    found.push({ department, team, title, manager: lead ?? departments.indexOf(department) + 1 })
  }
  return found
}

function phones(culture: Culture, chance: Chance): readonly string[] {
  const number = () => `${culture.dialling} 555 ${String(chance.below(1_000_000)).padStart(6, '0')}`
  return Array.from({ length: chance.pick([0, 1, 1, 1, 2, 3]) }, number)
}
