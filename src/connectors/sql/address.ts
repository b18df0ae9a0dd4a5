import type { ConnectorContext } from '../connector.js'
import { isLoopback } from '../kit/loopback.js'
import { stop } from '../kit/stop.js'
import type { Dialect } from './dialect.js'
import type { Address } from './driver.js'
import type { SqlSettings } from './settings.js'
import { tlsOptions } from './tls.js'

/** Where and as whom the settings say to connect. @throws ConnectorError when they cannot be understood. */
export async function addressOf(
  settings: SqlSettings,
  dialect: Dialect,
  { folder }: Pick<ConnectorContext, 'folder'>,
): Promise<Address> {
  const { host, port, name, user, password } = partsOf(settings, dialect)
  const encrypted = settings.encrypt ?? !isLoopback(host)
  return {
    host,
    port,
    name: settings.name ?? name,
    user: settings.user ?? user,
    password: settings.password ?? password,
    tls: encrypted ? await tlsOptions(settings.tls, { host, folder }) : undefined,
    connectTimeout: settings.connectTimeout * 1_000,
    timeout: settings.timeout * 1_000,
  }
}

function partsOf(settings: SqlSettings, { port, schemes }: Dialect) {
  if (settings.url === undefined) return { host: settings.host ?? '', port: settings.port ?? port }
  let url: URL
  try {
    url = new URL(settings.url)
  } catch {
    throw unclear('The url of the database is no URL.', schemes)
  }
  if (!schemes.includes(url.protocol)) throw unclear(`The url begins with ${url.protocol}//.`, schemes)
  const part = (text: string) => (text === '' ? undefined : decodeURIComponent(text))
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: settings.port ?? (url.port === '' ? port : Number(url.port)),
    name: part(url.pathname.replace(/^\//, '')),
    user: part(url.username),
    password: part(url.password),
  }
}

function unclear(message: string, schemes: readonly string[]) {
  const hint = `Write ${schemes[0]}//user@host:port/name, and the password in \`password\`.`
  return stop('no-start-bad-ma-configuration', {
    code: 'run.configuration',
    message,
    hint,
    where: { path: 'settings.url' },
  })
}
