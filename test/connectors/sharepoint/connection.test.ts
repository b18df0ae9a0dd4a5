import { afterEach, describe, expect, test } from '@jest/globals'
import type { Check } from '../../../src/connectors/connector.js'
import { sharePoint } from '../../../src/connectors/sharepoint/index.js'
import { sharePointSettings } from '../../../src/connectors/sharepoint/settings.js'
import { selfSigned } from '../../support/certificates.js'
import { FARM_ACCOUNT, type FarmOptions, type SharePointFarm, startFarm } from '../../support/sharepoint-farm.js'
import { codesOf, connectorError, openSession, readAll, resultsOf } from '../reading.js'
import { openingOf, put, settingsOf, USER, user } from './farm.js'

const running: SharePointFarm[] = []
afterEach(async () => {
  for (const farm of running.splice(0)) await farm.stop()
})
async function started(options: FarmOptions = {}): Promise<SharePointFarm> {
  const farm = await startFarm(options)
  running.push(farm)
  return farm
}
const refusalOf = async (farm: SharePointFarm, more: object) => {
  const { status, problem } = await connectorError(openSession(openingOf(farm, more)))
  return [status, problem.code]
}

describe('NTLM', () => {
  test('proves who speaks once for each connection, and everything goes over these', async () => {
    const farm = await started({ methods: ['ntlm'] })
    for (let i = 0; i < 50; i++) put(farm, `CONTOSO\\u${i}`)
    await readAll(openingOf(farm, { throttle: { concurrent: 3 } }))
    expect(farm.seen.handshakes).toBeLessThanOrEqual(3)
    expect(farm.seen.connections).toBe(farm.seen.handshakes)
    expect(farm.seen.operations.length).toBeGreaterThan(50)
  })

  test('a connection that the server closes is opened and proven anew', async () => {
    const farm = await started({ methods: ['ntlm'] })
    await using session = await openSession(openingOf(farm, { throttle: { concurrent: 1 } }))
    farm.trouble.cut = { operation: 'GetUserProfileSchema', when: 'before' }
    const discovery = session.discover?.()
    await new Promise(done => setTimeout(done, 100))
    farm.trouble.cut = undefined
    expect(await discovery).toHaveLength(1)
    expect(farm.seen.handshakes).toBeGreaterThan(1)
  })

  test('a wrong password is refused at the start', async () => {
    const farm = await started({ methods: ['ntlm'] })
    expect(await refusalOf(farm, { password: 'wrong' })).toEqual(['no-start-credentials', 'source.credentials'])
  })
})

describe('Basic', () => {
  test('goes over TLS, and to this machine; to another one unencrypted it is refused', async () => {
    const certificate = selfSigned()
    try {
      const farm = await started({ methods: ['basic'], tls: certificate })
      put(farm, 'CONTOSO\\ada')
      const tls = { ca: certificate.certificate }
      expect((await readAll(openingOf(farm, { auth: 'basic', tls }))).deltas).toHaveLength(1)
      expect(await refusalOf(farm, { auth: 'basic', retries: 0 })).toEqual([
        'no-start-connection',
        'source.unreachable',
      ])
      const plain = await started({ methods: ['basic'] })
      expect((await readAll(openingOf(plain, { auth: 'basic' }))).deltas).toEqual([])
      const elsewhere = { auth: 'basic', url: 'http://farm.example.org' }
      expect(await refusalOf(plain, elsewhere)).toEqual(['no-start-bad-ma-configuration', 'run.configuration'])
      expect(plain.seen.operations).not.toContain('GetUserProfileByName')
    } finally {
      certificate.remove()
    }
  })

  test('a server that offers only Windows authentication is told so', async () => {
    const farm = await started({ methods: ['ntlm'] })
    const error = await connectorError(openSession(openingOf(farm, { auth: 'basic' })))
    expect(error.problem.hint).toContain('NTLM')
  })
})

describe('what the server answers', () => {
  test('an account without rights, a site that is none, a server that is away', async () => {
    const farm = await started({ accounts: [{ ...FARM_ACCOUNT, administrator: false }] })
    expect(await refusalOf(farm, {})).toEqual(['no-start-credentials', 'source.permission'])
    const other = await started()
    expect(await refusalOf(other, { url: `${other.url}/sites/none` })).toEqual([
      'no-start-connection',
      'source.not-found',
    ])
    await other.stop()
    expect(await refusalOf(other, { retries: 0 })).toEqual(['no-start-connection', 'source.unreachable'])
  })

  test.each([503, 429] as const)('HTTP %i is waited out as the farm asks', async status => {
    const farm = await started()
    put(farm, 'CONTOSO\\ada')
    await using session = await openSession(openingOf(farm))
    Object.assign(farm.trouble, { busy: 2, busyStatus: status, retryAfter: '0' })
    expect(codesOf(await resultsOf(session, [user('CONTOSO\\bob')]))).toEqual(['ok'])
  })

  test('a farm that stays busy ends the step', async () => {
    const farm = await started()
    await using session = await openSession(openingOf(farm, { retries: 2 }))
    Object.assign(farm.trouble, { busy: 1_000, retryAfter: '0' })
    const error = await connectorError(resultsOf(session, [user('CONTOSO\\bob')]))
    expect([error.status, error.problem.code]).toEqual(['stopped-server-down', 'source.unreachable'])
  })
})

