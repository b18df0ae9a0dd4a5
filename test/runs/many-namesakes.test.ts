import { afterAll, expect, test } from '@jest/globals'
import { memorySource } from '../../src/connectors/memory/index.js'
import { type TestHub, testHub } from '../support/hub.js'

const NAMESAKES = 300
const source = memorySource('many-namesakes')

let hub: TestHub
afterAll(() => hub?.drop())

const put = (id: number) =>
  source.put({ objectType: 'user', dn: `p${id}`, anchor: `p${id}`, attributes: { id: [`${id}`], last: ['Smith'] } })

test('who has hundreds of namesakes gets a name in a few questions', async () => {
  hub = await testHub({
    version: 1,
    metaverse: {
      attributes: { login: { type: 'string', unique: true } },
      types: { person: { attributes: ['login'] } },
    },
    agents: {
      hr: {
        connector: 'memory',
        settings: { source: 'many-namesakes' },
        objects: {
          user: {
            attributes: { id: 'string', last: 'string' },
            join: [{ type: 'person', on: { employeeID: 'id' } }],
            projection: 'person',
            import: {
              person: { employeeID: 'id', login: { unique: ['LCase(cs.last)', 'LCase(cs.last) + string(n)'] } },
            },
          },
        },
      },
    },
  })
  for (let id = 0; id < NAMESAKES; id++) put(id)
  await hub.run('hr', 'full-import')
  await hub.run('hr', 'delta-synchronization')
  put(NAMESAKES)
  await hub.run('hr', 'delta-import')
  const { statistics } = hub.database
  const before = statistics.statements
  expect(await hub.run('hr', 'delta-synchronization')).toMatchObject({ status: 'success' })
  expect(statistics.statements - before).toBeLessThan(100)
  const [row] = await hub.database.query<{ login: string }>(
    `select attributes->'login'->>0 as login from metaverse_object where attributes->'employeeID'->>0 = $1`,
    [`${NAMESAKES}`],
  )
  expect(row?.login).toBe(`smith${NAMESAKES}`)
})
