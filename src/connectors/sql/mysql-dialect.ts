import type { Dialect } from './dialect.js'
import { MYSQL_ERRORS } from './mysql-errors.js'
import { EMPTY, sql, trusted } from './statement.js'

export const mariadb: Dialect = {
  product: 'mariadb',
  title: 'MariaDB',
  port: 3306,
  schemes: ['mariadb:', 'mysql:'],
  quote: ['`', '`'],
  placeholder: () => '?',
  parameters: 30_000,
  insertRows: 1_000,
  rowValues: true,
  generated: 'returning',
  lock: { hint: EMPTY, suffix: sql` for update` },
  first: rows => trusted(` limit ${Math.trunc(rows)}`),
  selected: column => column,
  insertDefaults: sql` () values ()`,
  now: sql`now(6)`,
  errors: MYSQL_ERRORS,
}

export const mysql: Dialect = { ...mariadb, product: 'mysql', title: 'MySQL', generated: 'insert-id' }
