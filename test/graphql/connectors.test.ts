import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { connectors } from '../../src/connectors/registry.js'
import { deedsSince } from '../support/deeds.js'
import { type World, world } from './support.js'

let held: World

beforeAll(async () => {
  held = await world()
})
afterAll(() => held.close())

const ask = async (query: string, variables?: object) => {
  const { data, errors } = await held.ask(query, variables)
  expect(errors).toBeUndefined()
  return data
}

describe('connectors', () => {
  test('are listed with what they can do and how they are configured', async () => {
    const { connectors: listed } = await ask(
      '{ connectors { nodes { name title capabilities { fullImport passwords } settings { name type required default description secret only } settingsSchema } } }',
    )
    expect(listed.nodes.map((one: { name: string }) => one.name)).toEqual(connectors.map(({ name }) => name))
    const scim = listed.nodes.find((one: { name: string }) => one.name === 'scim')
    expect(scim.capabilities).toEqual({ fullImport: true, passwords: false })
    expect(scim.settingsSchema.properties.url.type).toBe('string')
    const settings = new Map(scim.settings.map((one: { name: string }) => [one.name, one]))
    expect(settings.get('url')).toMatchObject({ type: 'string', required: true, default: null, secret: false })
    expect(settings.get('paging')).toMatchObject({
      type: 'one of auto, index, cursor',
      required: false,
      default: '"auto"',
    })
    expect(settings.get('authentication.token')).toMatchObject({ secret: true, only: 'authentication.type: bearer' })
    expect(settings.get('tls.ca')).toMatchObject({ required: false, secret: false })
    for (const { settings: all } of listed.nodes) {
      for (const { description } of all) expect(description).not.toBe('')
    }
  })
})

describe('the way to a source', () => {
  const TEST = `mutation ($agent: String!) { testAgent(input: { agent: $agent }) {
    checks { name outcome outcomeToken message problem { code hint } } problems { code } } }`

  test('is tried step by step, to an object of each type', async () => {
    const { testAgent } = await ask(TEST, { agent: 'hr' })
    expect(testAgent.problems).toEqual([])
    const found = testAgent.checks.map(({ name, outcome }: { name: string; outcome: string }) => [name, outcome])
    expect(found).toEqual([
      ['configuration', 'PASSED'],
      ['open', 'PASSED'],
      ['schema', expect.any(String)],
      ['read', 'PASSED'],
      ['sample person', 'PASSED'],
      ['sample group', 'PASSED'],
    ])
  })

  test('that is broken says where, why and what to do', async () => {
    held.hr.faults.open = {
      status: 'no-start-credentials',
      problem: { code: 'source.credentials', message: 'Wrong password.', hint: 'Correct it.' },
    }
    const { testAgent } = await ask(TEST, { agent: 'hr' })
    held.hr.faults.open = undefined
    expect(testAgent.checks.at(-1)).toEqual({
      name: 'open',
      outcome: 'FAILED',
      outcomeToken: 'failed',
      message: 'Wrong password.',
      problem: { code: 'source.credentials', hint: 'Correct it.' },
    })
    held.hr.faults.cutReadAfter = 0
    const { testAgent: cut } = await ask(TEST, { agent: 'hr' })
    held.hr.faults.cutReadAfter = undefined
    expect(cut.checks.at(-1)).toMatchObject({
      name: 'read',
      outcome: 'FAILED',
      problem: { code: 'source.connection-lost' },
    })
  })

  test('of nobody is a problem', async () => {
    expect((await ask(TEST, { agent: 'nobody' })).testAgent).toEqual({
      checks: [],
      problems: [{ code: 'request.not-found' }],
    })
  })
})

describe('passwords', () => {
  const SET = `mutation ($input: SetPasswordInput!) { setPassword(input: $input) { result resultToken problems { code message where { agent dn } } } }`
  const CHANGE = `mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { result resultToken problems { code message } } }`
  const someone = async () => {
    const { connectorSpaceEntries } = await ask(
      '{ connectorSpaceEntries(agent: "hr", first: 1) { nodes { id dn anchor } } }',
    )
    return connectorSpaceEntries.nodes[0] as { id: string; dn: string; anchor: string }
  }

  test('are set and changed in the source, and recorded without them', async () => {
    const { id, dn, anchor } = await someone()
    const deeds = await deedsSince(held.hub.database)
    const input = { entry: id, password: 'first-secret', unlockAccount: true }
    expect((await ask(SET, { input })).setPassword).toEqual({ result: 'SUCCESS', resultToken: 'success', problems: [] })
    expect(held.hr.passwords.get(anchor)).toBe('first-secret')
    const change = (oldPassword: string, newPassword: string) =>
      ask(CHANGE, { input: { entry: id, oldPassword, newPassword } })
    expect((await change('wrong-secret', 'x')).changePassword).toMatchObject({
      result: 'BAD_PASSWORD',
      resultToken: 'bad-password',
      problems: [{ code: 'cd-error' }],
    })
    expect((await change('first-secret', 'second-secret')).changePassword.result).toBe('SUCCESS')
    expect(held.hr.passwords.get(anchor)).toBe('second-secret')
    const recorded = await deeds()
    expect(recorded.map(({ operation, outcome, details }) => [operation, outcome, details.result, details.dn])).toEqual(
      [
        ['set-password', 'done', 'success', dn],
        ['change-password', 'done', 'bad-password', dn],
        ['change-password', 'done', 'success', dn],
      ],
    )
    expect(recorded[0]?.details).toMatchObject({ agent: 'hr', unlockAccount: true, forceChangeAtLogon: false })
    expect(JSON.stringify(recorded)).not.toContain('-secret')
  })

  test.each([
    ['set-password', 'reader'],
    ['set-password', 'operator'],
  ] as const)('%s is not for a %s', async (_, role) => {
    const { id } = await someone()
    const { errors } = await held.ask(SET, { input: { entry: id, password: 'x' } }, role)
    expect(errors?.[0]?.extensions.code).toBe('access.denied')
  })

  test('of a source that is lost, or an object that is gone, say so in MIM’s words', async () => {
    const { id, anchor, dn } = await someone()
    const set = async () => (await ask(SET, { input: { entry: id, password: 'x' } })).setPassword
    const problem = { code: 'source.credentials', message: 'no' } as const
    held.hr.faults.open = { status: 'no-start-credentials', problem }
    expect(await set()).toMatchObject({ result: 'MA_CREDENTIALS_FAILURE', problems: [{ where: { agent: 'hr', dn } }] })
    held.hr.faults.open = { status: 'no-start-connection', problem: { ...problem, code: 'source.unreachable' } }
    expect(await set()).toMatchObject({ result: 'SERVER_DOWN' })
    held.hr.faults.open = undefined
    const object = held.hr.objects.get(anchor)
    held.hr.delete(anchor)
    expect(await set()).toMatchObject({ result: 'OBJECT_NOT_FOUND', problems: [{ code: 'cd-missing-object' }] })
    if (object !== undefined) held.hr.put(object)
  })
})
