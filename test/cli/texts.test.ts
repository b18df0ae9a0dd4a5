import { Writable } from 'node:stream'
import { expect, test } from '@jest/globals'
import { COUNTER_WORDS, plainCounters } from '../../src/cli/example/counter-words.js'
import { planLines } from '../../src/cli/plan-text.js'
import { placeText } from '../../src/cli/print-problem.js'
import { progressText } from '../../src/cli/run/progress-line.js'
import { countersText, durationText, exitOfStatus, secondsText } from '../../src/cli/run/words.js'
import { newScreen } from '../../src/cli/screen.js'
import { tableLines } from '../../src/cli/table.js'
import { RUN_STATUSES } from '../../src/model/status.js'

test.each([
  [0, '0 s'],
  [59, '59 s'],
  [60, '1 min 0 s'],
  [3_599, '59 min 59 s'],
  [7_500, '2 h 5 min'],
])('%d seconds are %s', (seconds, text) => expect(durationText(seconds)).toBe(text))

test('short times have a decimal, long ones do not', () => {
  expect(secondsText(234)).toBe('0.2 s')
  expect(secondsText(9_940)).toBe('9.9 s')
  expect(secondsText(200_400)).toBe('3 min 20 s')
})

test('progress says how far, how fast and how long still, as far as that is known', () => {
  expect(progressText({ done: 2_000, total: 10_000, rate: 1_000, remainingSeconds: 8 })).toBe(
    '2,000 of 10,000, 1,000/s, 8 s left',
  )
  expect(progressText({ done: 2_000, total: null, rate: 1_000, remainingSeconds: null })).toBe('2,000, 1,000/s')
  expect(progressText({ done: 10, total: 10, rate: 5, remainingSeconds: 0 })).toBe('10 of 10, 5/s')
})

test('counters: MIM’s names, and plain words with the target apart', () => {
  const counters = {
    'disconnector-joined-flow': 1_305,
    'provisioned-add-flow@portal': 7,
    'outbound-connector-flow@portal': 1,
  }
  expect(countersText(counters)).toBe(
    'disconnector-joined-flow 1,305, provisioned-add-flow at portal 7, outbound-connector-flow at portal 1',
  )
  expect(plainCounters(counters)).toBe('1,305 joined to a known object; portal: 7 to be created, 1 to be updated')
  expect(plainCounters({})).toBe('')
  expect(Object.values(COUNTER_WORDS).filter(words => words.trim() === '')).toEqual([])
})

test('every status has an exit: only good ones end with 0, and whatever stopped ends with 4', () => {
  for (const status of RUN_STATUSES) {
    const exit = exitOfStatus(status)
    if (status === 'success' || status === 'completed-no-objects') expect(exit).toBe('good')
    else if (status.startsWith('completed-')) expect(['problems', 'stopped']).toContain(exit)
    else expect(exit).toBe('stopped')
  }
  expect(exitOfStatus('completed-export-errors')).toBe('problems')
})

test('a table has columns of one width, with numbers to the right', () => {
  expect(
    tableLines(
      ['agent', 'objects'],
      [
        ['hr', 1_500],
        ['portal', 7],
      ],
    ),
  ).toEqual(['agent   objects', 'hr        1,500', 'portal        7'])
  expect(tableLines(['agent', 'objects'], [])).toEqual(['agent  objects'])
})

test('a place is as editors understand it, then whatever else is known', () => {
  expect(placeText({ file: 'hub.yaml', line: 3, column: 9, path: 'agents.hr' })).toBe('hub.yaml:3:9 agents.hr')
  expect(placeText({ agent: 'hr', dn: 'uid=a', anchor: '1', attribute: 'mail' })).toBe(
    'agent hr dn uid=a attribute mail',
  )
  expect(placeText({ agent: 'hr', anchor: '1' })).toBe('agent hr anchor 1')
  expect(placeText(undefined)).toBe('')
})

const plain = (_: unknown, text: string) => text

test('a plan: what comes, goes, changes and moves, and what has to run', () => {
  const lines = planLines(
    {
      changes: [
        { path: 'schedules.nightly', kind: 'removed', before: { cron: '0 2 * * *', runs: [] } },
        { path: 'agents.sap', kind: 'added', after: { connector: 'file' } },
        { path: 'agents', kind: 'reordered', before: ['hr', 'ad'], after: ['ad', 'hr'] },
        { path: 'agents.hr.recall', kind: 'changed', before: true, after: false },
      ],
      requirements: [
        { agent: 'hr', needs: 'nothing', because: [] },
        { agent: 'sap', needs: 'full-import', because: ['the agent is new'] },
        {
          agent: 'directory',
          needs: 'full-synchronization',
          because: ['filter of person changed', 'join of person changed'],
        },
        { agent: 'crm', needs: 'synchronization', because: ['provisioning of person changed'], entries: 1200 },
      ],
    },
    plain,
  )
  expect(lines).toEqual([
    '- schedules.nightly:',
    '-   cron: 0 2 * * *',
    '-   runs: []',
    '+ agents.sap: connector: file',
    '~ agents: order hr, ad → ad, hr',
    '~ agents.hr.recall: true → false',
    '',
    'Afterwards run:',
    '  sap        full import, then full synchronization (the agent is new)',
    '  directory  full synchronization (filter of person changed; join of person changed)',
    '  crm        delta synchronization, of 1,200 entries besides what is new (provisioning of person changed)',
  ])
  expect(planLines({ changes: [], requirements: [] }, plain)).toEqual(['Nothing changes.'])
})

/** A stream that remembers what is written to it. */
function stream(isTTY: boolean) {
  const texts: string[] = []
  const written = new Writable({
    write(chunk, _, done) {
      texts.push(String(chunk))
      done()
    },
  })
  return Object.assign(written, { isTTY, texts }) as unknown as NodeJS.WriteStream & {
    texts: string[]
  }
}

test('with --json standard output has JSON alone', () => {
  const [out, error] = [stream(true), stream(true)]
  const screen = newScreen(true, out, error)
  screen.line('for people')
  screen.object({ for: 'scripts' })
  expect(out.texts).toEqual(['{"for":"scripts"}\n'])
  expect(error.texts).toEqual(['for people\n'])
  expect(screen.terminal).toBe(false)
})
