import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { memorySource } from '../../src/connectors/memory/index.js'
import { type TestHub, testHub } from '../support/hub.js'

const NAME = `initial-references-${process.pid}`
const AGENTS = ['hr', 'target', 'phones'] as const
type Agent = (typeof AGENTS)[number]
const sourceOf = (agent: Agent) => memorySource(`${NAME}-${agent}`)
const user = {
  attributes: { id: 'string', boss: 'reference' },
  join: [{ type: 'person', on: { employeeID: 'id' } }],
  projection: 'person',
  import: { person: { employeeID: 'id', manager: 'boss' } },
}
const agentOf = (agent: Agent, objects: object) => ({
  connector: 'memory',
  settings: { source: `${NAME}-${agent}` },
  objects,
})
/** Of managers hr has the last word, the target the one before phones. */
const DOCUMENT = {
  version: 1,
  agents: {
    hr: agentOf('hr', { user }),
    target: agentOf('target', {
      account: {
        attributes: { manager: 'reference' },
        provision: [{ type: 'person', dn: "'uid=' + mv.employeeID" }],
        import: { person: { manager: 'manager' } },
        export: { person: { manager: { from: 'manager', initialOnly: true } } },
      },
    }),
    phones: agentOf('phones', { user }),
  },
}

let hub: TestHub
beforeAll(async () => {
  hub = await testHub(DOCUMENT)
})
afterAll(() => hub.drop())

const put = (agent: Agent, id: string, boss: string): void => {
  const attributes = { id: [id], boss: [`cn=${boss}`] }
  sourceOf(agent).put({ objectType: 'user', dn: `cn=${id}`, anchor: id, attributes })
}
const managers = (): Record<string, unknown> =>
  Object.fromEntries([...sourceOf('target').objects.values()].map(({ dn, attributes }) => [dn, attributes.manager]))

test('who is created is given the references that are given once by whom the target does not rank above', async () => {
  put('hr', 'ann', 'ben')
  put('hr', 'ben', 'ben')
  put('phones', 'cem', 'dora')
  put('phones', 'dora', 'dora')
  for (const agent of ['hr', 'phones'] as const) {
    await hub.run(agent, 'full-import')
    await hub.run(agent, 'full-synchronization')
  }
  await hub.run('target', 'export')
  expect(managers()).toEqual({
    'uid=ann': ['uid=ben'],
    'uid=ben': ['uid=ben'],
    'uid=cem': undefined,
    'uid=dora': undefined,
  })
  // Given once: later it is the target's own business.
  put('hr', 'ann', 'ann')
  await hub.run('hr', 'full-import')
  await hub.run('hr', 'delta-synchronization')
  await hub.run('target', 'export')
  expect(managers()).toMatchObject({ 'uid=ann': ['uid=ben'] })
})
