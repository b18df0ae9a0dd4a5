import { describe, expect, test } from '@jest/globals'
import type { Check } from '../../src/connectors/connector.js'
import { sql } from '../../src/connectors/sql/index.js'
import { describeWithServer } from '../support/servers.js'
import { freePort } from '../support/slapd.js'
import { codesOf, connectorError, type Opening, openSession, readAll, writeAll } from './reading.js'
import { onDatabase, onEveryDatabase, several, single } from './sql-flavours.js'

const TYPES = [{ name: 'person', attributes: [single('name'), several('tags')] }]
const OBJECTS = {
  person: {
    table: 'person',
    key: 'id',
    dn: 'name',
    watermark: 'mark',
    values: { tags: { table: 'tag', key: 'owner', column: 'tag' } },
  },
}
const SCHEMA = [
  'create table person (id KEY_TYPE, name varchar(20), mark bigint)',
  'create table tag (owner bigint, tag varchar(20), primary key (owner, tag))',
  `insert into person (id, name, mark) values (1, 'one', 1)`,
  `insert into tag values (1, 'x')`,
]

async function checksOf({ settings, types }: Opening): Promise<Check[]> {
  const checks: Check[] = []
  const context = { folder: '/', types, signal: new AbortController().signal }
  for await (const check of sql.test?.(sql.settings.parse(settings), context) ?? []) checks.push(check)
  return checks
}
const outcomes = (checks: readonly Check[]) => checks.map(({ name, outcome }) => `${outcome}: ${name}`)

onEveryDatabase('the way to a database', bench => {
  const opening = (more = {}) => bench().opening({ objects: OBJECTS, ...more }, TYPES)
  const statusOf = async (more: object) => {
    const { status, problem } = await connectorError(readAll(opening(more)))
    return [status, problem.code]
  }

  test('is looked at step by step, to one object as it is read', async () => {
    await bench().run(...SCHEMA)
    const checks = await checksOf(opening({ delta: { method: 'watermark' }, host: 'localhost' }))
    expect(outcomes(checks)).toEqual([
      'passed: name resolution',
      'passed: connection',
      'passed: login',
      'passed: objects of person',
      'passed: sample of person',
      'passed: writing of person',
      'passed: delta imports',
      'passed: order of person',
    ])
    expect(checks.find(({ name }) => name === 'sample of person')?.message).toBe('one has name, tags.')
    expect((await readAll(opening())).deltas).toHaveLength(1)
  })

  test('ends where it fails, and says why and what to do', async () => {
    await bench().run(...SCHEMA)
    const cases: [object, string, string][] = [
      [{ host: 'no-such-host.invalid' }, 'name resolution', 'source.unreachable'],
      [{ port: await freePort() }, 'connection', 'source.unreachable'],
      [{ password: 'wrong' }, 'login', 'source.credentials'],
      [{ name: 'no_such_database' }, 'login', 'source.not-found'],
      [{ objects: { person: { ...OBJECTS.person, table: 'human' } } }, 'objects of person', 'source.not-found'],
      [{ objects: { person: { ...OBJECTS.person, key: 'number' } } }, 'objects of person', 'source.not-found'],
      [{ tls: { ca: 'no-such-file.pem' }, encrypt: true }, 'settings', 'run.configuration'],
    ]
    for (const [more, name, code] of cases) {
      const failed = (await checksOf(opening(more))).find(({ outcome }) => outcome === 'failed')
      expect([failed?.name, failed?.problem?.code]).toEqual([name, code])
      expect(failed?.problem?.hint).toMatch(/\S/)
    }
  })

  test('has its errors when it is opened and read', async () => {
    await bench().run(...SCHEMA)
    expect(await statusOf({ port: await freePort() })).toEqual(['no-start-connection', 'source.unreachable'])
    expect(await statusOf({ password: 'wrong' })).toEqual(['no-start-credentials', 'source.credentials'])
    expect(await statusOf({ encrypt: true, tls: { servername: 'db' } })).toEqual([
      'no-start-connection',
      'source.unreachable',
    ])
    expect(await statusOf({ name: 'no_such_database' })).toEqual(['no-start-bad-ma-configuration', 'source.not-found'])
    expect(await statusOf({ host: undefined, url: 'ftp://127.0.0.1/x' })).toEqual([
      'no-start-bad-ma-configuration',
      'run.configuration',
    ])
    expect(await statusOf({ objects: { person: { query: 'selec nonsense', key: 'id' } } })).toEqual([
      'stopped-import-read',
      'source.malformed',
    ])
  })

  test('takes an address as a url, with a password beside it', async () => {
    await bench().run(...SCHEMA)
    const { host, port, user, password, name, database } = bench().source.settings
    const scheme = database === 'postgresql' ? 'postgres' : 'mariadb'
    const parts = { host: undefined, port: undefined, user: undefined, name: undefined }
    const url = `${scheme}://${user}@${host}:${port}/${name}`
    expect((await readAll(opening({ ...parts, password, url }))).deltas).toHaveLength(1)
  })

  test('that is cut ends a read without an end, and a write without a result', async () => {
    await bench().run(...SCHEMA)
    for (let i = 2; i < 60; i++) await bench().run(`insert into person (id, name, mark) values (${i}, 'n${i}', ${i})`)
    const cut = () =>
      bench().run(
        bench().flavour === 'postgresql'
          ? `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'identity-hub'`
          : `begin not atomic for one in (select id from information_schema.processlist where id <> connection_id() and user = 'hub' and db = database())
             do execute immediate concat('kill ', one.id); end for; end`,
      )
    await using session = await openSession(opening())
    const ends: unknown[] = []
    const read = async () => {
      for await (const page of session.read({ mode: 'full', pageSize: 5, signal: new AbortController().signal })) {
        if (ends.push(page.end) === 1) await cut()
      }
    }
    const error = await connectorError(read())
    expect([error.status, error.problem.code]).toEqual(['stopped-connectivity', 'source.connection-lost'])
    expect(ends.filter(end => end !== undefined)).toEqual([])

    await using writing = await openSession(opening())
    await cut()
    const write = async () => {
      for await (const _ of writing.write?.([{ kind: 'delete', dn: 'n2' }]) ?? []) return
    }
    expect((await connectorError(write())).problem.code).toBe('source.connection-lost')
  })
})

