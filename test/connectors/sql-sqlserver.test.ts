import { afterEach, describe, expect, test } from '@jest/globals'
import type { ExportDelta } from '../../src/connectors/connector.js'
import { sql } from '../../src/connectors/sql/index.js'
import {
  type ScriptedTds,
  scriptedTds,
  type TdsAnswer,
  type TdsAsked,
  type TdsColumn,
} from '../support/scripted-tds.js'
import { codesOf, connectorError, type Opening, readAll, writeAll } from './reading.js'
import { several, single } from './sql-flavours.js'

const KINDS: Readonly<Record<string, TdsColumn['type']>> = {
  id: 'bigint',
  person: 'bigint',
  boss_id: 'bigint',
  active: 'bit',
  photo: 'varbinary',
  version: 'rowversion',
  changed: 'datetime2',
}
const TYPES = [
  {
    name: 'person',
    attributes: [
      single('name'),
      single('active', 'boolean'),
      single('photo', 'binary'),
      single('changed'),
      several('mail'),
    ],
  },
]
const OBJECTS = {
  person: {
    table: 'hr.per]son',
    key: 'id',
    dn: 'name',
    watermark: 'version',
    values: { mail: { table: 'mail', key: 'person', column: 'address' } },
  },
}

let server: ScriptedTds | undefined
afterEach(async () => {
  await server?.stop()
  server = undefined
})

const column = (name: string): TdsColumn => ({ name, type: KINDS[name] ?? 'nvarchar' })
const rowsOf = (names: readonly string[], ...rows: (string | null)[][]): TdsAnswer => ({
  columns: names.map(column),
  rows,
})

/** Answers what asks for the shape of tables; everything else the script answers, in its order, or with nothing. */
async function opened(
  ...script: readonly (readonly [RegExp, TdsAnswer])[]
): Promise<{ opening: Opening; texts(): string[]; asked: TdsAsked[] }> {
  const left = [...script]
  server = await scriptedTds(({ text }) => {
    if (/snapshot_isolation_state/.test(text)) return rowsOf(['id'], ['1'])
    const next = left.findIndex(([pattern]) => pattern.test(text))
    const [found] = next < 0 ? [] : left.splice(next, 1)
    if (found !== undefined) return found[1]
    const names = /^select (.*) from/.exec(text)?.[1]?.split(', ') ?? []
    return rowsOf(names.map(name => name.replace(/^.*\[(.*)\]$/, '$1').replaceAll(']]', ']')))
  })
  const { port, asked } = server
  const settings = {
    database: 'sqlserver',
    host: '127.0.0.1',
    port,
    user: 'hub',
    password: 'secret',
    objects: OBJECTS,
    delta: { method: 'watermark' },
  }
  const texts = () => asked.map(({ text }) => text).filter(text => !/where 1 = 0$|snapshot_isolation/.test(text))
  return { opening: { connector: sql, settings, types: TYPES }, texts, asked }
}

const COLUMNS = ['id', 'name', 'active', 'photo', 'changed']

