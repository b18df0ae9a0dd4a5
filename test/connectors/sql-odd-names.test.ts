import { expect, test } from '@jest/globals'
import type { ExportDelta } from '../../src/connectors/connector.js'
import { codesOf, connectorError, openSession, readAll, writeAll } from './reading.js'
import { onEveryDatabase, several, single } from './sql-flavours.js'

const TABLE = 'pe"rs`on]; drop table precious;--'
const ID = 'id"; --'
const NAME = "na'me` -- ] :p1 $1 ?"
const VALUES = 'va/*lues"]`'
const q = (name: string) => `"${name.replaceAll('"', '""')}"`

/** Texts that would do harm, or end early, if any of them ever became part of a statement. */
const TEXTS = [
  `'); drop table precious; --`,
  `" or ""="`,
  '`; delete from precious; #',
  '\\',
  `\\'; drop table precious; --`,
  "1' or '1'='1",
  ':name $1 ? @p1 %s {{x}}',
  'line one\nline two\r\n\ttab /* comment */ --',
  '%_',
  'Ω 日本 \u{1F600}',
]

onEveryDatabase('names and values with quotes, comments and statements in them', bench => {
  const TYPE = { name: 'person', attributes: [single(NAME), several('tags')] }
  const opening = () =>
    bench().opening(
      {
        delta: { method: 'watermark', deletions: 'listing' },
        objects: {
          person: {
            table: [TABLE],
            key: ID,
            dn: NAME,
            watermark: ID,
            values: { tags: { table: [VALUES], key: ID, column: NAME } },
          },
        },
      },
      [TYPE],
    )
  const prepare = () =>
    bench().run(
      'create table precious (id int)',
      'insert into precious values (1)',
      `create table ${q(TABLE)} (${q(ID)} KEY_TYPE, ${q(NAME)} varchar(200) not null unique)`,
      `create table ${q(VALUES)} (${q(ID)} bigint not null, ${q(NAME)} varchar(200) not null)`,
    )
  const assertPrecious = async () =>
    expect((await bench().rows('select id from precious')).map(({ id }) => id)).toEqual([1])

  test('are written, read, changed, found by a delta import and deleted, and stay what they are', async () => {
    await prepare()
    const adds: ExportDelta[] = TEXTS.map(text => ({
      kind: 'add',
      objectType: 'person',
      dn: text,
      attributes: { [NAME]: [text], tags: TEXTS },
    }))
    expect(codesOf(await writeAll(opening(), adds))).toEqual(TEXTS.map(() => 'ok'))
    const full = await readAll(opening())
    expect(full.problems).toEqual([])
    expect(full.deltas.map(({ dn }) => dn)).toEqual(TEXTS)
    for (const delta of full.deltas) expect(delta).toMatchObject({ attributes: { tags: [...TEXTS].sort() } })

    const changes: ExportDelta[] = TEXTS.map(text => ({
      kind: 'modify',
      dn: text,
      newDn: `new ${text}`,
      changes: { tags: [{ operation: 'delete', values: [text] }] },
    }))
    expect(codesOf(await writeAll(opening(), changes))).toEqual(TEXTS.map(() => 'ok'))
    const changed = await readAll(opening())
    expect(changed.deltas.map(({ dn }) => dn)).toEqual(TEXTS.map(text => `new ${text}`))
    expect(changed.deltas.map(delta => (delta.kind === 'add' ? delta.attributes.tags?.length : 0))).toEqual(
      TEXTS.map(() => TEXTS.length - 1),
    )
    const deltas = await readAll(opening(), { mode: 'delta', watermark: full.watermark ?? '' })
    expect(deltas.listed).toHaveLength(TEXTS.length)

    const deletes: ExportDelta[] = TEXTS.map(text => ({ kind: 'delete', dn: `new ${text}` }))
    expect(codesOf(await writeAll(opening(), deletes))).toEqual(TEXTS.map(() => 'ok'))
    expect((await readAll(opening())).deltas).toEqual([])
    await assertPrecious()
  })

  test('are discovered', async () => {
    await prepare()
    await using session = await openSession(opening())
    const [type] = (await session.discover?.()) ?? []
    expect(type?.attributes.map(({ name }) => name)).toEqual([ID, NAME, 'tags'])
    await assertPrecious()
  })

  test('a watermark with a statement in it is no watermark', async () => {
    await prepare()
    const watermark = JSON.stringify(['watermark', ['person', ID, '1; drop table precious; --']])
    const error = await connectorError(readAll(opening(), { mode: 'delta', watermark }))
    expect(error.status).toBe('no-start-full-import-required')
    await assertPrecious()
  })
})
