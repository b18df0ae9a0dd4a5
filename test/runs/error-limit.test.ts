import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type MemorySource, memorySource } from '../../src/connectors/memory/index.js'
import { dnKey } from '../../src/model/dn.js'
import { ERROR_LIMIT } from '../../src/model/step.js'
import { expectObjectsBehindCounters } from '../support/behind-counters.js'
import { type TestHub, testHub } from '../support/hub.js'

const NAME = `error-limit-${process.pid}`
const hr: MemorySource = memorySource(`${NAME}-hr`)
const target: MemorySource = memorySource(`${NAME}-target`)
const PEOPLE = ERROR_LIMIT + 1_500

const document = (name: object | string) => ({
  version: 1,
  agents: {
    hr: {
      connector: 'memory',
      settings: { source: hr.name },
      objects: {
        user: {
          attributes: { id: 'string', names: { type: 'string', multivalued: true } },
          projection: 'person',
          import: { person: { employeeID: 'id', displayName: name } },
        },
      },
    },
    target: {
      connector: 'memory',
      settings: { source: target.name },
      objects: {
        account: {
          attributes: { uid: 'string' },
          provision: [{ type: 'person', dn: "'uid=' + mv.employeeID" }],
          export: { person: { uid: 'employeeID' } },
        },
      },
    },
  },
})

let hub: TestHub
beforeAll(async () => {
  hr.generate(PEOPLE, i => ({
    objectType: 'user',
    dn: `cn=${i}`,
    anchor: `${i}`,
    attributes: { id: [`${i}`], names: ['one', 'two'] },
  }))
  hub = await testHub(document('names'))
  expect((await hub.run('hr', 'full-import')).status).toBe('success')
}, 60_000)
afterAll(() => hub.drop())

const count = async (table: string): Promise<unknown> =>
  (await hub.database.query<{ count: number }>(`select count(*) from ${table}`))[0]?.count

test('a synchronization stops at 5,000 errors, and looks at nobody else', async () => {
  expect(ERROR_LIMIT).toBe(5_000)
  const { status, problem, counters, run } = await hub.run('hr', 'delta-synchronization')
  expect({ status, problem, counters }).toMatchObject({
    status: 'stopped-error-limit',
    problem: { code: 'run.error-limit', message: expect.stringContaining('5000') },
    counters: { 'flow-failure': ERROR_LIMIT },
  })
  await expectObjectsBehindCounters(hub.database, run)
  expect(await count(`problem where code = 'flow-multi-values-to-single-value'`)).toBe(ERROR_LIMIT)
  expect(await count('pending_import')).toBe(PEOPLE)
}, 60_000)

test('an export stops at 5,000 refusals', async () => {
  await hub.apply(document({ expression: 'cs.names[0]' }))
  expect((await hub.run('hr', 'delta-synchronization')).status).toBe('success')
  expect(await count(`problem`)).toBe(0)
  for (let i = 0; i < PEOPLE; i++)
    target.faults.rejectWrites.set(dnKey(`uid=${i}`), { code: 'permission-issue', message: 'No.' })
  const { status, problem, counters } = await hub.run('target', 'export')
  expect({ status, problem, counters }).toMatchObject({
    status: 'stopped-error-limit',
    problem: { code: 'run.error-limit' },
    counters: { 'export-failure': ERROR_LIMIT },
  })
  expect(await count(`export_change where layer = 'pending'`)).toBe(PEOPLE)
  expect(target.objects.size).toBe(0)
}, 60_000)
