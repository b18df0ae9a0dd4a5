import { afterAll, expect, test } from '@jest/globals'
import type { TestHub } from '../support/hub.js'
import { beginAnew, smallWorld, sourceOf } from './small-world.js'

const PEOPLE = 500
const ROUNDS = 12

interface Prepared {
  readonly statement: string
  /** Plans for all values, and plans for given ones. */
  readonly general: number
  readonly particular: number
}

let hub: TestHub
afterAll(() => hub?.drop())

async function prepared(): Promise<Prepared[]> {
  const { pool } = hub.database
  const clients = await Promise.all(Array.from({ length: pool.totalCount }, () => pool.connect()))
  try {
    const found = await Promise.all(
      clients.map(client =>
        client.query<Prepared>(
          `select statement, generic_plans::int as general, custom_plans::int as particular from pg_prepared_statements
           where statement like '%affected_reference%'`,
        ),
      ),
    )
    return found.flatMap(({ rows }) => rows)
  } finally {
    for (const client of clients) client.release()
  }
}

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
    await cycle('delta')
  }
  const statements = await prepared()
  expect(statements.reduce((runs, { general }) => runs + general, 0)).toBeGreaterThan(ROUNDS)
  expect(statements.filter(({ particular }) => particular > 0)).toEqual([])
})
