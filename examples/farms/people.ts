/** The people of the example's forests, the same at every start. */

export interface Employee {
  readonly account: string
  readonly givenName: string
  readonly surname: string
  readonly title: string
  readonly department: string
  readonly mail: string
  /** The account of the manager. */
  readonly manager: string | undefined
  readonly disabled: boolean
}

const GIVEN_NAMES = [
  'Anna',
  'Bruno',
  'Chiara',
  'Dmitri',
  'Émilie',
  'Farid',
  'Greta',
  'Haruki',
  'Inês',
  'Jürgen',
  'Kaja',
  'Liam',
]
const SURNAMES = ['Abel', 'Brandt', 'Costa', 'Diallo', 'Eriksen', 'Fischer', 'García', 'Håkansson', 'Ivanova', 'Jansen']
const DEPARTMENTS = ['Sales', 'Engineering', 'Finance', 'Legal']
const SPAN = 6

/** @param count how many people; the first is the head of all */
export function employees(count: number, domain: string, offset = 0): Employee[] {
  return Array.from({ length: count }, (_, i) => {
    const n = i + offset
    const givenName = pick(GIVEN_NAMES, n)
    const surname = pick(SURNAMES, Math.floor(n / GIVEN_NAMES.length) + n)
    const account = `${ascii(givenName).charAt(0)}.${ascii(surname)}${n}`.toLowerCase()
    return {
      account,
      givenName,
      surname,
      title: i === 0 ? 'Managing Director' : i < SPAN ? 'Head of Department' : 'Specialist',
      department: pick(DEPARTMENTS, i),
      mail: `${account}@${domain}`,
      manager: i === 0 ? undefined : accountAt(Math.floor((i - 1) / SPAN), offset),
      disabled: i > 0 && i % 25 === 24,
    }
  })
}

function accountAt(i: number, offset: number): string {
  const n = i + offset
  const surname = pick(SURNAMES, Math.floor(n / GIVEN_NAMES.length) + n)
  return `${ascii(pick(GIVEN_NAMES, n)).charAt(0)}.${ascii(surname)}${n}`.toLowerCase()
}

const pick = (list: readonly string[], n: number): string => list[n % list.length] ?? ''
const ascii = (text: string): string => text.normalize('NFD').replace(/[^A-Za-z]/g, '')
