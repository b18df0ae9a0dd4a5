import { expect } from '@jest/globals'
import { asking, type World, world } from './support.js'

/** People and groups as in support.ts; groups of groups in a circle (0 → 1 → 2 → 0), a large number, and a name with accents. */
export async function typedWorld(): Promise<World> {
  const held = await world({ compileAfter: 1 })
  for (const i of [0, 1, 2]) {
    held.hr.modify(`G${i}`, { member: [{ operation: 'add', values: [`cn=g${(i + 1) % 3},ou=groups`] }] })
  }
  held.hr.modify('P9', { floor: [{ operation: 'replace', values: ['9007199254740993'] }] })
  held.hr.modify('P11', { cn: [{ operation: 'replace', values: ['Ünal, Émile'] }] })
  await held.test.run('hr', 'delta-import')
  await held.test.run('hr', 'delta-synchronization')
  return held
}

/** How tests of the typed graph ask. */
export function typedQuestions(held: () => World) {
  const once = asking(held)
  /** Asks twice: the first time the query is interpreted, the second time it is compiled. Both must say the same. */
  const ask = async (query: string, variables?: object) => {
    const interpreted = await once(query, variables)
    expect(await once(query, variables)).toEqual(interpreted)
    return interpreted
  }
  const refused = async (query: string, variables?: object): Promise<string[]> => {
    const { errors } = await held().ask(query, variables)
    return (errors ?? []).map(error => `${error.extensions.code}: ${error.message}`)
  }
  const people = async (args: string, variables?: string, values?: object): Promise<string[]> =>
    names((await ask(`query ${variables ?? ''} { people(${args}) { nodes { displayName } } }`, values)).people)
  return { once, ask, refused, people }
}

export const names = (list: { nodes: { displayName: string }[] }): string[] => list.nodes.map(each => each.displayName)

export const numbered = (...numbers: number[]): string[] => numbers.map(i => `Person ${i}`)
