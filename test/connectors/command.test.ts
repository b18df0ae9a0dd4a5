import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { command } from '../../src/connectors/command/index.js'
import type { Check } from '../../src/connectors/connector.js'
import { describeWithServer } from '../support/servers.js'
import { withFiles } from './files.js'
import { doing, errorOf, eventually, expectEnd, isAlive, PROGRAM } from './odd-command.js'
import { connectorError, openSession, readAll } from './reading.js'

describe('a program that starts', () => {
  test.each([
    ['end at start', 'no-start-ma', 'source.connection-lost', 'exit code 3'],
    ['say no JSON at start', 'no-start-ma', 'source.malformed', 'Line 1'],
    ['speak version 2', 'no-start-ma', 'run.configuration', 'version 2'],
    ['promise less', 'no-start-ma', 'run.configuration', 'promise delta-import'],
    ['refuse to start', 'no-start-credentials', 'source.credentials', 'The login was refused.'],
    ['say a page at start', 'no-start-ma', 'source.malformed', 'was page, not hello'],
  ])('and does this: %s', async (does, status, code, message) => {
    await expectEnd(does, { status, code, message })
  })

  test('and says nothing is not waited for', async () => {
    const error = await errorOf('say nothing at start', { startTimeLimit: 0.5 })
    expect([error.status, error.problem.code]).toEqual(['no-start-ma', 'source.time-limit'])
    expect(error.problem.hint).toContain('startTimeLimit')
  })

  test('must be there, and may be run', async () => {
    const none = await errorOf('', { command: ['no-such-program'] })
    expect([none.status, none.problem.code]).toEqual(['no-start-ma', 'source.not-found'])
    const file = await errorOf('', { command: ['./people.ts'] })
    expect([file.status, file.problem.code]).toEqual(['no-start-ma', 'source.permission'])
    const folder = await connectorError(readAll({ ...doing(''), folder: '/no/such/folder' }))
    expect([folder.status, folder.problem.message]).toEqual(['no-start-ma', expect.stringContaining('/no/such/folder')])
  })

  test('gets its arguments as they are, and of the environment what it needs', async () => {
    process.env.HUB_TEST_SECRET = 'not for programs'
    try {
      const parameters = ['$(touch x)', 'a b', '*', '"']
      const more = { command: [process.execPath, PROGRAM, ...parameters], environment: { OWN: 'own=1' } }
      await using session = await openSession(doing('', more))
      const seen = (await session.discover?.())?.map(({ name }) => name) ?? []
      expect(seen.slice(0, parameters.length)).toEqual(parameters)
      expect(seen).toContain('OWN=own=1')
      expect(seen.some(name => name.startsWith('PATH='))).toBe(true)
      expect(seen.filter(name => name.includes('not for programs') || name.startsWith('npm_'))).toEqual([])
    } finally {
      delete process.env.HUB_TEST_SECRET
    }
  })
})

describeWithServer('python3', 'the smallest program of the documentation', () => {
  test('is a connector', async () => {
    const text = await readFile(join(import.meta.dirname, '../../docs/command-connector.md'), 'utf8')
    const listing = /```python\n(.*?)```/s.exec(text)?.[1] ?? ''
    await withFiles({ 'hr.py': listing }, async folder => {
      const person = {
        name: 'person',
        attributes: [{ name: 'displayName', type: 'string', multivalued: false }],
      } as const
      const settings = { command: ['python3', 'hr.py'], capabilities: ['full-import'] }
      const { deltas, isComplete } = await readAll({ connector: command, types: [person], folder, settings })
      expect(isComplete).toBe(true)
      expect(deltas.map(delta => [delta.anchor, delta.kind === 'add' && delta.attributes])).toEqual([
        ['1', { displayName: ['Ada'] }],
        ['2', { displayName: ['Bo'] }],
      ])
    })
  })
})

describe('a program that is not wanted any more', () => {
  test.each(['disposed of', 'cancelled'])('ends when it is %s, with everything that it started', async how => {
    await withFiles({ pids: '' }, async folder => {
      const file = join(folder, 'pids')
      const controller = new AbortController()
      const opening = doing('refuse to end', { stopTimeLimit: 0.3 }, { file })
      let pids: number[] = []
      {
        await using session = await openSession({ ...opening, signal: controller.signal })
        pids = (await readFile(file, 'utf8')).split(' ').map(Number)
        expect(pids.map(isAlive)).toEqual([true, true])
        if (how === 'cancelled') {
          const watch = (async () => {
            for await (const _ of session.watch?.({ signal: controller.signal }) ?? []);
          })()
          setTimeout(() => controller.abort(), 100)
          expect((await connectorError(watch)).problem.code).toBe('run.cancelled')
        }
      }
      await eventually(() => pids.every(pid => !isAlive(pid)))
    })
  })

  test('is told to close, and not waited for longer than it takes', async () => {
    await withFiles({ heard: '' }, async folder => {
      const heard = join(folder, 'heard')
      const session = await openSession(doing('write down what it hears', { stopTimeLimit: 60 }, { file: heard }))
      const started = performance.now()
      await session[Symbol.asyncDispose]()
      expect(performance.now() - started).toBeLessThan(30_000)
      expect(await readFile(heard, 'utf8')).toBe('close\n')
    })
  })
})

describe('hub agent test', () => {
  const checksOf = async (does: string, settings: object = {}) => {
    const { connector, types, folder, ...opening } = doing(does, {}, settings)
    const signal = new AbortController().signal
    const checks: Check[] = []
    const parsed = connector.settings.parse(opening.settings)
    for await (const check of connector.test?.(parsed, { folder, types, signal }) ?? []) checks.push(check)
    return checks.map(({ name, outcome, problem }) => [name, outcome, problem?.code])
  }

  test('tells whether the program runs, what it can do, and what it says of its source', async () => {
    expect(await checksOf('')).toEqual([
      ['program', 'passed', undefined],
      ['capabilities', 'passed', undefined],
    ])
    expect(await checksOf('', { test: true })).toEqual([
      ['program', 'passed', undefined],
      ['capabilities', 'passed', undefined],
      ['login', 'passed', undefined],
      ['rights', 'failed', 'source.permission'],
    ])
    expect(await checksOf('promise less')).toEqual([
      ['program', 'passed', undefined],
      ['capabilities', 'failed', 'run.configuration'],
    ])
    expect(await checksOf('end at start')).toEqual([['program', 'failed', 'source.connection-lost']])
  })
})

describe('settings of a program', () => {
  test.each([
    ['a secret in its command line', { command: ['x', '--password', `\${env:X}`] }, 'Everybody on the machine'],
    ['no command', { command: [] }, 'command'],
    ['a capability that there is not', { capabilities: ['everything'] }, 'capabilities'],
    ['a rename without export', { capabilities: ['full-import', 'rename'] }, 'name export'],
  ])('are refused with %s', (_, settings, message) => {
    const good = { command: ['x'], capabilities: ['full-import'] }
    expect(command.settings.safeParse(good).success).toBe(true)
    expect(command.settings.safeParse({ ...good, ...settings }).error?.message).toContain(message)
  })
})
