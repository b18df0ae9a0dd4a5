import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Certificate {
  /** PEM files. */
  readonly certificate: string
  readonly key: string
  remove(): void
}

/** Makes a self-signed certificate for 127.0.0.1 that is good for a day. */
export function selfSigned(): Certificate {
  const folder = mkdtempSync(join(tmpdir(), 'hub-certificate-'))
  const [certificate, key] = [join(folder, 'server.pem'), join(folder, 'server.key')]
  const subject = ['-subj', '/CN=hub-test', '-addext', 'subjectAltName=IP:127.0.0.1']
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1']
  execFileSync('openssl', ['req', '-x509', ...kind, ...subject, '-keyout', key, '-out', certificate], {
    stdio: 'ignore',
  })
  return { certificate, key, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
