import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from '@jest/globals'
import type { ExportDelta, TraceEvent } from '../../src/connectors/connector.js'
import { withFiles } from './files.js'
import { add, doing, errorOf, eventually, expectEnd, SECRET } from './odd-command.js'
import { codesOf, connectorError, openSession, pagesOf, readAll, resultsOf } from './reading.js'

describe('a program that is read from', () => {
  test.each([
    ['end midway', 'stopped-ma', 'source.connection-lost', 'exit code 7 before it had answered: out of paper'],
    ['end within a line', 'stopped-ma', 'source.connection-lost', 'exit code 0'],
    ['be killed', 'stopped-ma', 'source.connection-lost', 'SIGKILL'],
    ['say no JSON', 'stopped-unexpected-data', 'source.malformed', 'It begins: INFO: 3 objects'],
    ['say no message', 'stopped-unexpected-data', 'source.malformed', 'Line 2'],
    ['say no UTF-8', 'stopped-unexpected-data', 'source.malformed', 'not UTF-8'],
    ['answer something else', 'stopped-unexpected-data', 'source.malformed', 'of request 2, not of 1'],
    ['give results', 'stopped-unexpected-data', 'source.malformed', 'answered read with result'],
    ['tell what is wrong', 'stopped-connectivity', 'source.unreachable', 'The farm is away.'],
    ['tell it in its own words', 'stopped-ma', 'run.unexpected', 'Forty-two.'],
  ])('and does this: %s', async (does, status, code, message) => {
    await expectEnd(does, { status, code, message })
  })

  test('may not send a line that is too long', async () => {
    const error = await errorOf('say too much', { maxMessageMegabytes: 1 })
    expect([error.status, error.problem.code]).toEqual(['stopped-unexpected-data', 'source.malformed'])
    expect(error.problem.hint).toContain('maxMessageMegabytes')
  })

  test('may not be silent for long, unless it says that it lives', async () => {
    const error = await errorOf('say nothing', { silenceTimeLimit: 0.5 })
    expect([error.status, error.problem.code]).toEqual(['stopped-ma', 'source.time-limit'])
    // Eight signs of life, 250 ms apart: longer than the limit in all.
    const { isComplete } = await readAll(doing('say that it lives', { silenceTimeLimit: 1.5 }))
    expect(isComplete).toBe(true)
  })

  test('has what it logs and complains traced, without secrets', async () => {
    const events: TraceEvent[] = []
    const { connector, settings, types, folder } = doing('say that it lives')
    const signal = new AbortController().signal
    await using session = await connector.open(connector.settings.parse(settings), {
      folder,
      types,
      signal,
      trace: event => events.push(event),
    })
    await pagesOf(session)
    expect(events.map(({ what, outcome }) => `${outcome}: ${what}`)).toContain('info: still at it, …')
    expect(JSON.stringify(events)).not.toContain(SECRET)
  })

  test('gives objects in plain JSON; what does not fit is a problem of its own', async () => {
    await using session = await openSession(doing('send odd deltas'))
    const pages = await pagesOf(session, { pageSize: 5 })
    expect(pages.every(({ deltas, problems = [] }) => deltas.length + problems.length <= 5)).toBe(true)
    expect(pages.flatMap(({ deltas }) => deltas)).toEqual([
      {
        kind: 'add',
        objectType: 'person',
        dn: 'cn=1',
        anchor: '1',
        attributes: { age: ['7'], active: ['true'], mail: ['a@x'] },
      },
      { kind: 'add', objectType: 'person', dn: '2', anchor: '2', attributes: { mail: ['a@x', 'b@x'] } },
      { kind: 'modify', dn: '12', anchor: '12', changes: { age: [{ operation: 'replace', values: ['8'] }] } },
    ])
    expect(
      pages.flatMap(({ problems = [] }) => problems).map(({ code, where }) => [code, where?.anchor ?? where?.dn]),
    ).toEqual([
      ['invalid-numeric-value', '4'],
      ['invalid-attribute-value', '5'],
      ['multi-single-mismatch', '6'],
      ['invalid-attribute-value', '7'],
      ['missing-anchor-component', undefined],
      ['missing-object-type', '9'],
      ['invalid-change-type', '10'],
      ['parse-error', undefined],
      ['invalid-modification-type', '13'],
      ['missing-dn', undefined],
      ['read-error', 'cn=L'],
      ['read-error', undefined],
    ])
    expect(pages.reduce((sum, { filtered = 0 }) => sum + filtered, 0)).toBe(3)
    expect(pages.at(-1)?.end).toEqual({ watermark: '77' })
  })

  test('waits while nobody reads on', async () => {
    await withFiles({ pages: '0' }, async folder => {
      const count = async () => Number(await readFile(join(folder, 'pages'), 'utf8'))
      await using session = await openSession(doing('send without end', {}, { file: join(folder, 'pages') }))
      let pages = 0
      for await (const _ of session.read({ mode: 'full', pageSize: 10, signal: new AbortController().signal })) {
        if (++pages === 3) break
        let before = -1
        // Until the pipe is full.
        await eventually(async () => {
          const now = await count()
          const isSame = now === before && now > 0
          before = now
          await sleep(100)
          return isSame
        })
        // Ten kilobytes a page: what the pipe and the buffers at its ends hold, not what it could have sent meanwhile.
        expect(before).toBeLessThan(200)
      }
    })
  })

  test('that somebody stops listening to answers the next request all the same', async () => {
    await withFiles({ heard: '' }, async folder => {
      const heard = join(folder, 'heard')
      await using session = await openSession(doing('write down what it hears', {}, { file: heard }))
      for await (const _ of session.read({ mode: 'full', pageSize: 1, signal: new AbortController().signal })) break
      expect((await pagesOf(session)).flatMap(({ deltas }) => deltas)).toHaveLength(2)
      expect((await readFile(heard, 'utf8')).trim().split('\n')).toEqual(['read', 'cancel', 'read'])
    })
  })

  test('is not asked for a delta import without a watermark, nor for what the settings do not promise', async () => {
    const missing = await connectorError(readAll(doing(''), { mode: 'delta' }))
    expect(missing.status).toBe('no-start-full-import-required')
    const undeclared = doing('', { capabilities: ['export'] })
    expect((await connectorError(readAll(undeclared))).problem.code).toBe('run.configuration')
  })
})

