import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { ROLES } from '../../src/access/roles.js'
import { CONNECTOR_STATES } from '../../src/connector-space/entry.js'
import { connectors } from '../../src/connectors/registry.js'
import * as counters from '../../src/model/counter.js'
import { RUN_STATUSES } from '../../src/model/status.js'
import { RECORDED_STEP_TYPES } from '../../src/model/step.js'

const DOCUMENT = readFileSync('docs/words.md', 'utf8')

/** The first column of a section's table, with a mark after the word. */
const rowsOf = (title: string): string[] => {
  const section = DOCUMENT.split(`\n## ${title}\n`)[1]?.split('\n## ')[0] ?? ''
  return [...section.matchAll(/^\| `([^`]+)`( ○)? \|/gm)].map(([, word, mark]) => `${word}${mark ?? ''}`)
}

test('every status, step type and state is explained, in the order of the code', () => {
  expect(rowsOf('Statuses')).toEqual([...RUN_STATUSES])
  expect(rowsOf('Step types')).toEqual([...RECORDED_STEP_TYPES])
  expect(rowsOf('States of an entry')).toEqual([...CONNECTOR_STATES])
})

test('every counter is explained, with those marked that name no objects', () => {
  const all = [
    ...counters.STAGING_COUNTERS,
    ...counters.DISCOVERY_COUNTERS,
    ...counters.INBOUND_COUNTERS,
    ...counters.OUTBOUND_COUNTERS,
    ...counters.EXPORT_COUNTERS,
    ...counters.OPERATOR_COUNTERS,
  ]
  expect(rowsOf('Counters')).toEqual(all.map(name => (counters.WITHOUT_DETAIL.has(name) ? `${name} ○` : name)))
})

test('connectors and roles are those that there are', () => {
  const row = (word: string) => DOCUMENT.split('\n').find(line => line.startsWith(`| ${word} |`)) ?? ''
  for (const { name } of connectors) expect(row('Connector')).toContain(`\`${name}\``)
  for (const role of ROLES) expect(row('Role')).toContain(`\`${role}\``)
})
