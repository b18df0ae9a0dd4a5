import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { badge, type Deletion, MUTATIONS, type OperatorWorld, operatorWorld, person } from './support.js'

const RULES: readonly Deletion[] = [
  { when: 'last-connector' },
  { when: 'last-connector', ignore: ['badges'] },
  { when: 'last-connector', ignore: ['portal'] },
  { when: 'last-connector', ignore: ['badges', 'portal'] },
  { when: 'last-connector', ignore: ['hr', 'portal'] },
  { when: 'any-connector', of: ['hr'] },
  { when: 'any-connector', of: ['badges', 'portal'] },
]
const PEOPLE = 12

interface Fact {
  readonly dn: string
  readonly agent: string
  readonly state: string
  readonly deleting: boolean
  readonly object: number | null
}

/** Every entry as it stands, from the tables. */
const factsOf = (world: OperatorWorld): Promise<Fact[]> =>
  world.hub.database.query<Fact & Record<string, unknown>>(
    `select e.dn, a.name as agent, coalesce(d.state, case when l.explicit then 'explicit-connector' else 'connector' end) as state,
       x.operation is not distinct from 'delete' as deleting, l.object_id as object
     from entry e join agent a on a.id = e.agent_id left join link l on l.entry_id = e.id left join disconnector d on d.entry_id = e.id
     left join export_change x on x.entry_id = e.id and x.layer = 'pending'`,
  )

/** Which people have a badge that is joined, and an account that exists. */
const choices = fc.record({ badge: fc.boolean(), account: fc.boolean() })
type Choice = typeof choices extends fc.Arbitrary<infer T> ? T : never

describe.each(RULES.map(rule => [JSON.stringify(rule), rule] as const))('%s', (_text, rule) => {
  let held: OperatorWorld
  const choice =
    fc.sample(fc.array(choices, { minLength: PEOPLE, maxLength: PEOPLE }), { numRuns: 1, seed: 7 })[0] ?? []

  beforeAll(async () => {
    held = await operatorWorld(rule)
    const { hr, badges, test: hub } = held
    const put = (all: (each: Choice) => boolean): void => {
      for (const [i, each] of choice.entries()) if (all(each)) hr.put(person(String(i)))
    }
    put(each => each.account)
    await hub.run('hr', 'full-import')
    await hub.run('hr', 'full-synchronization')
    await hub.run('portal', 'export')
    put(each => !each.account)
    for (const [i, each] of choice.entries()) if (each.badge) badges.put(badge(`B${i}`, { holder: [String(i)] }))
    for (const agent of ['hr', 'badges']) {
      await hub.run(agent, 'full-import')
      await hub.run(agent, 'full-synchronization')
    }
    await hub.run('portal', 'full-import')
    await hub.run('portal', 'full-synchronization')
  }, 30_000)
  afterAll(() => held.close())

  test('the warning says what then happens', async () => {
    const all = await held.ask(
      '{ hr: connectorSpaceEntries(agent: "hr") { nodes { id dn } } badges: connectorSpaceEntries(agent: "badges") { nodes { id dn } } portal: connectorSpaceEntries(agent: "portal") { nodes { id dn } } }',
    )
    let warned = 0
    for (const agent of ['badges', 'hr', 'portal'] as const) {
      for (const { id, dn } of all[agent].nodes.slice(0, 6)) {
        const before = await factsOf(held)
        const own = before.find(fact => fact.agent === agent && fact.dn === dn)
        if (own === undefined || own.object === null) continue
        const { it: forecast } = await held.ask(MUTATIONS.preview, { entry: id })
        if (forecast.problems.length > 0) continue
        expect(await factsOf(held)).toEqual(before)
        if (forecast.deletesObject) {
          warned++
          const { it: refused } = await held.ask(MUTATIONS.disconnect, { entry: id })
          expect(refused.problems[0].code).toBe('operator.would-delete')
          expect(await factsOf(held)).toEqual(before)
        }
        const { it: done } = await held.ask(MUTATIONS.disconnect, { entry: id, confirm: forecast.deletesObject })
        expect(done.problems).toEqual([])

        const after = await factsOf(held)
        const [object] = await held.hub.database.query('select id from metaverse_object where id = $1', [own.object])
        expect({ agent, dn, deleted: object === undefined }).toEqual({ agent, dn, deleted: forecast.deletesObject })
        const lost = before
          .filter(fact => fact.object === own.object && !(fact.agent === agent && fact.dn === dn))
          .flatMap(fact => {
            const now = after.find(each => each.agent === fact.agent && each.dn === fact.dn)
            if (now?.object === fact.object) return []
            return [`${fact.agent} ${fact.dn} ${now === undefined ? 'removed' : now.deleting ? 'deleted' : now.state}`]
          })
        const foretold = forecast.entries.map(
          (each: { dn: string; becomesToken: string; agent: { name: string } }) =>
            `${each.agent.name} ${each.dn} ${each.becomesToken}`,
        )
        expect([...foretold].sort()).toEqual(lost.sort())
      }
    }
    expect(warned).toBeGreaterThan(0)
  }, 60_000)
})
