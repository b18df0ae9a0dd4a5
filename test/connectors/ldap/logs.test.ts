import { describe, expect, test } from '@jest/globals'
import { parseChangeText } from '../../../src/connectors/ldap/change-text.js'
import { parseReqMod } from '../../../src/connectors/ldap/req-mod.js'
import { parseSyncInfo } from '../../../src/connectors/ldap/sync-controls.js'
import { readWatermark, writeWatermark } from '../../../src/connectors/ldap/watermark.js'

const bytes = (...values: string[]) => values.map(value => Buffer.from(value))

describe('reqMod of an accesslog', () => {
  test('values of one change belong together; a colon begins another of the same attribute', () => {
    const changes = parseReqMod(
      bytes('member:+ cn=a', 'member:+ cn=b', ':', 'member:+ cn=c', 'sn:= é', 'manager:-', 'title:- x', 'count:# 1'),
    )
    expect(changes).toEqual([
      { type: 'member', operation: 'add', values: bytes('cn=a', 'cn=b') },
      { type: 'member', operation: 'add', values: bytes('cn=c') },
      { type: 'sn', operation: 'replace', values: bytes('é') },
      { type: 'manager', operation: 'delete', values: [] },
      { type: 'title', operation: 'delete', values: bytes('x') },
      { type: 'count', operation: 'increment', values: bytes('1') },
    ])
  })

  test('bytes stay bytes, an empty value is a value, and nonsense is none', () => {
    const photo = Buffer.from([0xff, 0xd8, 0x3a, 0x20, 0x00])
    const told = [Buffer.concat([Buffer.from('jpegPhoto:+ '), photo]), Buffer.from('street:= ')]
    expect(parseReqMod(told)).toEqual([
      { type: 'jpegPhoto', operation: 'add', values: [photo] },
      { type: 'street', operation: 'replace', values: [Buffer.alloc(0)] },
    ])
    expect(parseReqMod(bytes('nonsense'))).toBeUndefined()
  })
})

describe('changes of a change log', () => {
  test('are read with encoded values, folded lines and the zero byte that 389 Directory Server ends them with', () => {
    const text = `replace: sn\nsn:: ${Buffer.from('é').toString('base64')}\n-\nadd: member\nmember: cn=a,dc=ex\n ample\nmember: cn=b\n-\ndelete: title\n-\n\0`
    expect(parseChangeText(text)).toEqual([
      { type: 'sn', operation: 'replace', values: bytes('é') },
      { type: 'member', operation: 'add', values: bytes('cn=a,dc=example', 'cn=b') },
      { type: 'title', operation: 'delete', values: [] },
    ])
  })

  test('that are none are undefined', () => {
    expect(parseChangeText('increment: uidNumber\n')).toBeUndefined()
    expect(parseChangeText('replace: sn\ngivenName: x\n')).toBeUndefined()
  })
})

describe('sync info messages', () => {
  const uuid = '00112233-4455-6677-8899-aabbccddeeff'
  const octets = Buffer.from(uuid.replaceAll('-', ''), 'hex')
  test('tell cookies, the end of phases, and sets of identifiers', () => {
    expect(parseSyncInfo(Buffer.from([0x80, 2, 0x61, 0x62]))).toEqual({ kind: 'cookie', cookie: 'YWI=' })
    expect(parseSyncInfo(Buffer.from([0xa1, 0]))).toEqual({ kind: 'refresh-delete', cookie: undefined, done: true })
    expect(parseSyncInfo(Buffer.from([0xa2, 3, 0x01, 1, 0]))).toMatchObject({ kind: 'refresh-present', done: false })
    const set = Buffer.concat([Buffer.from([0xa3, 23, 0x01, 1, 0xff, 0x31, 18, 0x04, 16]), octets])
    expect(parseSyncInfo(set)).toEqual({ kind: 'ids', cookie: undefined, deleted: true, uuids: [uuid] })
  })
})

describe('a watermark', () => {
  const text = writeWatermark('changelog', 'here', { number: 7 })
  test('is read by the method and the source that wrote it', () => {
    expect(readWatermark('changelog', 'here', text)).toEqual({ number: 7 })
  })
  test.each([
    [
      'of another method',
      () => readWatermark('syncrepl', 'here', text),
      'for the method changelog; the method is syncrepl now',
    ],
    ['of another server', () => readWatermark('changelog', 'there', text), 'another server, or with another base'],
    [
      'that is none',
      () => readWatermark('changelog', 'here', '{"version":2}'),
      'no watermark that this connector wrote',
    ],
  ])('%s asks for a full import', (_, read, why) => {
    expect(read).toThrow(expect.objectContaining({ status: 'no-start-full-import-required' }))
    expect(read).toThrow(why)
  })
})
