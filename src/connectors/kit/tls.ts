import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { z } from 'zod'
import { stop } from './stop.js'

/** The setting `tls` of every connector that can encrypt its connections. */
export const tls = z.strictObject({
  ca: z.string().optional().describe('PEM file with the certificates to trust instead of the well-known ones.'),
  rejectUnauthorized: z
    .boolean()
    .default(true)
    .describe('Whether a server certificate that cannot be verified is refused.'),
  servername: z.string().optional().describe('Name the certificate must carry, when it is not the host.'),
})

export type TlsSettings = z.infer<typeof tls>

/** What the settings say of an encrypted connection, in the words of node:tls. */
export interface SecureOptions {
  readonly rejectUnauthorized: boolean
  /** PEM; absent: the well-known authorities are trusted. */
  readonly ca?: Buffer
  /** The name that the certificate must carry, where the settings give one. */
  readonly servername?: string
}

/** A relative `ca` lies in `folder`. @throws ConnectorError when the file of trusted certificates cannot be read. */
export async function secureOptions(
  { ca, rejectUnauthorized, servername }: TlsSettings,
  folder: string,
): Promise<SecureOptions> {
  const trusted = ca === undefined ? undefined : await certificatesOf(resolve(folder, ca))
  return { rejectUnauthorized, ...(servername && { servername }), ...(trusted && { ca: trusted }) }
}

async function certificatesOf(file: string): Promise<Buffer> {
  try {
    return await readFile(file)
  } catch (error) {
    throw stop(
      'no-start-bad-ma-configuration',
      {
        code: 'run.configuration',
        message: `The file of trusted certificates cannot be read: ${(error as Error).message}`,
        hint: 'Set tls.ca to a PEM file that the hub may read; a relative path begins at the folder of the configuration.',
        where: { file, path: 'settings.tls.ca' },
      },
      error,
    )
  }
}
