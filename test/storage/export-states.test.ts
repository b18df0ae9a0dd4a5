import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import {
  EXPORT_STATES,
  EXPORT_TRANSITIONS,
  type ExportEvent,
  type ExportState,
} from '../../src/connector-space/export-states.js'
import type { Transaction } from '../../src/storage/database.js'
import { loadEscrowed, returnEscrowed } from '../../src/storage/export/recover-escrowed.js'
import { saveResults } from '../../src/storage/export/save-results.js'
import { takeBatch } from '../../src/storage/export/take-batch.js'
import { confirmChanges } from '../../src/storage/import/confirm-changes.js'
import type { StagedBatch } from '../../src/storage/import/staged-batch.js'
import { loadUnseenCreations, resendCreations } from '../../src/storage/import/unseen-creations.js'
import { saveExports } from '../../src/storage/sync/save-exports.js'
import type { PageOutcome } from '../../src/sync/outcome.js'
import { type TestHub, testHub } from '../support/hub.js'

let held: TestHub
let agent = 0
const ENTRY = 4_711
const STEP = 5
const change = { operation: 'update', dn: undefined, changes: {} } as const

beforeAll(async () => {
  held = await testHub({
    version: 1,
    agents: {
      a: {
        connector: 'memory',
        settings: { source: 'export-states' },
        objects: { user: { attributes: { cn: 'string' } } },
      },
    },
  })
  agent = (await held.database.query<{ id: number }>('select id from agent'))[0]?.id ?? 0
})
afterAll(() => held.drop())

const nothing = { created: [], renamed: [], exports: [], quiet: [], retaken: [], unlinked: [] }
const page = (part: object): PageOutcome => ({ ...nothing, ...part }) as unknown as PageOutcome
const shown = (): StagedBatch =>
  ({ agent, changed: [{ id: ENTRY, confirms: true, waiting: {} }] }) as unknown as StagedBatch

/** What storage does when the event happens. */
const HAPPENS: Partial<Record<ExportEvent, (transaction: Transaction, state: ExportState) => Promise<unknown>>> = {
  planned: transaction =>
    saveExports(transaction, page({ exports: [{ agent, entry: ENTRY, ...change, depth: 1 }] }), STEP),
  withdrawn: transaction => saveExports(transaction, page({ quiet: [{ agent, entry: ENTRY }] }), STEP),
  taken: transaction => takeBatch(transaction, { agent, step: STEP, phase: 'update', limit: 10, again: undefined }),
  sent: transaction =>
    saveResults(transaction, {
      agent,
      step: STEP,
      refused: [],
      sent: [{ id: ENTRY, change, depth: 1, anchor: undefined, renamed: undefined }],
    }),
  refused: transaction =>
    saveResults(transaction, { agent, step: STEP, sent: [], refused: [{ id: ENTRY, change, depth: 1 }] }),
  interrupted: async transaction => returnEscrowed(transaction, agent, await loadEscrowed(transaction, agent)),
  confirmed: transaction => confirmChanges(transaction, shown()),
  contradicted: transaction => confirmChanges(transaction, shown()),
  'taken-back': transaction => saveExports(transaction, page({ retaken: [{ agent, entry: ENTRY }] }), STEP),
  missing: async transaction => {
    const unseen = await loadUnseenCreations(transaction, agent)
    await resendCreations(
      transaction,
      agent,
      unseen.map(({ id, sent }) => ({ id, change: sent })),
    )
  },
}

class Undone extends Error {}

/** The state after the event, in a transaction that is taken back. */
async function after(state: ExportState, event: ExportEvent): Promise<string> {
  let found = ''
  const work = async (transaction: Transaction): Promise<void> => {
    // What is missing was never imported.
    const hash = event === 'missing' ? null : '0'.repeat(32)
    await transaction.query(
      `insert into entry (agent_id, id, object_type, dn, dn_key, hash) values ($1, $2, 'user', 'cn=a', $3, $4)`,
      [agent, ENTRY, '1'.repeat(32), hash],
    )
    for (const layer of state === 'none' ? [] : state.split('-')) {
      await transaction.query(
        `insert into export_change (agent_id, entry_id, layer, operation, step_id) values ($1, $2, $3, 'update', 1)`,
        [agent, ENTRY, layer],
      )
    }
    await HAPPENS[event]?.(transaction, state)
    const rows = await transaction.query<{ layer: string }>('select layer from export_change where entry_id = $1', [
      ENTRY,
    ])
    const layers = ['pending', 'escrowed', 'unconfirmed'].filter(layer => rows.some(row => row.layer === layer))
    found = layers.join('-') || 'none'
    throw new Undone()
  }
  await held.database.transaction(work).catch(error => {
    if (!(error instanceof Undone)) throw error
  })
  return found
}

describe.each(EXPORT_STATES)('%s', state => {
  const events = Object.keys(HAPPENS) as ExportEvent[]
  const cells = events.map(event => [event, EXPORT_TRANSITIONS[state][event] as string] as const)

  test.each(cells.filter(([, next]) => next !== 'impossible'))('%s: %s', async (event, next) => {
    expect(await after(state, event)).toBe(next)
  })
})

test('what is on its way cannot be taken once more', async () => {
  await expect(after('pending-escrowed', 'taken')).rejects.toThrow('duplicate key')
  expect(await after('escrowed', 'taken')).toBe('escrowed')
  expect(await after('none', 'taken')).toBe('none')
})
