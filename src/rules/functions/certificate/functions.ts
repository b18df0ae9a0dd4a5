import { createHash } from 'node:crypto'
import { DATE, type ExpressionFunction } from '../function.js'
import { type Certificate, readCertificate } from './certificate.js'
import { oidOf, TAG } from './der.js'
import { nameInfo } from './name-info.js'
import { nameText } from './names.js'

type Accessor = readonly [name: string, description: string, read: (certificate: Certificate) => string]

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex').toUpperCase()
const fingerprint = ({ bytes }: Certificate): string => hex(createHash('sha1').update(bytes).digest())

const TEXTS: readonly Accessor[] = [
  ['CertFormat', "The name of the format: 'X509'", () => 'X509'],
  // Windows keeps the alias beside a certificate, not in it.
  ['CertFriendlyName', 'The alias, which certificates do not carry: empty', () => ''],
  ['CertHashString', 'The SHA-1 of the certificate in hexadecimal', fingerprint],
  ['CertThumbprint', 'The SHA-1 of the certificate in hexadecimal', fingerprint],
  ['CertIssuer', 'The name of the issuer', ({ issuer }) => nameText(issuer)],
  ['CertIssuerDN', 'The name of the issuer', ({ issuer }) => nameText(issuer)],
  ['CertIssuerOid', "The OIDs of the issuer's name, the most specific first", ({ issuer }) => oids(issuer)],
  ['CertSubject', 'The name of the subject', ({ subject }) => nameText(subject)],
  ['CertSubjectNameDN', 'The name of the subject', ({ subject }) => nameText(subject)],
  ['CertSubjectNameOid', "The OIDs of the subject's name, the most specific first", ({ subject }) => oids(subject)],
  ['CertKeyAlgorithm', "The OID of the key's algorithm", each => each.keyAlgorithm],
  ['CertPublicKeyOid', "The OID of the key's algorithm", each => each.keyAlgorithm],
  [
    'CertKeyAlgorithmParams',
    "The parameters of the key's algorithm in hexadecimal",
    ({ keyParameters }) => (keyParameters ? hex(keyParameters.whole) : ''),
  ],
  [
    'CertPublicKeyParametersOid',
    "The OID that the key's parameters name, such as a curve",
    ({ keyParameters }) => (keyParameters?.tag === TAG.oid ? oidOf(keyParameters) : ''),
  ],
  ['CertSerialNumber', 'The serial number in hexadecimal', ({ serialNumber }) => hex(serialNumber)],
  ['CertSignatureAlgorithmOid', "The OID of the signature's algorithm", each => each.signatureAlgorithm],
]

/** Functions of certificates, which are binary values. A value that is none is an error: ask IsCert first. */
export const CERTIFICATE: readonly ExpressionFunction[] = [
  ...TEXTS.map(
    ([name, description, read]): ExpressionFunction => ({
      signature: `${name}(string): string`,
      description,
      perValue: true,
      call: (value: string) => read(readCertificate(value)),
    }),
  ),
  {
    signature: 'CertExtensionOids(string): list<string>',
    description: 'The OIDs of the critical extensions',
    call: (value: string) => readCertificate(value).extensions.flatMap(each => (each.critical ? [each.oid] : [])),
  },
  {
    signature: 'CertNameInfo(string, string, bool): string',
    description: "A piece of the subject's name, or of the issuer's",
    perValue: true,
    call: (value: string, type: string, ofIssuer: boolean) => nameInfo(readCertificate(value), type, ofIssuer),
  },
  {
    signature: `CertNotBefore(string): ${DATE}`,
    description: 'When the certificate becomes valid',
    call: (value: string) => readCertificate(value).notBefore,
  },
  {
    signature: `CertNotAfter(string): ${DATE}`,
    description: 'Until when the certificate is valid',
    call: (value: string) => readCertificate(value).notAfter,
  },
  {
    signature: 'CertVersion(string): int',
    description: 'The version of the format',
    perValue: true,
    call: (value: string) => BigInt(readCertificate(value).version),
  },
]

const oids = (parts: Certificate['subject']): string =>
  [...parts]
    .reverse()
    .map(part => part.oid)
    .join(', ')

/** Whether a binary value is a certificate. */
export function isCertificate(value: string): boolean {
  try {
    readCertificate(value)
    return true
  } catch {
    return false
  }
}