describe('SQL Server, as far as it can be told without a server', () => {
  test('is read in one snapshot, page by page behind the last key, with values decoded', async () => {
    const { opening, texts, asked } = await opened(
      [/min_active_rowversion/, rowsOf(['name'], ['00000000000007D1'])],
      [
        /order by \[id\] offset 0 rows fetch next 2 rows only/,
        rowsOf(
          COLUMNS,
          ['9007199254740993', 'Ada', 'true', '00ff', '2024-01-31T23:59:59.1234567Z'],
          ['9007199254740995', 'Bob', 'false', null, null],
        ),
      ],
      [
        /from \[mail\] where \[person\] in/,
        rowsOf(['person', 'address'], ['9007199254740993', 'b@x'], ['9007199254740993', 'a@x']),
      ],
    )
    const read = await readAll(opening, { pageSize: 2 })
    expect(read.deltas).toEqual([
      {
        kind: 'add',
        objectType: 'person',
        dn: 'Ada',
        anchor: 'person|9007199254740993',
        attributes: {
          name: ['Ada'],
          active: ['true'],
          photo: ['AP8='],
          changed: ['2024-01-31T23:59:59.1234567Z'],
          mail: ['a@x', 'b@x'],
        },
      },
      expect.objectContaining({ dn: 'Bob', attributes: { name: ['Bob'], active: ['false'] } }),
    ])
    expect(texts()).toEqual([
      'select convert(varchar(16), min_active_rowversion(), 2)',
      'begin 5',
      'select [id], [name], [active], [photo], [changed] from [hr].[per]]son] order by [id] offset 0 rows fetch next 2 rows only',
      'select [person], [address] from [mail] where [person] in (@p1, @p2)',
      'select [id], [name], [active], [photo], [changed] from [hr].[per]]son] where ([id] > @p1) order by [id] offset 0 rows fetch next 2 rows only',
      'commit',
    ])
    expect(asked.filter(({ parameters }) => parameters.length > 0).map(({ parameters }) => parameters)).toEqual([
      ['9007199254740993', '9007199254740995'],
      ['9007199254740995'],
    ])
    expect(JSON.parse(read.watermark ?? '')).toEqual(['watermark', ['person', 'version', '00000000000007d1']])
  })

  test('tells what changed between two row versions, and lists what is there in one stream', async () => {
    const { opening, texts, asked } = await opened(
      [/min_active_rowversion/, rowsOf(['name'], ['00000000000007E0'])],
      [
        /select \[id\], \[name\] from \[hr\].\[per\]\]son\] order by \[id\]$/,
        rowsOf(['id', 'name'], ...Array.from({ length: 12_000 }, (_, i) => [`${i}`, `n${i}`])),
      ],
    )
    const watermark = JSON.stringify(['watermark', ['person', 'version', '00000000000007d1']])
    const read = await readAll(opening, { mode: 'delta', watermark })
    expect(read.listed).toHaveLength(12_000)
    expect(read.listed?.at(-1)).toBe('person|11999')
    expect(texts()).toContainEqual(
      'select [id], [name], [active], [photo], [changed] from [hr].[per]]son] where [version] >= @p1 and [version] < @p2 order by [id] offset 0 rows fetch next 100 rows only',
    )
    expect(asked.find(({ text }) => /\[version\] >=/.test(text))?.parameters).toEqual([
      '00000000000007d1',
      '00000000000007e0',
    ])
  })

  test('is written with locks, generated keys and parameters', async () => {
    const { opening, texts, asked } = await opened(
      [/scope_identity/, rowsOf(['name'], ['17'])],
      [/updlock.*where \[name\]/, rowsOf(['id', 'name'])],
      [/updlock.*where \[name\]/, rowsOf(['id', 'name'], ['4', `Bob'; drop--`])],
      [/select \[address\] from \[mail\]/, rowsOf(['address'], ['old@x'])],
    )
    const batch: ExportDelta[] = [
      {
        kind: 'add',
        objectType: 'person',
        dn: 'Eve',
        attributes: { name: ['Eve'], active: ['true'], photo: ['AP8='], mail: ['a@x', 'b@x'] },
      },
      {
        kind: 'modify',
        dn: `Bob'; drop--`,
        newDn: 'Bobby',
        changes: {
          mail: [
            { operation: 'delete', values: ['old@x'] },
            { operation: 'add', values: ['new@x'] },
          ],
        },
      },
      { kind: 'delete', dn: 'Bobby', anchor: 'person|4' },
    ]
    const results = await writeAll(opening, batch)
    expect(results[0]).toEqual({ ok: true, anchor: 'person|17' })
    expect(codesOf(results)).toEqual(['ok', 'ok', 'cd-missing-object'])
    const find = 'select [id], [name] from [hr].[per]]son] with (updlock, rowlock) where [name] = @p1'
    expect(texts()).toEqual([
      'begin 2',
      find,
      'insert into [hr].[per]]son] ([name], [active], [photo]) values (@p1, @p2, @p3); select cast(scope_identity() as varchar(40))',
      'insert into [mail] ([person], [address]) values (@p1, @p2), (@p3, @p4)',
      'commit',
      'begin 2',
      find,
      find,
      'select [address] from [mail] where [person] = @p1 and [address] in (@p2, @p3)',
      'update [hr].[per]]son] set [name] = @p1 where [id] = @p2',
      'delete from [mail] where [person] = @p1 and [address] in (@p2)',
      'insert into [mail] ([person], [address]) values (@p1, @p2)',
      'commit',
      'begin 2',
      'select [id], [name] from [hr].[per]]son] with (updlock, rowlock) where [id] = @p1',
      find,
      'rollback',
    ])
    expect(asked.find(({ text }) => text.startsWith('insert into [hr]'))?.parameters).toEqual(['Eve', '1', '00ff'])
  })

  test.each([
    [2627, 'cd-existing-object'],
    [547, 'dn-attributes-failure'],
    [515, 'constraint-violation'],
    [2628, 'constraint-violation'],
    [8114, 'invalid-attribute-value'],
    [229, 'permission-issue'],
    [1205, 'locking-error-needs-retry'],
    [208, 'schema-violation'],
    [50_000, 'cd-error'],
  ])('error %i of a write is %s, and the transaction is taken back', async (error, code) => {
    const { opening, texts } = await opened([/^insert/, { error, message: 'The server says so.' }])
    const [result] = await writeAll(opening, [
      { kind: 'add', objectType: 'person', dn: 'Eve', attributes: { name: ['Eve'] } },
    ])
    expect(result).toMatchObject({ ok: false, problem: { code, where: { dn: 'Eve' } } })
    expect(texts().at(-1)).toBe('rollback')
  })

  test('a table that is not there is named before anything is read', async () => {
    const { opening } = await opened([/./, { error: 208, message: "Invalid object name 'hr.per]son'." }])
    const error = await connectorError(readAll(opening))
    expect([error.status, error.problem.code]).toEqual(['no-start-bad-ma-configuration', 'source.not-found'])
    expect(error.problem.message).toContain('[hr].[per]]son]')
  })

  test('an error that ends the connection ends the read', async () => {
    const { opening } = await opened([/order by/, { error: 596, message: 'The session was killed.', severity: 21 }])
    const error = await connectorError(readAll(opening))
    expect([error.status, error.problem.code]).toEqual(['stopped-connectivity', 'source.connection-lost'])
  })
})
