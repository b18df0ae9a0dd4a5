import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals'
import { type MemorySource, memorySource } from '../../src/connectors/memory/index.js'
import type { Delta } from '../../src/model/delta.js'
import type { StepDefinition } from '../../src/model/step.js'
import { configureFrom } from '../../src/runs/configure.js'
import { executeRun } from '../../src/runs/execute-run.js'
import { openQueue } from '../../src/runs/queue.js'
import { startRun } from '../../src/runs/start-run.js'
import { createIdSources } from '../../src/storage/ids.js'
import { type TestHub, testHub } from '../support/hub.js'
import { takePhoto } from './photo.js'

const folder = mkdtempSync(join(tmpdir(), 'hub-thresholds-'))
const target = join(folder, 'target.csv')
const name = `thresholds-${process.pid}`
const RELEASED = { deletionLimit: null, deletionPercent: null }
const hr: MemorySource = memorySource(name)
let hub: TestHub

const document = (guard: object = {}): object => ({
  version: 1,
  metaverse: { types: { person: { deletion: { when: 'last-connector', ignore: ['target'] } } } },
  agents: {
    hr: {
      connector: 'memory',
      settings: { source: name },
      guard,
      objects: {
        person: {
          attributes: { cn: 'string' },
          projection: 'person',
          import: { person: { employeeID: 'cn', displayName: 'cn' } },
        },
      },
      runProfiles: {
        careful: ['full-import'],
        careless: [{ type: 'full-import', ...RELEASED }],
        bounded: [{ type: 'full-import', deletionLimit: 12 }],
      },
    },
    target: {
      connector: 'file',
      settings: { format: 'csv', path: target, anchor: 'id', objectType: 'row' },
      deprovisioning: 'delete-object',
      objects: {
        row: {
          attributes: { id: 'string', name: 'string' },
          provision: [{ type: 'person', dn: 'mv.employeeID' }],
          export: { person: { id: 'employeeID', name: 'displayName' } },
        },
      },
    },
  },
})

beforeEach(async () => {
  await hub?.drop()
  hr.reset()
  rmSync(target, { force: true })
  hub = await testHub(document(), folder)
})
afterAll(async () => {
  await hub?.drop()
  rmSync(folder, { recursive: true })
})

async function hire(count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    hr.put({ objectType: 'person', dn: `cn=p${i}`, anchor: `P${i}`, attributes: { cn: [`p${i}`] } })
  }
  expect((await hub.run('hr', 'full-import')).counters).toEqual({ 'stage-add': count })
  expect((await hub.run('hr', 'full-synchronization')).status).toBe('success')
}

const dismiss = (count: number): void => {
  for (let i = 0; i < count; i++) hr.delete(`P${i}`)
}

const LIMITS: readonly (readonly [held: number, passing: number, limits: Partial<StepDefinition>])[] = [
  [40, 5, { deletionLimit: 5, deletionPercent: null }],
  [60, 12, { deletionPercent: 20 }],
  [60, 12, {}],
  [40, 20, { deletionLimit: null, deletionPercent: 50 }],
  // Too few for a share to mean anything.
  [12, 9, {}],
  [10, 0, { deletionLimit: 0 }],
  [2600, 500, {}],
]

