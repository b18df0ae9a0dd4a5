import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { type TestHub, testHub } from '../support/hub.js'
import { type Postgresql, startPostgresql } from '../support/postgresql.js'

const PEOPLE = 30

let server: Postgresql
let name: string
beforeAll(async () => {
  server = await startPostgresql()
  name = await server.createDatabase()
}, 60_000)
afterAll(() => server.stop())

describe('an agent of a database', () => {
  let hub: TestHub | undefined
  const run = (...statements: string[]) =>
    server.run(name, async client => {
      for (const statement of statements) await client.query(statement)
    })
  const rows = (statement: string) => server.run(name, async client => (await client.query(statement)).rows)

  beforeEach(async () => {
    await run(
      'create table person (id bigint primary key, name text not null, boss bigint references person (id))',
      'create table skill (person bigint references person (id), skill text, primary key (person, skill))',
      'create table account (id bigint generated always as identity primary key, login text unique, boss bigint references account (id))',
      `insert into person select i, 'Person ' || i, case when i > 1 then 1 end from generate_series(1, ${PEOPLE}) i`,
      `insert into skill select i, 'skill ' || i from generate_series(1, ${PEOPLE}) i`,
      'create publication hub for table person, skill',
      `select pg_create_logical_replication_slot('hub', 'pgoutput')`,
    )
    const { port, user } = server
    process.env.SQL_AGENT_PASSWORD = server.password
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference that the configuration resolves
    const password = '${env:SQL_AGENT_PASSWORD}'
    const address = { database: 'postgresql', host: '127.0.0.1', port, user, password, name }
    hub = await testHub({
      version: 1,
      metaverse: {
        attributes: { skills: { type: 'string', multivalued: true } },
        types: { person: { attributes: ['skills'], deletion: { when: 'any-connector', of: ['hr'] } } },
      },
      agents: {
        hr: {
          connector: 'sql',
          settings: {
            ...address,
            delta: { method: 'logical', slot: 'hub', publication: 'hub' },
            objects: {
              person: {
                table: 'person',
                key: 'id',
                dnTemplate: 'cn={name},o=hr',
                values: { skill: { table: 'skill', key: 'person', column: 'skill' } },
                references: { boss: 'person' },
              },
            },
          },
          objects: {
            person: {
              attributes: { name: 'string', skill: { type: 'string', multivalued: true }, boss: 'reference' },
              projection: 'person',
              import: { person: { displayName: 'name', skills: 'skill', manager: 'boss' } },
            },
          },
        },
        accounts: {
          connector: 'sql',
          deprovisioning: 'delete-object',
          settings: {
            ...address,
            objects: { account: { table: 'account', key: 'id', dn: 'login', references: { boss: 'account' } } },
          },
          objects: {
            account: {
              attributes: { boss: 'reference' },
              provision: [{ type: 'person', dn: `Replace(mv.displayName, ' ', '.')` }],
              export: { person: { boss: 'manager' } },
            },
          },
        },
      },
    })
  }, 60_000)
  afterEach(async () => {
    await hub?.drop()
    await server.emptyDatabase(name)
  })

  const running = (): TestHub => {
    if (hub === undefined) throw new Error('no hub')
    return hub
  }
  const settle = async () => {
    await running().run('hr', 'delta-synchronization')
    await running().run('accounts', 'export')
    return running().run('accounts', 'full-import')
  }

  test('stages what changed, and writes another table by it: keys for references, generated keys as anchors', async () => {
    expect(await running().run('hr', 'full-import')).toMatchObject({
      status: 'success',
      counters: { 'stage-add': PEOPLE },
    })
    expect((await settle()).problem).toBeNull()
    const made = await rows('select count(*)::int as count, count(boss)::int as led from account')
    expect(made).toEqual([{ count: PEOPLE, led: PEOPLE - 1 }])

    await run(
      `insert into skill values (3, 'another')`,
      `update person set name = 'Renamed' where id = 4`,
      'delete from skill where person = 5',
      'delete from person where id = 5',
    )
    const { status, counters } = await running().run('hr', 'delta-import')
    expect([status, counters]).toEqual(['success', { 'stage-update': 1, 'stage-rename': 1, 'stage-delete': 1 }])
    expect((await running().run('hr', 'delta-import')).status).toBe('completed-no-objects')
    await settle()
    expect(await rows('select count(*)::int as count from account')).toEqual([{ count: PEOPLE - 1 }])
  }, 120_000)
})
