import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { memorySource } from '../../src/connectors/memory/index.js'
import { type TestHub, testHub } from '../support/hub.js'

const SOURCE = `flows-of-two-types-${process.pid}`
const source = memorySource(`${SOURCE}-hr`)
const target = memorySource(`${SOURCE}-target`)

const worker = {
  attributes: { id: 'string', boss: 'reference', deputy: 'reference' },
}
const flows = { employeeID: 'id', manager: 'boss', assistant: 'deputy' }
const DOCUMENT = {
  version: 1,
  metaverse: { types: { contractor: { attributes: ['employeeID', 'manager', 'assistant'] } } },
  agents: {
    hr: {
      connector: 'memory',
      settings: { source: `${SOURCE}-hr` },
      objects: {
        staff: { ...worker, projection: 'person', import: { person: flows } },
        temp: { ...worker, projection: 'contractor', import: { contractor: flows } },
      },
    },
    target: {
      connector: 'memory',
      settings: { source: `${SOURCE}-target` },
      objects: {
        user: {
          attributes: { manager: 'reference' },
          provision: [
            { type: 'person', dn: "'cn=' + mv.employeeID" },
            { type: 'contractor', dn: "'cn=' + mv.employeeID" },
          ],
          // Whoever is hired for a time answers to the deputy.
          export: { person: { manager: 'manager' }, contractor: { manager: 'assistant' } },
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

const put = (objectType: string, name: string, boss: string, deputy: string): void => {
  const attributes = { id: [name], boss: [`cn=${boss}`], deputy: [`cn=${deputy}`] }
  source.put({ objectType, dn: `cn=${name}`, anchor: name, attributes })
}

async function cycle(
  synchronization: 'full-synchronization' | 'delta-synchronization',
): Promise<Record<string, unknown>> {
  await hub.run('hr', 'full-import')
  await hub.run('hr', synchronization)
  await hub.run('target', 'export')
  await hub.run('target', 'full-import')
  await hub.run('target', 'delta-synchronization')
  await hub.run('target', 'export')
  return Object.fromEntries([...target.objects.values()].map(({ dn, attributes }) => [dn, attributes.manager]))
}

test('each metaverse type sends the references of its own flows to the object type they share', async () => {
  put('staff', 'ann', 'ben', 'cem')
  put('staff', 'ben', 'ben', 'ben')
  put('staff', 'cem', 'ben', 'ann')
  put('temp', 'dora', 'ben', 'cem')
  const BEN = ['cn=ben']
  expect(await cycle('full-synchronization')).toEqual({
    'cn=ann': BEN,
    'cn=ben': BEN,
    'cn=cem': BEN,
    'cn=dora': ['cn=cem'],
  })
  put('temp', 'dora', 'cem', 'ann')
  put('staff', 'ann', 'cem', 'ben')
  expect(await cycle('delta-synchronization')).toEqual({
    'cn=ann': ['cn=cem'],
    'cn=ben': BEN,
    'cn=cem': BEN,
    'cn=dora': ['cn=ann'],
  })
})
