import { afterAll, expect, test } from '@jest/globals'
import { memorySource } from '../../src/connectors/memory/index.js'
import { configureFrom } from '../../src/runs/configure.js'
import { executeRun } from '../../src/runs/execute-run.js'
import { openDatabase } from '../../src/storage/database.js'
import { createIdSources } from '../../src/storage/ids.js'
import { createRun } from '../../src/storage/runs/create-run.js'
import { type TestHub, testHub } from '../support/hub.js'

const agent = (name: string) => ({
  connector: 'memory',
  settings: { source: `one-connection-${name}` },
  objects: {
    user: {
      attributes: { id: 'string', boss: 'reference' },
      join: [{ type: 'person', on: { employeeID: 'id' } }],
      projection: 'person',
      import: { person: { employeeID: 'id', manager: 'boss' } },
      ...(name === 'target' && {
        provision: [{ type: 'person', dn: "'u' + mv.employeeID" }],
        export: { person: { id: 'employeeID', boss: 'manager' } },
      }),
    },
  },
})

let hub: TestHub
afterAll(() => hub?.drop())

test('runs come to their end also when the process has no more than one connection for all of it', async () => {
  hub = await testHub({ version: 1, agents: { hr: agent('hr'), target: agent('target') } })
  memorySource('one-connection-hr').generate(40, i => ({
    objectType: 'user',
    dn: `p${i}`,
    anchor: `p${i}`,
    attributes: { id: [`${i}`], boss: [`p${i >> 1}`] },
  }))
  const database = await openDatabase({ url: hub.database.url, maxConnections: 1 })
  const bugs: unknown[] = []
  try {
    for (const [name, types] of [
      ['hr', ['full-import', 'full-synchronization']],
      ['target', ['export', 'full-import', 'delta-synchronization']],
    ] as const) {
      const [held] = await database.query<{ id: number; name: string }>('select id, name from agent where name = $1', [
        name,
      ])
      const steps = types.map(type => ({ type, batchSize: 7 }))
      const run = await database.transaction(transaction =>
        createRun(transaction, {
          agent: held as { id: number; name: string },
          profile: 'all',
          steps,
          requestedBy: 'test',
        }),
      )
      const status = await executeRun(
        {
          database,
          ids: createIdSources(),
          worker: 'test',
          configure: configureFrom(database, process.cwd()),
          log: (_message, details) => bugs.push(details),
          signal: new AbortController().signal,
        },
        run,
      )
      expect([status, bugs]).toEqual(['success', []])
    }
  } finally {
    await database.close()
  }
  expect(await hub.database.query('select from link')).toHaveLength(80)
  expect(await hub.database.query('select from export_change')).toEqual([])
})
