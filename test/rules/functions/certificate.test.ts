import { X509Certificate } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { evaluate } from '../support.js'
import { ANNAS_CERTIFICATE, OLD_CERTIFICATE } from './certificates.js'
import { table } from './table.js'

const ANNA = { photo: [ANNAS_CERTIFICATE] }
const OLD = { photo: [OLD_CERTIFICATE] }
const info = (type: string, ofIssuer = false) => `CertNameInfo(cs.photo, '${type}', ${ofIssuer})`

describe('a certificate with an elliptic key', () => {
  table(
    [
      ['IsCert(cs.photo)', 'true'],
      ['CertSubject(cs.photo)', 'E=anna@contoso.test, CN=Ånna Müller, OU=Users, O="Contoso, Ltd.", DC=test'],
      ['CertIssuer(cs.photo) == CertSubjectNameDN(cs.photo)', 'true'],
      ['CertIssuerDN(cs.photo) == CertSubject(cs.photo)', 'true'],
      ['CertSubjectNameOid(cs.photo)', '1.2.840.113549.1.9.1, 2.5.4.3, 2.5.4.11, 2.5.4.10, 0.9.2342.19200300.100.1.25'],
      ['CertIssuerOid(cs.photo) == CertSubjectNameOid(cs.photo)', 'true'],
      [info('SimpleName'), 'Ånna Müller'],
      [info('emailname'), 'anna.mueller@contoso.test'],
      [info('UpnName'), 'anna@contoso.test'],
      [info('DnsName'), 'anna.contoso.test'],
      [info('DnsFromAlternativeName'), 'anna.contoso.test'],
      [info('UrlName'), 'https://contoso.test/anna'],
      [info('DnsName', true), 'ca.contoso.test'],
      [info('EmailName', true), 'anna@contoso.test'],
      [info('UpnName', true), undefined],
      [info('NickName'), { error: 'SimpleName, EmailName' }],
      ['CertSerialNumber(cs.photo)', '0A1B2C3D4E5F'],
      ['CertVersion(cs.photo)', '3'],
      ['CertFormat(cs.photo)', 'X509'],
      ['CertFriendlyName(cs.photo)', undefined],
      ['CStr(CertNotBefore(cs.photo))', '2025-01-31T08:00:00Z'],
      ['CStr(CertNotAfter(cs.photo))', '2035-01-31T08:00:00Z'],
      ['CertSignatureAlgorithmOid(cs.photo)', '1.2.840.10045.4.3.2'],
      ['CertKeyAlgorithm(cs.photo)', '1.2.840.10045.2.1'],
      ['CertPublicKeyOid(cs.photo)', '1.2.840.10045.2.1'],
      ['CertKeyAlgorithmParams(cs.photo)', '06082A8648CE3D030107'],
      ['CertPublicKeyParametersOid(cs.photo)', '1.2.840.10045.3.1.7'],
      ['CertExtensionOids(cs.photo)', ['2.5.29.19', '2.5.29.15']],
      ['CertHashString(cs.photo) == CertThumbprint(cs.photo)', 'true'],
    ],
    ANNA,
  )
})

describe('a certificate of the first version', () => {
  table(
    [
      ['IsCert(cs.photo)', 'true'],
      ['CertSubject(cs.photo)', 'CN=Old root, C=DE'],
      ['CertVersion(cs.photo)', '1'],
      ['CertSerialNumber(cs.photo)', '01'],
      ['CStr(CertNotBefore(cs.photo))', '1999-01-01T00:00:00Z'],
      ['CStr(CertNotAfter(cs.photo))', '2051-01-01T00:00:00Z'],
      ['CertKeyAlgorithm(cs.photo)', '1.2.840.113549.1.1.1'],
      ['CertKeyAlgorithmParams(cs.photo)', '0500'],
      ['CertPublicKeyParametersOid(cs.photo)', undefined],
      ['CertExtensionOids(cs.photo)', undefined],
      [info('DnsName'), 'Old root'],
      [info('DnsFromAlternativeName'), undefined],
    ],
    OLD,
  )
})

describe('what is no certificate', () => {
  const pem = Buffer.from(`-----BEGIN CERTIFICATE-----\n${ANNAS_CERTIFICATE}\n-----END CERTIFICATE-----\n`)
  table([[`CertVersion('${pem.toString('base64')}')`, '3']])
  table([
    ['CertSubject(cs.photo)', { error: 'no X.509 certificate' }],
    ["CertNotAfter('') > CDate('2026-01-01')", { error: 'no X.509 certificate' }],
    ["CertThumbprint('MIIC')", { error: 'no X.509 certificate' }],
    ['CertVersion(cs.middleName)', undefined],
    ['IsCert(cs.photo)', 'false'],
  ])

  test('a certificate that is cut off anywhere is none', () => {
    const bytes = Buffer.from(ANNAS_CERTIFICATE, 'base64')
    for (let length = 0; length < bytes.length; length += 7) {
      const photo = [bytes.subarray(0, length).toString('base64')]
      expect([length, evaluate('IsCert(cs.photo)', { photo })]).toEqual([length, ['false']])
    }
  })
})

test.each([[ANNAS_CERTIFICATE], [OLD_CERTIFICATE]])('Node reads the same', text => {
  const photo = [text]
  const node = new X509Certificate(Buffer.from(text, 'base64'))
  const own = (expression: string) => evaluate(expression, { photo })?.[0]
  expect(own('CertThumbprint(cs.photo)')).toBe(node.fingerprint.replaceAll(':', ''))
  expect(own('CertSerialNumber(cs.photo)')).toBe(node.serialNumber)
  expect(Date.parse(own('CStr(CertNotBefore(cs.photo))') ?? '')).toBe(Date.parse(node.validFrom))
  expect(Date.parse(own('CStr(CertNotAfter(cs.photo))') ?? '')).toBe(Date.parse(node.validTo))
})

test('certificates that are out of date are left out', () => {
  const expression = "Where(c, cs.phones, CertNotAfter(c) > CDate('2040-01-01'))"
  expect(evaluate(expression, { phones: [ANNAS_CERTIFICATE, OLD_CERTIFICATE] })).toEqual([OLD_CERTIFICATE])
})
