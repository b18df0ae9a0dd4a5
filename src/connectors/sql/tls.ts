import { checkServerIdentity } from 'node:tls'
import { type SecureOptions, secureOptions, type TlsSettings } from '../kit/tls.js'

/** How the server has to prove who it is. */
export interface Proof extends SecureOptions {
  /** The name or address that its certificate must carry. */
  readonly servername: string
  readonly checkServerIdentity: typeof checkServerIdentity
}

/** The options of an encrypted connection. @throws ConnectorError when the file of certificates cannot be read. */
export async function tlsOptions(
  settings: TlsSettings,
  { host, folder }: { readonly host: string; readonly folder: string },
): Promise<Proof> {
  const servername = settings.servername ?? host
  return {
    ...(await secureOptions(settings, folder)),
    servername,
    // Drivers hand on other names than the one that was asked for.
    checkServerIdentity: (_, certificate) => checkServerIdentity(servername, certificate),
  }
}