describe('a program that is written to', () => {
  const write = async (does: string, deltas: readonly ExportDelta[]) => {
    await using session = await openSession(doing(does))
    return await resultsOf(session, deltas)
  }

  test('gets whole deltas', async () => {
    const delta: ExportDelta = {
      kind: 'modify',
      objectType: 'person',
      dn: 'cn=1',
      anchor: '1',
      newDn: 'cn=2',
      changes: { mail: [{ operation: 'add', values: ['a@x\n„ä“'] }] },
      mayBeSent: true,
    }
    const [result] = await write('say what it got', [delta])
    expect(JSON.parse((result?.ok && result.anchor) || '')).toEqual(delta)
  })

  test.each([
    ['give too few results', 'gave 1 results for 2', 1],
    ['give too many results', 'more than 2 results', 2],
    ['end midway', 'exit code 1', 1],
  ])('and does this: %s', async (does, message, count) => {
    const results: unknown[] = []
    await using session = await openSession(doing(does))
    const error = await connectorError(
      (async () => {
        for await (const result of session.write?.([add('1'), add('2')]) ?? []) results.push(result)
      })(),
    )
    expect(error.problem.message).toContain(message)
    // What was said before counts.
    expect(results).toHaveLength(count)
  })

  test('may refuse with any word; MIM knows what becomes of the ones it has', async () => {
    const results = await write('refuse in many words', [add('1'), add('2'), add('3')])
    expect(codesOf(results)).toEqual(['cd-missing-object', 'cd-error', 'cd-error'])
    expect(results[0]).toMatchObject({
      problem: { message: 'Not there.', hint: 'Look again.', where: { dn: '1', attribute: 'mail' } },
    })
    expect(results[1]).toMatchObject({ problem: { message: 'E99: Odd.' } })
  })
})

describe('a program that is watched or given passwords', () => {
  test('and ends while it watches is lost', async () => {
    await using session = await openSession(doing('end while watching'))
    const watch = async () => {
      for await (const _ of session.watch?.({ signal: new AbortController().signal }) ?? []);
    }
    expect((await connectorError(watch())).problem.code).toBe('source.connection-lost')
  })

  const OPTIONS = { forceChangeAtLogon: false, unlockAccount: false, enforcePasswordPolicy: true }
  test('has no password in what it is told to have said', async () => {
    await using session = await openSession(doing(''))
    const result = await session.setPassword?.({ dn: 'cn=1', objectType: 'person' }, 'hemlich', OPTIONS)
    expect(result).toMatchObject({
      ok: false,
      code: 'new-password-violate-policy',
      problem: { message: '… is too short.' },
    })
  })

  test.each([
    ['forget the answer', {}],
    ['', { code: 'too-short' }],
  ])('must say what became of it (%s)', async (does, settings) => {
    await using session = await openSession(doing(does, {}, settings))
    const set = session.setPassword?.({ dn: 'cn=1', objectType: 'person' }, 'hemlich', OPTIONS)
    expect((await connectorError(set ?? Promise.resolve())).problem.code).toBe('source.malformed')
  })
})