test('the throttle holds: so many at once, and so many a second', async () => {
  const farm = await started()
  for (let i = 0; i < 20; i++) put(farm, `CONTOSO\\u${i}`)
  farm.trouble.delay = 5
  await readAll(openingOf(farm, { throttle: { concurrent: 2, requestsPerSecond: 50 } }))
  expect(farm.seen.mostAtOnce).toBeLessThanOrEqual(2)
  const { times } = farm.seen
  const [first = 0, last = 0] = [times[0], times.at(-1)]
  // Evenly at 50 a second; the first does not wait.
  expect(last - first).toBeGreaterThanOrEqual(((times.length - 1) * 1_000) / 50 - 50)
})

test('a session that ends closes its connections, also when it ends in an error', async () => {
  const farm = await started()
  put(farm, 'CONTOSO\\ada')
  await readAll(openingOf(farm))
  await refusalOf(farm, { password: 'wrong' })
  for (let i = 0; i < 100 && farm.seen.openConnections > 0; i++) await new Promise(done => setTimeout(done, 20))
  expect(farm.seen.openConnections).toBe(0)
})

describe('hub agent test', () => {
  const checksOf = async (settings: object): Promise<Check[]> => {
    const checks: Check[] = []
    const context = { folder: '/', types: [USER], signal: new AbortController().signal }
    for await (const check of sharePoint.test?.(sharePointSettings.parse(settings), context) ?? []) checks.push(check)
    return checks
  }

  test('goes the whole way to one profile', async () => {
    const farm = await started()
    put(farm, 'CONTOSO\\ada', { LastName: ['Byron'] })
    const checks = await checksOf(settingsOf(farm))
    expect(checks.map(({ name, outcome }) => `${name}: ${outcome}`)).toEqual([
      'name resolution: passed',
      'connection: passed',
      'settings: passed',
      'login and profile service: passed',
      'schema: passed',
      'change log: passed',
      'sample profile: passed',
    ])
    expect(checks.at(-1)?.message).toContain('CONTOSO\\ada')
  })

  test('stops at what is wrong, with cause and remedy, and warns of what will be', async () => {
    const farm = await started()
    const wrong = (await checksOf(settingsOf(farm, { password: 'wrong' }))).at(-1)
    expect(wrong).toMatchObject({ outcome: 'failed', problem: { code: 'source.credentials' } })
    expect(wrong?.problem?.hint).toContain('password')
    const site = (await checksOf(settingsOf(farm, { url: `${farm.url}/sites/none` }))).at(-1)
    expect(site).toMatchObject({ name: 'login and profile service', problem: { code: 'source.not-found' } })
    const mark = { onDelete: 'clear-and-mark', markProperty: 'NoSuch', markValue: 'gone' }
    const marked = (await checksOf(settingsOf(farm, mark))).find(({ name }) => name === 'schema')
    expect(marked).toMatchObject({ outcome: 'warning', problem: { code: 'schema-violation' } })
    const nowhere = await checksOf(settingsOf(farm, { url: 'http://nowhere.invalid' }))
    expect(nowhere).toMatchObject([{ name: 'name resolution', outcome: 'failed' }])
  })
})

describe('settings', () => {
  test.each([
    ['an address of a service', { url: 'https://x/_vti_bin/UserProfileService.asmx' }, 'without /_vti_bin'],
    ['no address', { url: 'x' }, 'address of a site'],
    ['clear-and-mark with nothing to do', { onDelete: 'clear-and-mark' }, 'something to clear'],
    ['a mark without its value', { onDelete: 'clear-and-mark', markProperty: 'Title' }, 'belong together'],
    ['a mark that is never set', { markProperty: 'Title', markValue: 'x' }, 'are for onDelete'],
  ])('%s is refused', (_, wrong, message) => {
    const settings = { url: 'https://my.contoso.com', user: 'u', password: 'p', ...wrong }
    expect(sharePointSettings.safeParse(settings).error?.message).toContain(message)
  })
})
