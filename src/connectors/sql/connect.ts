import type { ConnectorContext } from '../connector.js'
import { orCancelled } from '../kit/stop.js'
import { addressOf } from './address.js'
import type { Dialect, Product } from './dialect.js'
import type { Address, Driver } from './driver.js'
import { connectMysql, mariadb, mysql } from './mysql.js'
import { connectPostgresql, postgresql } from './postgresql.js'
import type { SqlSettings } from './settings.js'
import { connectSqlserver, sqlserver } from './sqlserver.js'
import { startTrouble } from './trouble.js'

const DATABASES: Readonly<Record<Product, { readonly dialect: Dialect; connect(address: Address): Promise<Driver> }>> =
  {
    postgresql: { dialect: postgresql, connect: connectPostgresql },
    mariadb: { dialect: mariadb, connect: address => connectMysql(address, mariadb) },
    mysql: { dialect: mysql, connect: address => connectMysql(address, mysql) },
    sqlserver: { dialect: sqlserver, connect: connectSqlserver },
  }

export const dialectOf = (settings: SqlSettings): Dialect => DATABASES[settings.database].dialect

/** @throws ConnectorError `no-start-…` when the database cannot be reached, does not prove itself or refuses the login. */
export async function connect(
  settings: SqlSettings,
  context: Pick<ConnectorContext, 'folder' | 'signal'>,
): Promise<Driver> {
  const { dialect, connect } = DATABASES[settings.database]
  const address = await addressOf(settings, dialect, context)
  const connecting = connect(address)
  try {
    return await orCancelled(connecting, context.signal)
  } catch (error) {
    // One that comes after the run was cancelled is of no use to anybody.
    connecting.then(driver => driver[Symbol.asyncDispose]()).catch(() => undefined)
    throw startTrouble(error, dialect, address)
  }
}
