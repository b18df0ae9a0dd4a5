import { type DestinationStream, pino } from 'pino'
import type { Log } from '../service/log.js'
import { withoutSecrets, withoutSecretsIn } from './without-secrets.js'

/** Structured log lines on standard error: everything for services, only what went wrong for commands. Secrets are left out of them. */
export function newLog(
  level: 'info' | 'error',
  destination: DestinationStream = pino.destination({ dest: 2, sync: true }),
): Log {
  const log = pino({ level }, destination)
  return {
    error: (details, message) => log.error(withoutSecrets(details), withoutSecretsIn(message)),
    info: (details, message) => log.info(withoutSecrets(details), withoutSecretsIn(message)),
  }
}
