import { stop } from '../kit/stop.js'
import { titleOf } from './catalogue.js'
import { attributesOf, type Relation } from './relation.js'
import type { Source } from './source.js'
import { rendered, type Sql, sql, value } from './statement.js'

/** A table whose changes touch objects, and the columns with their keys. */
export interface Published {
  readonly relation: Relation
  readonly schema: string
  readonly name: string
  readonly key: readonly string[]
}

/**
 * The tables of all selected objects as the publication has them.
 * @throws ConnectorError when changes of one of them would not be told, or not whose they are.
 */
export async function publishedTables(source: Source, publication: string): Promise<readonly Published[]> {
  await assertPublishes(source, publication)
  const tables: Published[] = []
  for (const relation of source.relations) {
    if (relation.types.length === 0) continue
    tables.push(await find(source, publication, { relation, table: relation.table, key: relation.key }))
    const values = relation.types.flatMap(type => attributesOf(relation, type)).map(attribute => attribute.values)
    for (const each of new Set(values)) {
      if (each !== undefined)
        tables.push(await find(source, publication, { relation, table: each.table, key: each.key }))
    }
  }
  return tables
}

async function assertPublishes({ driver }: Source, publication: string): Promise<void> {
  const { rows } = await driver.query(
    sql`select pubinsert and pubupdate and pubdelete from pg_publication where pubname = ${value(publication, 'text')}`,
  )
  if (rows.length === 0)
    throw unfit(
      `There is no publication ${publication}.`,
      `create publication … for table …, for all tables of the agent.`,
    )
  if (rows[0]?.[0] !== 'true')
    throw unfit(
      `The publication ${publication} leaves out insert, update or delete.`,
      `alter publication … set (publish = 'insert, update, delete, truncate')`,
    )
}

interface Wanted {
  readonly relation: Relation
  readonly table: Sql | undefined
  readonly key: readonly string[]
}

async function find({ driver }: Source, publication: string, { relation, table, key }: Wanted): Promise<Published> {
  if (table === undefined)
    throw unfit(`Values of ${relation.entry} come from a query, whose changes nobody tells.`, 'Name the table instead.')
  const title = titleOf(table, driver)
  const regclass = value(rendered(table, driver.dialect).text, 'text')
  const { rows } = await driver.query(
    sql`select n.nspname, c.relname, c.relreplident, p.tablename is not null, a.attname
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      left join pg_publication_tables p on p.schemaname = n.nspname and p.tablename = c.relname
        and p.pubname = ${value(publication, 'text')}
      left join pg_index i on i.indrelid = c.oid
        and case c.relreplident when 'd' then i.indisprimary when 'i' then i.indisreplident else false end
      left join pg_attribute a on a.attrelid = c.oid and a.attnum = any(i.indkey)
      where c.oid = to_regclass(${regclass})`,
  )
  const [schema, name, identity, isPublished] = rows[0] ?? []
  if (typeof schema !== 'string' || typeof name !== 'string')
    throw unfit(`There is no table ${title}.`, 'Correct its name.')
  if (isPublished !== 'true')
    throw unfit(
      `The publication ${publication} does not have the table ${title}.`,
      `alter publication … add table ${title}`,
    )
  const told = new Set(rows.map(row => row[4]))
  if (identity !== 'f' && !key.every(column => told.has(column)))
    throw unfit(
      `Deletions from ${title} would not tell ${key.join(', ')}: it is not part of the table's replica identity.`,
      `Make it part of the primary key, or: alter table ${title} replica identity full`,
    )
  return { relation, schema, name, key }
}

function unfit(message: string, hint: string) {
  return stop('no-start-bad-ma-configuration', {
    code: 'run.configuration',
    message,
    hint,
    where: { path: 'settings.delta.publication' },
  })
}
