import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { checkServerIdentity } from 'node:tls'
import { z } from 'zod'
import { stop } from '../kit/stop.js'

export const tls = z.strictObject({
  ca: z.string().optional().describe('PEM file with the certificates to trust instead of the well-known ones.'),
  rejectUnauthorized: z
    .boolean()
    .default(true)
    .describe('Whether a server certificate that cannot be verified is refused.'),
  servername: z.string().optional().describe('Name the certificate must carry, when it is not the host.'),
})

/** How the server has to prove who it is. */
export interface Proof {
  /** The name or address that its certificate must carry. */
  readonly servername: string
  readonly rejectUnauthorized: boolean
  readonly ca?: Buffer
  readonly checkServerIdentity: typeof checkServerIdentity
}

/** The options of an encrypted connection. @throws ConnectorError when the file of certificates cannot be read. */
export async function tlsOptions(
  { ca, rejectUnauthorized, servername }: z.infer<typeof tls>,
  { host, folder }: { readonly host: string; readonly folder: string },
): Promise<Proof> {
  const expected = servername ?? host
  const options: Proof = {
    servername: expected,
    rejectUnauthorized,
    // Drivers hand on other names than the one that was asked for.
    checkServerIdentity: (_, certificate) => checkServerIdentity(expected, certificate),
  }
  if (ca === undefined) return options
  const file = resolve(folder, ca)
  try {
    return { ...options, ca: await readFile(file) }
  } catch (error) {
    throw stop('no-start-bad-ma-configuration', {
      code: 'run.configuration',
      message: `The file of trusted certificates cannot be read: ${(error as Error).message}`,
      hint: 'Set tls.ca to a PEM file that the hub may read.',
      where: { file, path: 'settings.tls.ca' },
    })
  }
}