describe.each(['full-import', 'delta-import'] as const)('a %s', type => {
  test.each(LIMITS.map(([held, passing, limits]) => ({ held, passing, limits })))(
    'of $held objects deletes $passing with $limits, and nothing when it were one more',
    async ({ held, passing, limits }) => {
      await hire(held)
      // What comes besides the deletions is no reason to let them through.
      hr.put({ objectType: 'person', dn: 'cn=new', anchor: 'NEW', attributes: { cn: ['new'] } })
      dismiss(passing + 1)
      const before = await takePhoto(hub.database)
      const stopped = await hub.run('hr', { type, ...limits })
      expect([stopped.status, stopped.problem?.code]).toEqual(['stopped-deletion-limit', 'run.deletion-limit'])
      expect(stopped.problem?.message).toContain(`${passing + 1} of ${held + 1} objects of agent hr`)
      const after = await takePhoto(hub.database)
      expect(after.metaverse_object).toEqual(before.metaverse_object)
      expect(after.export_change).toEqual(before.export_change)
      expect(after.pending_import).toEqual([expect.objectContaining({ operation: 'add' })])
      expect(after.entry).toHaveLength((before.entry?.length ?? 0) + 1)

      hr.put({ objectType: 'person', dn: 'cn=p0', anchor: 'P0', attributes: { cn: ['p0'] } })
      expect((await hub.run('hr', { type, ...limits })).status).toBe('success')
      const { pending_import: staged } = await takePhoto(hub.database)
      expect(staged?.filter(row => (row as { operation: string }).operation === 'delete')).toHaveLength(passing)
    },
  )

  test('that was stopped goes through once its brakes are off, and the next one has them again', async () => {
    await hire(30)
    dismiss(25)
    const step = { type, deletionLimit: 3 }
    expect((await hub.run('hr', step)).status).toBe('stopped-deletion-limit')
    expect((await hub.run('hr', step)).status).toBe('stopped-deletion-limit')
    const released = await hub.run('hr', { type, ...RELEASED })
    expect([released.status, released.counters['stage-delete']]).toEqual(['success', 25])
    expect((await hub.run('hr', 'delta-synchronization')).counters).toEqual(
      expect.objectContaining({ 'connector-delete-remove-mv': 25 }),
    )
    expect((await takePhoto(hub.database)).metaverse_object).toHaveLength(5)
  })
})

test('a delta import in which others take over the names of those who go stops all the same', async () => {
  await hire(40)
  dismiss(40)
  for (let i = 0; i < 40; i++) {
    hr.put({ objectType: 'person', dn: `cn=p${i}`, anchor: `Q${i}`, attributes: { cn: [`q${i}`] } })
  }
  const stopped = await hub.run('hr', 'delta-import')
  expect([stopped.status, stopped.problem?.code]).toEqual(['stopped-deletion-limit', 'run.deletion-limit'])
  await hub.run('hr', 'delta-synchronization')
  const names = async () =>
    (await takePhoto(hub.database)).metaverse_object
      ?.map(row => (row as { attributes: { employeeID: string[] } }).attributes.employeeID[0])
      .sort()
  const numbered = (letter: string) => Array.from({ length: 40 }, (_, i) => `${letter}${i}`)
  expect(await names()).toEqual([...numbered('p'), ...numbered('q')].sort())

  expect((await hub.run('hr', { type: 'delta-import', ...RELEASED })).counters['stage-delete']).toBe(40)
  await hub.run('hr', 'delta-synchronization')
  expect(await names()).toEqual(numbered('q').sort())
})

test('deletions by name alone, which cannot wait for the end, count from page to page', async () => {
  await hire(40)
  const log = hr.log as Delta[]
  for (let i = 0; i < 30; i++) {
    const dn = `cn=p${i}`
    log.push({ kind: 'delete', objectType: 'person', dn })
    log.push({ kind: 'add', objectType: 'person', dn, anchor: `Q${i}`, attributes: { cn: [`q${i}`] } })
  }
  const stopped = await hub.run('hr', { type: 'delta-import', batchSize: 6, deletionLimit: 8, deletionPercent: null })
  expect([stopped.status, stopped.problem?.code]).toEqual(['stopped-deletion-limit', 'run.deletion-limit'])
  expect(stopped.counters['stage-delete'] ?? 0).toBeLessThanOrEqual(8)
})

