import type { Dialect } from './dialect.js'
import { SQLSERVER_ERRORS } from './sqlserver-errors.js'
import { EMPTY, sql, trusted } from './statement.js'

export const sqlserver: Dialect = {
  product: 'sqlserver',
  title: 'SQL Server',
  port: 1433,
  schemes: ['sqlserver:', 'mssql:'],
  quote: ['[', ']'],
  placeholder: n => `@p${n}`,
  // 2,100 are allowed, and the statement's own text is one of them.
  parameters: 2_000,
  insertRows: 1_000,
  rowValues: false,
  generated: 'output',
  lock: { hint: sql` with (updlock, rowlock)`, suffix: EMPTY },
  first: rows => trusted(` offset 0 rows fetch next ${Math.trunc(rows)} rows only`),
  // The driver reads decimals as floating-point numbers.
  selected: (column, kind) => (kind === 'decimal' ? sql`convert(varchar(60), ${column})` : column),
  insertDefaults: sql` default values`,
  now: sql`sysutcdatetime()`,
  errors: SQLSERVER_ERRORS,
}
