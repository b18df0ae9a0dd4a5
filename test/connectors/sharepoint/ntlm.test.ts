import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { describe, expect, test } from '@jest/globals'
import { md4 } from '../../../src/connectors/sharepoint/ntlm/md4.js'
import {
  authenticateMessage,
  negotiateMessage,
  readChallenge,
} from '../../../src/connectors/sharepoint/ntlm/messages.js'
import { lmV2Response, ntlmV2Response, responseKey } from '../../../src/connectors/sharepoint/ntlm/response.js'
import { describeWithServer } from '../../support/servers.js'

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex')

describe('MD4', () => {
  test.each([
    ['', '31d6cfe0d16ae931b73c59d7e0c089c0'],
    ['a', 'bde52cb31de33e46245e05fbdbd6fb24'],
    ['abc', 'a448017aaf21d8525fc10ae87aa6729d'],
    ['message digest', 'd9130a8164549fe818874806e1c7014b'],
    ['abcdefghijklmnopqrstuvwxyz', 'd79e1c308aa5bbcdeea8ed63df412da9'],
    ['ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789', '043f8582f241db351ce627e153e7f0e4'],
    [
      '12345678901234567890123456789012345678901234567890123456789012345678901234567890',
      'e33b4ddc9c38f2199c3e7b164fcc0536',
    ],
  ])('of %j is as RFC 1320 says', (text, digest) => {
    expect(md4(Buffer.from(text)).toString('hex')).toBe(digest)
  })
})

describe('NTLMv2 gives the values that MS-NLMP 4.2.4 publishes', () => {
  const key = responseKey({ user: 'User', domain: 'Domain', password: 'Password' })
  const input = {
    key,
    serverChallenge: hex('0123456789abcdef'),
    clientChallenge: hex('aaaaaaaaaaaaaaaa'),
    time: Buffer.alloc(8),
    targetInfo: hex('02000c0044006f006d00610069006e00 01000c00530065007200760065007200 00000000'),
  }

  test('the response key', () => {
    expect(key).toEqual(hex('0c868a403bfd7a93a3001ef22ef02e3f'))
  })
  test('the LMv2 response', () => {
    expect(lmV2Response(input)).toEqual(hex('86c35097ac9cec102554764a57cccc19 aaaaaaaaaaaaaaaa'))
  })
  test('the NTLMv2 response and the session base key', () => {
    const { nt, sessionKey } = ntlmV2Response(input)
    expect(nt.subarray(0, 16)).toEqual(hex('68cd0ab851e51c96aabc927bebef6a1c'))
    expect(sessionKey).toEqual(hex('8de40ccadbc14a82f15cb0ad0de95ca3'))
  })
})

test('what is no challenge is told from one', () => {
  expect(readChallenge(Buffer.from('hello'))).toBeUndefined()
  expect(readChallenge(negotiateMessage())).toBeUndefined()
  expect(() => authenticateMessage(negotiateMessage(), { user: 'u', domain: '', password: 'p' })).toThrow(
    'no NTLM challenge',
  )
})

describeWithServer('ntlm_auth', 'Samba takes the messages for those of a client that knows the password', () => {
  test.each([
    ['right', 'Sömmer-2026!', 'AF'],
    ['wrong', 'something else', 'NA'],
  ])('with the %s password', async (_, password, verdict) => {
    await using samba = sambaServer('Sömmer-2026!')
    const challenge = await samba.say(`YR ${negotiateMessage().toString('base64')}`)
    expect(challenge).toMatch(/^TT /)
    const message = authenticateMessage(Buffer.from(challenge.slice(3), 'base64'), {
      user: 'hüb',
      domain: 'CONTOSO',
      password,
      workstation: 'HUB',
    })
    expect(await samba.say(`KK ${message.toString('base64')}`)).toMatch(new RegExp(`^${verdict}`))
  })
})

/** Samba's own NTLM server, checking one password, over its standard streams. */
function sambaServer(password: string) {
  const child = spawn('ntlm_auth', [
    '--helper-protocol=squid-2.5-ntlmssp',
    '--username=hüb',
    '--domain=CONTOSO',
    `--password=${password}`,
  ])
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    async say(line: string): Promise<string> {
      child.stdin.write(`${line}\n`)
      const { value } = await lines.next()
      return value ?? ''
    },
    async [Symbol.asyncDispose]() {
      child.kill()
      await new Promise(done => child.once('close', done))
    },
  }
}