describe('an export', () => {
  const LEFT = 7

  async function leave(): Promise<Buffer> {
    await hire(40)
    expect(await hub.run('target', 'export')).toMatchObject({ status: 'success', counters: { 'export-add': 40 } })
    await hub.run('target', 'full-import')
    await hub.run('target', 'full-synchronization')
    dismiss(LEFT)
    hr.modify('P39', { cn: [{ operation: 'replace', values: ['p39'] }] })
    hr.put({ objectType: 'person', dn: 'cn=new', anchor: 'NEW', attributes: { cn: ['new'] } })
    await hub.run('hr', { type: 'full-import', ...RELEASED })
    await hub.run('hr', 'delta-synchronization')
    return readFileSync(target)
  }

  test('beyond its limit sends nothing at all, additions included, until its brakes are off', async () => {
    const file = await leave()
    const before = await takePhoto(hub.database)
    expect(before.export_change).toHaveLength(LEFT + 1)
    const stopped = await hub.run('target', { type: 'export', deletionLimit: LEFT - 1 })
    expect([stopped.status, stopped.problem?.code]).toEqual(['stopped-deletion-limit', 'run.deletion-limit'])
    expect(stopped.counters).toEqual({})
    expect(readFileSync(target).equals(file)).toBe(true)
    expect(await takePhoto(hub.database)).toEqual(before)

    const released = await hub.run('target', { type: 'export', ...RELEASED })
    expect(released).toMatchObject({ status: 'success', counters: { 'export-add': 1, 'export-delete': LEFT } })
    const rows = readFileSync(target, 'utf8').trim().split(/\r?\n/).slice(1)
    const stayed = Array.from({ length: 40 - LEFT }, (_, i) => `p${i + LEFT},p${i + LEFT}`)
    expect(rows.sort()).toEqual([...stayed, 'new,new'].sort())
  })

  test('within its limit sends everything', async () => {
    await leave()
    const sent = await hub.run('target', { type: 'export', deletionLimit: LEFT })
    expect(sent).toMatchObject({ status: 'success', counters: { 'export-add': 1, 'export-delete': LEFT } })
  })

  test('beyond its share sends nothing', async () => {
    await hire(40)
    await hub.run('target', 'export')
    await hub.run('target', 'full-import')
    await hub.run('target', 'full-synchronization')
    dismiss(12)
    await hub.run('hr', { type: 'full-import', ...RELEASED })
    await hub.run('hr', 'delta-synchronization')
    const file = readFileSync(target)
    expect((await hub.run('target', { type: 'export', deletionPercent: 29 })).status).toBe('stopped-deletion-limit')
    expect(readFileSync(target).equals(file)).toBe(true)
    expect((await hub.run('target', { type: 'export', deletionPercent: 30 })).status).toBe('success')
  })
})

describe('the guard of an agent', () => {
  /** Runs a profile as the queue and a worker would. */
  async function runProfile(profile: string): Promise<string | undefined> {
    const { database } = hub
    const queue = await openQueue(database, { worker: false, onError: error => expect(error).toBeUndefined() })
    try {
      const { run } = await startRun({ database, queue }, { agent: 'hr', profile, requestedBy: 'test' })
      return await executeRun(
        {
          database,
          ids: createIdSources(),
          worker: 'test',
          configure: configureFrom(database, folder),
          log: (_message, details) => expect(details).toBeUndefined(),
          signal: new AbortController().signal,
        },
        run,
      )
    } finally {
      await queue.stop()
    }
  }

  test('holds for every run of its profiles, except where a step says otherwise', async () => {
    await hub.apply(document({ deletionLimit: 10, deletionPercent: null }))
    await hire(40)
    dismiss(11)
    expect(await runProfile('careful')).toBe('stopped-deletion-limit')
    expect(await runProfile('bounded')).toBe('success')
    for (let i = 11; i < 30; i++) hr.delete(`P${i}`)
    expect(await runProfile('bounded')).toBe('stopped-deletion-limit')
    expect(await runProfile('careless')).toBe('success')
  })

  test('can be off for good', async () => {
    await hub.apply(document(RELEASED))
    await hire(40)
    dismiss(40)
    expect(await runProfile('careful')).toBe('success')
    await hub.run('hr', 'delta-synchronization')
    expect((await takePhoto(hub.database)).metaverse_object).toEqual([])
  })
})
