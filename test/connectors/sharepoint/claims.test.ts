import { describe, expect, test } from '@jest/globals'
import { accountOf, dnOf } from '../../../src/connectors/sharepoint/account.js'
import { type Claim, decodeClaim, encodeClaim, sameAccount } from '../../../src/connectors/sharepoint/claims.js'
import { dnKey, isValidDn } from '../../../src/model/dn.js'

describe('encoded claims', () => {
  test.each<[string, Claim]>([
    ['i:0#.w|contoso\\ada', { kind: 'Windows', provider: 'Windows', value: 'contoso\\ada', claimType: '#' }],
    ['i:05.t|adfs|ada@contoso.com', { kind: 'Trusted', provider: 'adfs', value: 'ada@contoso.com', claimType: '5' }],
    ['i:0e.t|adfs|ada@contoso.com', { kind: 'Trusted', provider: 'adfs', value: 'ada@contoso.com', claimType: 'e' }],
    ['i:0#.f|members|ada', { kind: 'Forms', provider: 'members', value: 'ada', claimType: '#' }],
  ])('%s is read and written', (encoded, claim) => {
    expect(decodeClaim(encoded)).toEqual(claim)
    expect(encodeClaim(claim)).toBe(encoded)
  })

  test.each(['CONTOSO\\ada', 'c:0!.s|windows', 'i:05.t|no-value', 'i:0', ''])('%j is none', account => {
    expect(decodeClaim(account)).toBeUndefined()
  })

  test('a Windows account is the same with and without its prefix; other claims are what they are', () => {
    expect(sameAccount('i:0#.w|contoso\\ada', 'CONTOSO\\Ada')).toBe(true)
    expect(sameAccount('i:05.t|adfs|ada', 'ada')).toBe(false)
  })
})

describe('account names as names of the hub', () => {
  test.each(['CONTOSO\\ada', 'i:05.t|adfs|cn=ada,ou=x', 'a, b', 'x=y', 'CONTOSO\\a=b', ' #odd= ', 'Söhne\\2C=1'])(
    '%j is well-formed, unlike any other, and comes back',
    account => {
      expect(isValidDn(dnOf(account))).toBe(true)
      expect(accountOf(dnOf(account))).toBe(account)
      expect(dnKey(dnOf(account.toUpperCase()))).toBe(dnKey(dnOf(account)))
    },
  )

  test('LDAP names of any other form name no account', () => {
    expect(accountOf('ou=people')).toBeUndefined()
    expect(accountOf('cn=ada,dc=contoso')).toBeUndefined()
    expect(accountOf('CN=CONTOSO\\\\ada')).toBe('CONTOSO\\ada')
  })
})
