import { ACCESS_COLUMNS, type AccessRow, accessTable, meets } from './access-columns.js'
import { type Decided, type ReachedTypes, reachedTypes } from './reached-types.js'

/** The part of docs/access-matrix.md about what is below the fields of the roots. */
export function printBelowRoots(decided: Decided): string {
  const reached = ACCESS_COLUMNS.map(column => reachedTypes(decided, column))
  const names = [...decided.types.keys()].sort()
  return `## Types

${TYPES}

${accessTable('types', typeRows(names, reached), 'through')}
## Fields

${FIELDS}

${accessTable('field', fieldRows(names, decided, reached), 'asks for')}`
}

/** Types that the same keys get in the same way are one row. */
function typeRows(names: readonly string[], reached: readonly ReachedTypes[]): AccessRow[] {
  const rows = new Map<string, { names: string[]; row: Omit<AccessRow, 'about'> }>()
  for (const name of names) {
    const through = new Set(reached.flatMap(types => [...(types.get(name) ?? [])]))
    const row = { allowed: reached.map(types => types.has(name)), more: code([...through].sort()) }
    const key = JSON.stringify(row)
    const same = rows.get(key) ?? { names: [], row }
    rows.set(key, same)
    same.names.push(name)
  }
  return [...rows.values()].map(({ names, row }) => ({ about: code(names), ...row }))
}

/** The fields that not everybody gets who gets their object. */
const fieldRows = (names: readonly string[], { types }: Decided, reached: readonly ReachedTypes[]): AccessRow[] =>
  names.flatMap(name =>
    Object.entries(types.get(name) ?? {}).flatMap(([field, need]) => {
      const getsIt = reached.map(each => each.has(name))
      const allowed = ACCESS_COLUMNS.map((column, i) => getsIt[i] === true && meets(column, need))
      const isNarrower = allowed.some((may, i) => may !== getsIt[i])
      return isNarrower ? [{ about: code([`${name}.${field}`]), allowed, more: code(need) }] : []
    }),
  )

const code = (texts: readonly string[]): string => texts.map(text => `\`${text}\``).join(', ')

const TYPES = `Of which types a key gets objects, worked out from what the fields above and below lead to, and from what those ask for. \`no\`: there is no way to one.
\`through\` are the fields of the roots that lead there in the fewest steps. \`another farm\` gets its own farm, through \`farms\`, and nothing of the other.`

const FIELDS = `Whoever gets an object gets all its fields, but for these: they are \`access.denied\`, and the rest of the object is answered as far as fields may be null.
What each field of each type asks for is in \`src/graphql/field-needs.ts\`, where a new one fails the test until somebody decides.`
