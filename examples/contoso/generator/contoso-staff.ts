import { CONTOSO_DEPARTMENTS } from './organisation.js'
import { type Person, people } from './people.js'
import type { Chance } from './random.js'

/** A person of Contoso with what HR and the directory know of them. */
export interface Staff {
  readonly person: Person
  readonly employeeID: string
  readonly kind: 'employee' | 'leaver' | 'contractor'
  readonly hasAccount: boolean
  /** Whether the directory holds the employee number; without it, the mail address has to do. */
  readonly isNumbered: boolean
  readonly startDate: string
  readonly endDate: string
}

/** The one who also works for Fabrikam, and is known there by the Contoso mail address. */
export const SHARED_PERSON = 200

const FIRST_NUMBER = 10_001
const TODAY = Date.UTC(2026, 0, 1)
const DAY = 86_400_000

export function contosoStaff(chance: Chance): readonly Staff[] {
  const company = { size: 1_500, domain: 'contoso.test', departments: CONTOSO_DEPARTMENTS, teamSize: 12, account }
  return people(company, chance).map(person => staff(person, chance))
}

const account = (given: string, surname: string) => `${given.slice(0, 1)}${surname}`.slice(0, 18)

function staff(person: Person, chance: Chance): Staff {
  const dice = chance.next()
  const isFixed = person.number <= CONTOSO_DEPARTMENTS.length || person.number === SHARED_PERSON
  const kind = isFixed || dice >= 0.12 ? 'employee' : dice < 0.06 ? 'leaver' : 'contractor'
  const likelihood = { employee: 0.96, leaver: 0.45, contractor: 0.7 }[kind]
  const started = TODAY - (30 + chance.below(6_000)) * DAY
  const ended = started + Math.floor((TODAY - started) * chance.next())
  return {
    person,
    kind,
    // As HR systems write them: text with zeros in front.
    employeeID: String(FIRST_NUMBER + person.number).padStart(6, '0'),
    hasAccount: chance.happens(likelihood) || isFixed,
    isNumbered: !chance.happens(0.012) && person.number !== SHARED_PERSON,
    startDate: dateText(started),
    endDate: kind === 'leaver' ? dateText(ended) : '',
  }
}

const dateText = (time: number) => new Date(time).toISOString().slice(0, 10)
