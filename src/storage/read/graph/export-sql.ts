import pg from 'pg'
import type { MetaverseAttribute } from '../../../metaverse/schema.js'
import type { Bind } from '../page.js'
import { newWriting, type Writing } from './column.js'
import { conditionSql } from './condition.js'
import { listOrder } from './order.js'
import type { Condition, OrderTerm, Relation, TimeColumn, Visibility } from './plan.js'
import { related } from './relation.js'
import { searchSql } from './search.js'

/** Objects of a type as a file. */
export interface ExportQuery {
  readonly type: string
  readonly where: Condition | undefined
  readonly search: readonly string[]
  readonly order: readonly OrderTerm[]
  readonly fields: readonly ExportField[]
  readonly format: 'ndjson' | 'csv'
}

/** A field of the file. */
export interface ExportField {
  readonly name: string
  readonly of: ExportedValue | ExportedRelation
}

export type ExportedValue = MetaverseAttribute | TimeColumn | 'id' | 'type'

export interface ExportedRelation {
  readonly relation: Relation
  readonly type: string | undefined
  readonly many: boolean
  readonly fields: readonly ExportField[]
}

/** What stands between several values in one cell of CSV. */
const BETWEEN = '|'
// The characters that would end or quote a line cannot stand in JSON: it goes out as it is.
const RAW = `format csv, delimiter e'\\x01', quote e'\\x02', escape e'\\x02'`

/** A COPY that writes the file. It takes no parameters, so that all values are literals. */
export function exportSql(query: ExportQuery, visibility: Visibility): string {
  const writing = newWriting(literal, visibility)
  const { by } = listOrder({ order: query.order, page: { limit: 1, backwards: false } }, 'o', writing, {
    whole: false,
    narrow: false,
  }).parts[0] as { by: string }
  const conditions = [
    `o.type = ${pg.escapeLiteral(query.type)}`,
    ...(query.search.length === 0 ? [] : [searchSql(query.search, 'o', writing)]),
    ...(query.where === undefined ? [] : [conditionSql(query.where, 'o', writing)]),
  ]
  const rows = `from metaverse_object o where ${conditions.join(' and ')} order by ${by}`
  if (query.format === 'ndjson') {
    const columns = jsonColumns(query.fields, 'o', writing)
    return `copy (select row_to_json(r) from (select ${columns} ${rows}) r) to stdout (${RAW})`
  }
  const cells = query.fields.flatMap(field => cellsOf(field, 'o', writing))
  const columns = cells.map(({ name, sql }) => `${sql} as ${pg.escapeIdentifier(name)}`)
  return `copy (select ${columns.join(', ')} ${rows}) to stdout (format csv, header)`
}

const literal: Bind = value => {
  if (Array.isArray(value)) return `array[${value.map(literal).join(', ')}]`
  if (typeof value === 'number' && Number.isFinite(value)) return String(value)
  if (value instanceof Date) return pg.escapeLiteral(value.toISOString())
  return pg.escapeLiteral(String(value))
}

/** Ids as the graph has them (graphql/node-id.ts). */
const idSql = (object: string): string =>
  `rtrim(translate(encode(convert_to('v1:MetaverseObject:' || ${object}.id, 'UTF8'), 'base64'), '+/' || chr(10), '-_'), '=')`

const objectJson = (fields: readonly ExportField[], object: string, writing: Writing): string =>
  `(select row_to_json(r) from (select ${jsonColumns(fields, object, writing)}) r)`

const jsonColumns = (fields: readonly ExportField[], object: string, writing: Writing): string =>
  fields.map(field => `${fieldJson(field, object, writing)} as ${pg.escapeIdentifier(field.name)}`).join(', ')

function fieldJson({ of }: ExportField, object: string, writing: Writing): string {
  if (!isRelation(of)) return valueJson(of, object, writing)
  if (!writing.columns.follows(of.relation.attribute)) return of.many ? `'[]'::json` : 'null::json'
  const other = writing.alias()
  const rows = relatedRows(of, { object, other }, writing)
  const row = objectJson(of.fields, other, writing)
  return of.many
    ? `(select coalesce(json_agg(${row} order by ${other}.id), '[]') ${rows})`
    : `(select ${row} ${rows} order by ${other}.id limit 1)`
}

function valueJson(of: ExportedValue, object: string, { columns }: Writing): string {
  if (of === 'id') return idSql(object)
  if (typeof of === 'string') return `${object}.${of}`
  const selected = columns.selected(of, object)
  if (selected === 'null' || of.type === 'boolean') return selected
  if (of.type === 'binary') return `(${columns.values(of, object)}${of.multivalued ? '' : '->0'})`
  if (of.type !== 'number') return of.multivalued ? `coalesce(${selected}, '[]')` : selected
  const number = (text: string): string =>
    `case when ${text} ~ '^-?[0-9]{1,15}$' then to_jsonb((${text})::bigint) else to_jsonb(${text}) end`
  return of.multivalued
    ? `(select coalesce(json_agg(${number('v')}), '[]') from jsonb_array_elements_text(${selected}) v)`
    : number(`(${columns.values(of, object)}->>0)`)
}

const isRelation = (of: ExportField['of']): of is ExportedRelation => typeof of !== 'string' && 'relation' in of

function relatedRows(
  { relation, type }: ExportedRelation,
  sides: { readonly object: string; readonly other: string },
  writing: Writing,
): string {
  const { from, on } = related(relation, sides, writing)
  const typed = type === undefined ? [] : [`${sides.other}.type = ${pg.escapeLiteral(type)}`]
  return `from ${from} where ${[...on, ...typed].join(' and ')}`
}

interface Cell {
  readonly name: string
  readonly sql: string
}

function cellsOf({ name, of }: ExportField, object: string, writing: Writing): Cell[] {
  if (!isRelation(of)) return [{ name, sql: valueText(of, object, writing) }]
  const other = writing.alias()
  return of.fields.flatMap(inner =>
    cellsOf(inner, other, writing).map(cell => ({
      name: `${name}.${cell.name}`,
      sql: relatedCell(of, cell.sql, { object, other }, writing),
    })),
  )
}

function relatedCell(
  relation: ExportedRelation,
  sql: string,
  sides: { readonly object: string; readonly other: string },
  writing: Writing,
): string {
  if (!writing.columns.follows(relation.relation.attribute)) return 'null::text'
  const rows = relatedRows(relation, sides, writing)
  return relation.many
    ? `(select string_agg(${sql}, '${BETWEEN}' order by ${sides.other}.id) ${rows})`
    : `(select ${sql} ${rows} order by ${sides.other}.id limit 1)`
}

function valueText(of: ExportedValue, object: string, { columns }: Writing): string {
  if (of === 'id') return idSql(object)
  if (of === 'type') return `${object}.type`
  if (typeof of === 'string') return `to_char(${object}.${of} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
  if (columns.selected(of, object) === 'null') return 'null::text'
  const values = columns.values(of, object)
  return of.multivalued
    ? `(select string_agg(v, '${BETWEEN}') from jsonb_array_elements_text(${values}) v)`
    : `(${values}->>0)`
}
