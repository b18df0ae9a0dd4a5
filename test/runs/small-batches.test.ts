import { afterAll, expect, test } from '@jest/globals'
import type { TestHub } from '../support/hub.js'
import { preparedLike } from '../support/prepared.js'
import { beginAnew, smallWorld, sourceOf } from './small-world.js'

const PEOPLE = 500
const ROUNDS = 12
/** Of a delta import and a delta synchronization of one change: what the change needs, and the records of two runs. */
const STATEMENTS = 94

let hub: TestHub
afterAll(() => hub?.drop())

const prepared = () => preparedLike(hub.database, '%affected_reference%')

test('of batches that come again and again small ones are planned once, large ones each time', async () => {
  hub = await smallWorld()
  await beginAnew(hub)
  const source = sourceOf('b')
  for (let i = 0; i < PEOPLE; i++) {
    const attributes = { id: [`${i}`], name: [`Person ${i}`], ...(i > 0 && { boss: [`uid=${i >> 2}`] }) }
    source.put({ objectType: 'person', dn: `uid=${i}`, anchor: `p${i}`, attributes })
  }
  const cycle = async (kind: 'full' | 'delta') => {
    expect((await hub.run('b', `${kind}-import`)).status).toBe('success')
    expect((await hub.run('b', `${kind}-synchronization`)).status).toBe('success')
  }
  for (let i = 0; i < 3; i++) await cycle('full')
  expect(await prepared()).toEqual([])

  for (let i = 0; i < ROUNDS; i++) {
    source.modify('p9', { boss: [{ operation: 'replace', values: [`uid=${i}`] }] })
    const before = hub.database.statistics.statements
    await cycle('delta')
    expect(hub.database.statistics.statements - before).toBeLessThanOrEqual(STATEMENTS)
  }
  const statements = await prepared()
  expect(statements.reduce((runs, { general }) => runs + general, 0)).toBeGreaterThan(ROUNDS)
  expect(statements.filter(({ particular }) => particular > 0)).toEqual([])
})
