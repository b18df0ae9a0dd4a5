import { expect } from '@jest/globals'
import type { Role } from '../../src/access/roles.js'
import { DOCUMENT, personName, type World, world } from './support.js'

const JPEG = Buffer.from('ffd8ffe000104a46494600', 'hex').toString('base64')
export const FARMS = {
  intranet: {
    agent: 'portal',
    account: 'employeeID',
    where: [{ attribute: 'floor', operator: 'inequality', value: 4 }],
    view: {
      PreferredName: 'displayName',
      WorkEmail: 'mail',
      Nick: 'nickname',
      Manager: 'manager',
      PictureURL: 'photo',
    },
    groups: {
      where: [{ attribute: 'displayName', operator: 'inequality', value: 'Group 3' }],
      view: { Title: 'displayName' },
    },
  },
  branch: {
    account: 'employeeID',
    where: [{ attribute: 'floor', operator: 'equality', value: 4 }],
    view: { Name: 'displayName' },
    groups: {
      where: [{ attribute: 'displayName', operator: 'equality', value: 'Group 3' }],
      view: { Title: 'displayName' },
    },
  },
}
export const INTRANET: Role = 'farm:intranet'
export const BRANCH: Role = 'farm:branch'
export const PROFILE = '{ account properties(names: ["PreferredName", "WorkEmail"]) { name values } }'

/** People on five floors, those of the last one seen by another farm than the others; two have photos. */
export interface FarmWorld extends World {
  synchronize(): Promise<void>
  put(i: number, attributes?: Record<string, string[]>): void
  /** Expects neither errors nor bugs. */
  data(query: string, variables?: object, role?: Role): Promise<Answered>
}

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of any shape
type Answered = any

export async function farmWorld(): Promise<FarmWorld> {
  const held = await world()
  await held.test.apply({ ...DOCUMENT(held.source), farms: FARMS })
  await held.hub.database.query(
    `update metaverse_object set attributes = attributes || jsonb_build_object('photo', jsonb_build_array($1::text))
     where attributes->'employeeID'->>0 in ('1001', '1004')`,
    [JPEG],
  )
  return {
    ...held,
    async synchronize() {
      await held.test.run('hr', 'full-import')
      await held.test.run('hr', 'full-synchronization')
    },
    put: (i, attributes = {}) =>
      held.hr.put({
        objectType: 'person',
        dn: personName(i),
        anchor: `P${i}`,
        attributes: {
          employeeID: [String(1000 + i)],
          cn: [`Person ${i}`],
          mail: [`Person.${i}@Contoso.test`],
          floor: [String(i % 5)],
          ...(i > 0 && { manager: [personName(Math.floor((i - 1) / 5))] }),
          ...attributes,
        },
      }),
    async data(query, variables = {}, role = INTRANET) {
      const { data, errors } = await held.ask(query, variables, role)
      expect(errors).toBeUndefined()
      expect(held.bugs).toEqual([])
      return data
    },
  }
}
