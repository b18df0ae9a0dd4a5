/**
 * Writes the example's data: `npm run example:data`. The same files every time, on every machine; nothing in them is real.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { contosoFile } from './generator/contoso-directory.js'
import { contosoStaff, SHARED_PERSON, type Staff } from './generator/contoso-staff.js'
import { fabrikamFile } from './generator/fabrikam.js'
import { hrFile } from './generator/hr.js'
import { chance } from './generator/random.js'

/** The text of each file, by name. */
export function generate(): ReadonlyMap<string, string> {
  const staff = contosoStaff(chance(1))
  // Every file has its own chance, so that a change to one leaves the others as they are.
  return new Map([
    ['hr.csv', hrFile(staff, chance(2))],
    ['contoso.ldif', contosoFile(staff, chance(3))],
    ['fabrikam.ldif', fabrikamFile(staff[SHARED_PERSON] as Staff, chance(4))],
  ])
}

if (import.meta.main) {
  for (const [name, text] of generate()) writeFileSync(join(import.meta.dirname, name), text)
}
