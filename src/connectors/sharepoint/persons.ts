import type { Problem } from '../../model/problem.js'
import type { Schema } from './encode.js'
import type { Profile } from './profiles.js'
import type { WrittenProperty } from './properties.js'
import { isPerson } from './schema.js'
import { nobody } from './write-problems.js'

/** Enough to tell what is wrong; a property with more absent persons need not be gone through to the end. */
const NAMED = 5

/** Finds out whether a refused write refers to persons of whom the farm has no profile. */
export async function missingPersons(
  written: readonly WrittenProperty[],
  schema: Schema,
  find: (account: string) => Promise<Profile | undefined>,
): Promise<((dn: string) => Problem) | undefined> {
  for (const { name, values } of written) {
    const description = schema.get(name.toLowerCase())
    if (description === undefined || !isPerson(description)) continue
    const absent: string[] = []
    for (const account of values) {
      if ((await find(account)) === undefined) absent.push(account)
      if (absent.length === NAMED) break
    }
    if (absent.length > 0) return dn => nobody(dn, name, absent)
  }
  return undefined
}

/** Whether a write has values that are persons. */
export const refersToPersons = (written: readonly WrittenProperty[], schema: Schema): boolean =>
  written.some(({ name, values }) => {
    const description = schema.get(name.toLowerCase())
    return description !== undefined && isPerson(description) && values.length > 0
  })
