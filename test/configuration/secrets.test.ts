// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references to secrets look like this
import { describe, expect, test } from '@jest/globals'
import { resolveSecrets } from '../../src/configuration/secrets.js'
import type { ProblemError } from '../../src/model/problem.js'

const sources = {
  env: { PASSWORD: 'pa$$word', USER: 'hub', EMPTY: '' },
  readFile: async (path: string) => {
    if (path === '/run/secrets/pin') return '1234\n'
    if (path === '/run/secrets/empty') return '\n'
    throw new Error('ENOENT')
  },
}
const resolve = (settings: Record<string, unknown>) => resolveSecrets('hr', settings, sources)

async function problemOf(settings: Record<string, unknown>) {
  const error = await resolve(settings).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  return (error as ProblemError | undefined)?.problem
}

describe('references', () => {
  test('are resolved wherever they stand, and nothing else is touched', async () => {
    const settings = {
      url: 'postgres://${env:USER}:${env:PASSWORD}@db/hr',
      password: '${env:PASSWORD}',
      nested: [{ pin: '${file:/run/secrets/pin}' }],
      port: 389,
      tls: true,
      none: null,
      plain: '$100 {env:X}',
    }
    const before = structuredClone(settings)
    expect(await resolve(settings)).toEqual({
      url: 'postgres://hub:pa$$word@db/hr',
      password: 'pa$$word',
      nested: [{ pin: '1234' }],
      port: 389,
      tls: true,
      none: null,
      plain: '$100 {env:X}',
    })
    expect(settings).toEqual(before)
  })

  test('that lead nowhere name agent, setting and remedy, and no secret', async () => {
    expect(await problemOf({ tls: { key: '${env:NOPE}' } })).toEqual({
      code: 'configuration.secret',
      message: 'The environment variable NOPE for tls.key is not set',
      hint: 'Set NOPE where the hub runs.',
      where: { agent: 'hr', path: 'agents.hr.settings.tls.key' },
    })
    expect((await problemOf({ a: '${env:EMPTY}' }))?.message).toBe('The environment variable EMPTY for a is not set')
    expect((await problemOf({ a: '${file:/nope}' }))?.message).toBe('The file /nope for a cannot be read')
    expect((await problemOf({ a: '${file:/run/secrets/empty}' }))?.message).toBe(
      'The file /run/secrets/empty for a is empty',
    )
    expect((await problemOf({ a: '${vault:x}' }))?.hint).toBe('Write ${env:NAME} or ${file:path}.')
  })

  test('within a resolved secret are not followed', async () => {
    const env = { A: '${env:B}', B: 'secret' }
    expect(await resolveSecrets('hr', { a: '${env:A}' }, { ...sources, env })).toEqual({ a: '${env:B}' })
  })
})
