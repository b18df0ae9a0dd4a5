import { ConnectorError } from '../connector.js'
import { stop } from '../kit/stop.js'
import { SoapFault } from './soap/fault.js'

/** Ends a read that cannot be complete. `what` names what was being read. */
export function readTrouble(error: unknown, what: string): ConnectorError {
  if (error instanceof ConnectorError) return error
  if (!(error instanceof SoapFault)) throw error
  if (error.kind === 'not-allowed')
    return stop('stopped-import-read', {
      code: 'source.permission',
      message: `The farm refuses ${what}: ${error.message}`,
      hint: 'Make the account an administrator of the User Profile service application with full control.',
      where: { path: 'settings.user' },
    })
  return stop('stopped-import-read', {
    code: 'source.malformed',
    message: `The farm cannot give ${what}: ${error.message}`,
    hint: 'The farm’s ULS logs of that time say more. Run the import again.',
  })
}
