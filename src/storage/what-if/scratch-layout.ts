import pg from 'pg'
import type { Session } from '../database.js'
import { ABSENT_INDEXES, COPIED_TABLES, EMPTY_TABLES } from './scratch-tables.js'

/** One table of the hub, as the catalogue describes it. */
export interface TableLayout {
  readonly name: string
  /** How its rows are divided, e.g. `LIST (agent_id)`; null: they are not. */
  readonly partitionedBy: string | null
  /** Of a partition: its table, and which of the rows it has. */
  readonly parent: string | null
  readonly bound: string | null
  /** Primary key and unique constraints, as `alter table` has them. */
  readonly constraints: readonly string[]
  /** `create index` statements up to and from the table's name. */
  readonly indexes: readonly { readonly head: string; readonly tail: string }[]
  readonly identity: string | null
}

interface Row extends Omit<TableLayout, 'indexes'> {
  readonly indexes: readonly string[]
}

/** Reads how the tables are made that a copy needs; partitions come after their tables. */
export async function readLayout(session: Session): Promise<TableLayout[]> {
  const rows = await session.query<Row>(
    `select c.relname as name,
       case when c.relkind = 'p' then pg_get_partkeydef(c.oid) end as "partitionedBy",
       parent.relname as parent, pg_get_expr(c.relpartbound, c.oid) as bound,
       array(select 'constraint ' || quote_ident(k.conname) || ' ' || pg_get_constraintdef(k.oid)
         from pg_constraint k where k.conrelid = c.oid and k.contype in ('p', 'u') order by k.conname) as constraints,
       array(select pg_get_indexdef(x.indexrelid) from pg_index x join pg_class index on index.oid = x.indexrelid
         where x.indrelid = c.oid and x.indisvalid and index.relname <> all($2) and not exists (select from pg_constraint k where k.conindid = x.indexrelid)
         order by x.indexrelid) as indexes,
       (select a.attname from pg_attribute a where a.attrelid = c.oid and a.attidentity <> '') as identity
     from pg_class c
     join pg_namespace n on n.oid = c.relnamespace and n.nspname = current_schema()
     left join pg_inherits i on i.inhrelid = c.oid
     left join pg_class parent on parent.oid = i.inhparent
     where c.relkind in ('r', 'p') and coalesce(parent.relname, c.relname) = any($1)
     order by parent.relname is not null, c.relname`,
    [[...COPIED_TABLES, ...EMPTY_TABLES], ABSENT_INDEXES],
  )
  return rows.map(row => ({ ...row, indexes: row.indexes.map(divide) }))
}

// CREATE INDEX name ON [ONLY] schema.table USING …
function divide(definition: string): { head: string; tail: string } {
  const [, head, tail] = /^(CREATE (?:UNIQUE )?INDEX .+?) ON (?:ONLY )?\S+ (USING .+)$/s.exec(definition) ?? []
  if (head === undefined || tail === undefined) throw new Error(`Not understood: ${definition}`)
  return { head, tail }
}

/** Where a table stands in the copy. */
export const inSchema = (schema: string, table: string): string =>
  `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(table)}`

/** Makes the tables, without indexes: those are made when the rows are there. Unlogged, as nothing of it has to survive. */
export function createTables(schema: string, layout: readonly TableLayout[], origin: string): string[] {
  return layout.flatMap(table => {
    const name = inSchema(schema, table.name)
    const like = `(like ${inSchema(origin, table.name)} including all excluding indexes)`
    if (table.partitionedBy !== null) return [`create table ${name} ${like} partition by ${table.partitionedBy}`]
    const created = `create unlogged table ${name} ${like}`
    return table.parent === null
      ? [created]
      : [created, `alter table ${inSchema(schema, table.parent)} attach partition ${name} ${table.bound}`]
  })
}

/** Makes keys and indexes; those of a divided table reach its partitions by themselves. */
export function createIndexes(schema: string, layout: readonly TableLayout[]): string[] {
  return layout
    .filter(table => table.parent === null)
    .flatMap(table => {
      const name = inSchema(schema, table.name)
      return [
        ...table.constraints.map(constraint => `alter table ${name} add ${constraint}`),
        ...table.indexes.map(({ head, tail }) => `${head} on ${name} ${tail}`),
      ]
    })
}
