import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { loadRuleSet } from '../../src/configuration/load.js'
import { exportDocument } from '../../src/configuration/write.js'
import type { ProblemError } from '../../src/model/problem.js'
import { type TestDatabase, testDatabase } from '../support/database.js'
import { checked, GOOD, onDatabase, testConnectors } from './support.js'

let held: TestDatabase
const { rows, apply } = onDatabase(() => held)
const load = () => loadRuleSet(held.database, testConnectors)

async function problemOf(work: Promise<unknown>) {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  return (error as ProblemError | undefined)?.problem
}

const everything = async () => ({
  versions: await rows('select * from configuration_version order by id'),
  agents: await rows('select * from agent order by id'),
  profiles: await rows('select * from run_profile order by id'),
  schedules: await rows('select * from schedule order by id'),
  rules: await rows('select * from rule order by id'),
  tables: await rows("select relname from pg_class where relname ~ '^entry' and relkind in ('r', 'i') order by 1"),
})

beforeAll(async () => {
  held = await testDatabase()
})
afterAll(() => held.drop())

describe('before anything is applied', () => {
  test('the configuration is version 0 with the built-in metaverse and no agents', async () => {
    const { version, rules, agents } = await load()
    expect(version).toBe(0)
    expect(agents).toEqual([])
    expect(rules.metaverse.types.has('person')).toBe(true)
  })
})

describe('the first configuration', () => {
  beforeAll(async () => {
    await apply(GOOD, { expectedVersion: 0 })
  })

  test('makes a version that says who applied what', async () => {
    const [version, ...others] = await rows('select * from configuration_version')
    expect(others).toEqual([])
    expect(version).toMatchObject({ author: 'anna', source: exportDocument(checked(GOOD).document) })
    expect(version?.document).toEqual(checked(GOOD).document)
  })

  test('makes agents in order that need a full import, with settings that keep their references', async () => {
    const agents = await rows('select * from agent order by position')
    expect(
      agents.map(each => [each.name, each.connector, each.full_import_required, each.full_synchronization_required]),
    ).toEqual([
      ['hr', 'reader', true, true],
      ['directory', 'directory', true, true],
      ['target', 'writer', true, true],
    ])
    expect(JSON.stringify(agents[1]?.settings)).toContain('{env:LDAP_PASSWORD}')
    expect(agents[0]?.guard).toEqual({ deletionLimit: 100, deletionPercent: null })
  })

  test('makes run profiles and schedules in their long form', async () => {
    expect(
      await rows(
        'select agent.name as agent, run_profile.name, steps from run_profile join agent on agent.id = agent_id order by run_profile.id',
      ),
    ).toEqual([
      { agent: 'hr', name: 'full-import', steps: [{ type: 'full-import' }] },
      {
        agent: 'hr',
        name: 'full',
        steps: [{ type: 'full-import', deletionLimit: 100 }, { type: 'full-synchronization' }],
      },
      {
        agent: 'directory',
        name: 'export',
        steps: [{ type: 'export' }, { type: 'delta-import', batchSize: 500 }, { type: 'delta-synchronization' }],
      },
    ])
    expect(await rows('select name, cron, timezone, enabled, runs from schedule')).toEqual([
      {
        name: 'nightly',
        cron: '0 2 * * mon-fri',
        timezone: 'Europe/Berlin',
        enabled: true,
        runs: [
          { agent: 'hr', profile: 'full' },
          { agent: 'directory', profile: 'export' },
        ],
      },
    ])
  })

  test('gives every agent a connector space that takes entries and refuses doubles', async () => {
    for (const { id } of await rows<{ id: number }>('select id from agent')) {
      const insert = `insert into entry (agent_id, id, object_type, anchor, dn) values ($1, $2, 'x', 'a', 'a')`
      await rows(insert, [id, 1])
      expect(await rows(`select count(*)::int as n from entry_${id}`)).toEqual([{ n: 1 }])
      await expect(rows(insert, [id, 2])).rejects.toThrow(/unique/)
      await rows(
        `insert into entry_reference (agent_id, entry_id, attribute, target_key, target) values ($1, 1, 'm', gen_random_uuid(), 'x')`,
        [id],
      )
      expect(await rows(`select count(*)::int as n from entry_reference_${id}`)).toEqual([{ n: 1 }])
      await rows('delete from entry where agent_id = $1', [id])
      await rows('delete from entry_reference where agent_id = $1', [id])
    }
  })

  test('makes an index of every indexed attribute: gin for several values, btree for one', async () => {
    const indexes = await rows<{ name: string; method: string }>(
      `select relname as name, amname as method from pg_class join pg_am on pg_am.oid = relam where starts_with(relname, 'metaverse_key_') order by 1`,
    )
    const method = new Map(indexes.map(each => [each.name, each.method]))
    expect(method.size).toBe(14)
    expect(method.get('metaverse_key_employeeID')).toBe('btree')
    expect(method.get('metaverse_key_costCenters')).toBe('gin')
    expect(method.get('metaverse_key_proxyAddressCollection')).toBe('gin')
  })

  test('is what is loaded afterwards, with the numbers of the database', async () => {
    const { version, rules, agents, document } = await load()
    expect(version).toBe(1)
    expect(exportDocument(document)).toBe(exportDocument(checked(GOOD).document))
    const numbers = new Map(
      (await rows<{ id: number; name: string }>('select id, name from rule')).map(each => [each.name, each.id]),
    )
    const [hr, directory] = agents
    expect(rules.agents.get(hr?.id ?? 0)?.name).toBe('hr')
    expect(
      rules.importFlows
        .get('person')
        ?.get('displayName')
        ?.flows.map(flow => [flow.name, flow.rule]),
    ).toEqual([
      ['directory/user/import/person.displayName', numbers.get('directory/user/import/person.displayName')],
      ['hr/employee/import/person.displayName', numbers.get('hr/employee/import/person.displayName')],
    ])
    expect(rules.metaverse.types.get('device')?.deletion).toEqual({ type: 'declared-any', agents: new Set([hr?.id]) })
    expect(directory?.runProfiles.get('export')?.map(step => step.type)).toEqual([
      'export',
      'delta-import',
      'delta-synchronization',
    ])
    expect(agents.map(each => each.id)).not.toContain(0)
  })

  test('is loaded once: the same version is the same object', async () => {
    const [first, second] = await Promise.all([load(), load()])
    expect(second).toBe(first)
  })
})