describe('an account with few rights on PostgreSQL', () =>
  onDatabase('postgresql', bench => {
    test('reads what it may, is warned of what it may not, and gets no further', async () => {
      await bench().run(
        ...SCHEMA,
        `do $$ begin if not exists (select from pg_roles where rolname = 'few') then create role few login password 'few'; end if; end $$`,
        'grant usage on schema public to few',
        'grant select on person, tag to few',
        'grant insert on person to few',
      )
      const opening = bench().opening({ objects: OBJECTS, user: 'few', password: 'few' }, TYPES)
      const checks = await checksOf(opening)
      expect(outcomes(checks)).toContain('warning: writing of person')
      const [refused] = await writeAll(opening, [{ kind: 'delete', dn: 'one' }])
      expect(refused).toMatchObject({ ok: false, problem: { code: 'permission-issue' } })
      await bench().run('revoke select on tag from few')
      const error = await connectorError(readAll(opening))
      expect([error.status, error.problem.code]).toEqual(['no-start-credentials', 'source.permission'])
    })

    test('keeps bounds of times behind the clock, because it does not see what runs', async () => {
      await bench().run(
        'create table person (id KEY_TYPE, name varchar(20), mark timestamptz default now())',
        'create table tag (owner bigint, tag varchar(20), primary key (owner, tag))',
        `do $$ begin if not exists (select from pg_roles where rolname = 'few') then create role few login password 'few'; end if; end $$`,
        'grant usage on schema public to few',
        'grant select on person, tag to few',
      )
      const opening = bench().opening(
        { objects: OBJECTS, user: 'few', password: 'few', delta: { method: 'watermark' } },
        TYPES,
      )
      const [, [, , mark]] = JSON.parse((await readAll(opening)).watermark ?? '')
      const age = Date.now() - Date.parse(mark)
      expect(age).toBeGreaterThan(4_000)
      expect(age).toBeLessThan(60_000)
    })
  }))

describeWithServer('mariadb', 'an account with few rights on MariaDB', () =>
  onDatabase('mariadb', bench => {
    test('cannot use numbers as watermarks, and is told what it needs', async () => {
      await bench().run(
        ...SCHEMA,
        `create or replace user 'few'@'127.0.0.1' identified by 'few'`,
        `grant select on ${bench().source.name}.* to 'few'@'127.0.0.1'`,
      )
      const opening = bench().opening(
        { objects: OBJECTS, user: 'few', password: 'few', delta: { method: 'watermark' } },
        TYPES,
      )
      const error = await connectorError(readAll(opening))
      expect([error.status, error.problem.code]).toEqual(['no-start-credentials', 'source.permission'])
      expect(error.problem.message).toContain('PROCESS')
      expect(codesOf(await writeAll(opening, [{ kind: 'delete', dn: 'one' }]))).toEqual(['permission-issue'])
    })
  }),
)
