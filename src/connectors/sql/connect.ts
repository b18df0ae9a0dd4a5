import type { ConnectorContext } from '../connector.js'
import { orCancelled } from '../kit/stop.js'
import { addressOf } from './address.js'
import type { Dialect, Product } from './dialect.js'
import type { Address, Driver } from './driver.js'
import { mariadb, mysql } from './mysql-dialect.js'
import { connectPostgresql, postgresql } from './postgresql.js'
import type { SqlSettings } from './settings.js'
import { sqlserver } from './sqlserver-dialect.js'
import { startTrouble } from './trouble.js'

const DATABASES: Readonly<Record<Product, { readonly dialect: Dialect; connect(address: Address): Promise<Driver> }>> =
  {
    postgresql: { dialect: postgresql, connect: connectPostgresql },
    mariadb: { dialect: mariadb, connect: address => connectMysql(address, mariadb) },
    mysql: { dialect: mysql, connect: address => connectMysql(address, mysql) },
    sqlserver: { dialect: sqlserver, connect: connectSqlserver },
  }

// The drivers of MySQL and SQL Server are five hundred modules: only those who use them wait for them.
async function connectMysql(address: Address, dialect: Dialect): Promise<Driver> {
  return await (await import('./mysql.js')).connectMysql(address, dialect)
}

async function connectSqlserver(address: Address): Promise<Driver> {
  return await (await import('./sqlserver.js')).connectSqlserver(address)
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
