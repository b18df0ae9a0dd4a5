import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { memorySource } from '../../src/connectors/memory/index.js'
import { type TestHub, testHub } from '../support/hub.js'

const NAME = `replaced-references-${process.pid}`
const source = memorySource(`${NAME}-hr`)
const target = memorySource(`${NAME}-target`)
const accounts = (kind: string) => ({
  attributes: { cn: 'string', manager: 'reference', assistant: 'reference' },
  provision: [{ type: 'person', when: `mv.employeeType == '${kind}'`, dn: "'uid=' + mv.employeeID", replace: true }],
  import: { person: { manager: 'manager' } },
  export: { person: { cn: 'displayName', manager: 'manager', assistant: 'assistant' } },
})
const DOCUMENT = {
  version: 1,
  agents: {
    target: {
      connector: 'memory',
      settings: { source: `${NAME}-target` },
      objects: { account: accounts('staff'), contact: accounts('guest') },
    },
    hr: {
      connector: 'memory',
      settings: { source: `${NAME}-hr` },
      objects: {
        user: {
          attributes: { id: 'string', name: 'string', kind: 'string', boss: 'reference', deputy: 'reference' },
          projection: 'person',
          import: {
            person: {
              employeeID: 'id',
              displayName: 'name',
              employeeType: 'kind',
              manager: 'boss',
              assistant: 'deputy',
            },
          },
        },
      },
    },
  },
}

let hub: TestHub
beforeAll(async () => {
  hub = await testHub(DOCUMENT)
})
afterAll(() => hub.drop())

const put = (id: string, kind: string): void => {
  const attributes = { id: [id], name: [id], kind: [kind], boss: ['cn=boss'], deputy: ['cn=boss'] }
  source.put({ objectType: 'user', dn: `cn=${id}`, anchor: id, attributes })
}
async function cycle(): Promise<unknown> {
  await hub.run('hr', 'full-import')
  await hub.run('hr', 'delta-synchronization')
  await hub.run('target', 'export')
  const ann = target.byDn('uid=ann')
  return { objectType: ann?.objectType, manager: ann?.attributes.manager, assistant: ann?.attributes.assistant }
}

test('an object that is replaced by one of another type is given the references that one created is given', async () => {
  put('boss', 'staff')
  put('ann', 'staff')
  expect(await cycle()).toEqual({ objectType: 'account', manager: undefined, assistant: ['uid=boss'] })
  put('ann', 'guest')
  expect(await cycle()).toEqual({ objectType: 'contact', manager: undefined, assistant: ['uid=boss'] })
})
