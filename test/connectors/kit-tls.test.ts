import { describe, expect, test } from '@jest/globals'
import { isLoopback } from '../../src/connectors/kit/loopback.js'
import { secureOptions } from '../../src/connectors/kit/tls.js'
import { connectorNamed } from '../../src/connectors/registry.js'
import { withFiles } from './files.js'
import { connectorError, openSession } from './reading.js'

const nowhere = '127.0.0.1:1'
const login = { user: 'u', password: 'p' }
const bind = { bindDn: 'cn=u', password: 'p' }
const OPENINGS: [string, object][] = [
  ['active-directory', { servers: [`ldaps://${nowhere}`], ...bind }],
  ['ldap', { url: `ldaps://${nowhere}`, base: 'o=x', ...bind }],
  ['scim', { url: `https://${nowhere}`, authentication: { type: 'bearer', token: 't' } }],
  ['sharepoint', { url: `https://${nowhere}`, ...login }],
  [
    'sql',
    { database: 'postgresql', url: `postgres://${nowhere}/x`, encrypt: true, objects: { a: { table: 'a', key: 'a' } } },
  ],
]

describe('the certificates to trust', () => {
  test.each(OPENINGS)('%s says which file it cannot read, before it connects', async (name, settings) => {
    const connector = connectorNamed(name)
    if (connector === undefined) throw new Error(`There is no connector ${name}.`)
    const opening = { connector, settings: { ...settings, tls: { ca: 'missing.pem' } }, types: [], folder: '/no/such' }
    const { status, problem } = await connectorError(openSession(opening))
    expect([status, problem.code]).toEqual(['no-start-bad-ma-configuration', 'run.configuration'])
    expect(problem.where).toEqual({ file: '/no/such/missing.pem', path: 'settings.tls.ca' })
    expect(problem.hint).toContain('tls.ca')
  })

  test('are read from the folder of the configuration, and nothing is said of what the settings leave out', async () => {
    await withFiles({ 'ca.pem': 'PEM' }, async folder => {
      const named = { ca: 'ca.pem', rejectUnauthorized: true, servername: 'dc1' }
      expect(await secureOptions(named, folder)).toEqual({
        ca: Buffer.from('PEM'),
        rejectUnauthorized: true,
        servername: 'dc1',
      })
      expect(await secureOptions({ rejectUnauthorized: false }, folder)).toStrictEqual({ rejectUnauthorized: false })
    })
  })
})

test.each([
  ['localhost', true],
  ['127.0.0.1', true],
  ['127.8.9.10', true],
  ['::1', true],
  ['[::1]', true],
  ['::ffff:127.0.0.1', true],
  ['128.0.0.1', false],
  ['10.0.0.1', false],
  ['::2', false],
  ['[fe80::1]', false],
  ['127.0.0.1.example.org', false],
  ['localhost.example.org', false],
])('that %s is this machine: %s', (host, is) => {
  expect(isLoopback(host)).toBe(is)
})
