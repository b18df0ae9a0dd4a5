import type { Column, Driver } from './driver.js'
import { join, name, rendered, type Sql, sql } from './statement.js'
import { readTrouble } from './trouble.js'

/** What is known of columns, asked for once in a session. */
export interface Catalogue {
  /**
   * The columns of a table, view or query, in the order asked for.
   * @throws ConnectorError that names what is not there or may not be read.
   */
  columns(source: Sql, names: readonly string[]): Promise<readonly Column[]>
}

export function catalogueOf(driver: Driver): Catalogue {
  const known = new Map<string, readonly Column[]>()
  return {
    async columns(source, names) {
      const statement = sql`select ${join(names.map(name), ', ')} from ${source} where 1 = 0`
      const { text } = rendered(statement, driver.dialect)
      const held = known.get(text)
      if (held !== undefined) return held
      const { columns } = await driver.query(statement).catch(error => {
        throw readTrouble(error, titleOf(source, driver))
      })
      known.set(text, columns)
      return columns
    },
  }
}

/** A table or query as messages name it. */
export const titleOf = (source: Sql, { dialect }: Pick<Driver, 'dialect'>): string =>
  rendered(source, dialect).text.replace(/\s+/g, ' ').slice(0, 200)
