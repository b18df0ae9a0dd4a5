import { expect, test } from '@jest/globals'
import { newLog } from '../../src/cli/log.js'

const KEY = `hub_0123456789_${'s'.repeat(43)}`
const JWT = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl'

function logged(details: object, message = 'a request failed'): string {
  let text = ''
  const write = (line: string): void => {
    text += line
  }
  newLog('info', { write }).error(details, message)
  return text
}

test.each<[string, object, string]>([
  ['a header', { request: { headers: { Authorization: 'Basic YTpzM2NyZXQ=' } } }, 'YTpzM2NyZXQ='],
  ['a password among variables', { variables: { input: { entry: 'x', newPassword: 's3cret' } } }, 's3cret'],
  ['a key in the text of an error', { error: new Error(`no such key: ${KEY}`) }, 's'.repeat(43)],
  ['a token in the cause of an error', { error: new Error('x', { cause: new Error(`bad ${JWT}`) }) }, JWT],
  ['a bearer in a text', { note: 'sent Bearer abc.def-s3cret' }, 's3cret'],
  ['a database address', { url: 'postgresql://hub:s3cret@db.contoso.test:5432/hub' }, 's3cret'],
  ['a connection string', { details: ['Server=db;User Id=hub;Password=s3cret;Encrypt=true'] }, 's3cret'],
  [
    'what an error carries',
    { err: Object.assign(new Error('x'), { parameters: { clientSecret: 's3cret' } }) },
    's3cret',
  ],
])('the log does not have %s', (_what, details, secret) => {
  const line = logged(details)
  expect(line).toContain('[redacted]')
  expect(line).not.toContain(secret)
  expect(JSON.parse(line).msg).toBe('a request failed')
})

test('neither does its message; everything else stays, errors with their text and stack', () => {
  const at = new Date(0)
  const line = logged(
    { error: new RangeError('too far'), at, run: 7, statusToken: 'stage-add' },
    `lost postgres://a:b@c/d`,
  )
  expect(JSON.parse(line)).toMatchObject({
    msg: 'lost postgres://a:[redacted]@c/d',
    error: { type: 'RangeError', message: 'too far', stack: expect.stringContaining('log.test') },
    at: at.toISOString(),
    run: 7,
    statusToken: 'stage-add',
  })
})