describe('a configuration after the first', () => {
  beforeEach(async () => {
    await apply(GOOD)
    await rows('update agent set full_import_required = false, full_synchronization_required = false')
  })

  const flags = async () =>
    Object.fromEntries(
      (await rows('select * from agent')).map(each => [
        each.name,
        each.full_import_required ? 'import' : each.full_synchronization_required ? 'synchronization' : 'nothing',
      ]),
    )

  test('that is identical makes no new version and writes nothing', async () => {
    const before = await everything()
    const result = await apply(`# the same again\n${GOOD}`)
    expect(result).toMatchObject({ version: before.versions.at(-1)?.id, applied: false, plan: { changes: [] } })
    expect(await everything()).toEqual(before)
  })

  test('requires of the agents what the plan says, and keeps what was required already', async () => {
    await apply(
      GOOD.replace('headcount: number', 'headcount: string').replace(
        'headcount: { constant: 1 }',
        'headcount: { constant: x }',
      ),
    )
    expect(await flags()).toEqual({ hr: 'synchronization', directory: 'synchronization', target: 'nothing' })
    await apply(GOOD.replace('          sn: string', '          sn: string\n          title: string'))
    expect(await flags()).toEqual({ hr: 'import', directory: 'synchronization', target: 'nothing' })
    await apply(GOOD.replace('cron: "0 2', 'cron: "0 3'))
    expect(await flags()).toEqual({ hr: 'import', directory: 'synchronization', target: 'nothing' })
  })

  test('keeps the numbers of agents and rules, also of those that come back', async () => {
    const ids = async () =>
      new Map(
        (
          await rows<{ id: number; name: string }>('select id, name from agent union all select id, name from rule')
        ).map(each => [each.name, each.id]),
      )
    const before = await ids()
    const renamed = GOOD.replaceAll('directory', 'forest').replace('connector: forest', 'connector: directory')
    await apply(renamed)
    expect((await load()).agents.map(each => each.name)).toEqual(['hr', 'forest', 'target'])
    expect(await rows("select removed_at is not null as removed from agent where name = 'directory'")).toEqual([
      { removed: true },
    ])
    expect(
      await rows(
        "select count(*)::int as n from run_profile join agent on agent.id = agent_id where agent.name = 'directory'",
      ),
    ).toEqual([{ n: 0 }])
    await apply(GOOD)
    const after = await ids()
    expect([...before].filter(([name, id]) => after.get(name) !== id)).toEqual([])
    expect(await flags()).toMatchObject({ directory: 'import' })
    expect((await load()).agents.map(each => each.name)).toEqual(['hr', 'directory', 'target'])
  })

  test('on top of another version than the author saw is refused', async () => {
    const before = await everything()
    const problem = await problemOf(apply(GOOD.replace('Contoso', 'Fabrikam'), { expectedVersion: 999 }))
    expect(problem).toMatchObject({
      code: 'configuration.conflict',
      message: expect.stringContaining('not version 999'),
    })
    expect(await everything()).toEqual(before)
  })

  test('is refused when it takes away an agent that is running, and changes nothing', async () => {
    const id = (await load()).agents[2]?.id
    await rows(
      "insert into run (agent_id, agent_name, profile_name, number, requested_by) values ($1, 'target', 'x', 1, 'a')",
      [id],
    )
    const before = await everything()
    const without = GOOD.replace(/ {2}target:[\s\S]*?(?=precedence:)/, '').replace(', ignore: [target]', '')
    expect(await problemOf(apply(without))).toMatchObject({
      code: 'configuration.conflict',
      where: { agent: 'target' },
    })
    expect(await everything()).toEqual(before)
    await rows('update run set ended_at = now()')
    expect(await apply(without)).toMatchObject({ applied: true })
  })

  test('is refused when a filled connector space gets another connector', async () => {
    const id = (await load()).agents[2]?.id
    await rows("insert into entry (agent_id, id, object_type, anchor, dn) values ($1, 1, 'x', 'a', 'a')", [id])
    const other = GOOD.replace(
      'connector: writer\n    settings: { path: out.ldif }',
      'connector: reader\n    settings: { path: out.ldif, format: ldif }',
    )
    expect(await problemOf(apply(other))).toMatchObject({ code: 'configuration.conflict', where: { agent: 'target' } })
    await rows('delete from entry')
    expect(await apply(other)).toMatchObject({ applied: true })
  })

  test('that two people apply at once is applied one after the other', async () => {
    const current = (await load()).version
    const results = await Promise.allSettled(
      ['A', 'B', 'C'].map(name => apply(GOOD.replace('Contoso', name), { expectedVersion: current })),
    )
    expect(results.filter(each => each.status === 'fulfilled')).toHaveLength(1)
    expect((await load()).version).toBeGreaterThan(current)
  })

  test('exports what was applied, byte by byte', async () => {
    const { document } = await load()
    const text = exportDocument(document)
    expect(await apply(text)).toMatchObject({ applied: false })
    expect(exportDocument((await load()).document)).toBe(text)
  })
})
