import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { memorySource } from '../../src/connectors/memory/index.js'
import type { StepType } from '../../src/model/step.js'
import { type TestHub, testHub } from '../support/hub.js'

const NAME = `merged-references-${process.pid}`
const AGENTS = ['hr', 'dir'] as const
type Agent = (typeof AGENTS)[number]
const sourceOf = (agent: Agent) => memorySource(`${NAME}-${agent}`)
const agentOf = (agent: Agent) => ({
  connector: 'memory',
  settings: { source: `${NAME}-${agent}` },
  objects: {
    person: {
      attributes: { id: 'string' },
      join: [{ type: 'person', on: { employeeID: 'id' } }],
      projection: 'person',
      import: { person: { employeeID: 'id' } },
    },
    group: {
      attributes: { id: 'string', member: { type: 'reference', multivalued: true } },
      join: [{ type: 'group', on: { cn: 'id' } }],
      projection: 'group',
      import: { group: { cn: 'id', member: 'member', owner: 'member' } },
    },
  },
})
const DOCUMENT = {
  version: 1,
  agents: { hr: agentOf('hr'), dir: agentOf('dir') },
  precedence: { group: { member: 'merge', owner: 'equal' } },
}

let hub: TestHub
beforeAll(async () => {
  hub = await testHub(DOCUMENT)
})
afterAll(() => hub.drop())
beforeEach(async () => {
  for (const agent of AGENTS) sourceOf(agent).reset()
  await hub.database.query('truncate entry, metaverse_object, run restart identity cascade')
  await hub.database.query('update agent set watermark = null')
  for (const agent of AGENTS) {
    for (const id of ['ann', 'ben']) putPerson(agent, id, id)
    putGroup(agent, 'ann', 'ben')
    await run(agent, 'full-import', 'full-synchronization')
  }
  expect(await said()).toEqual(BOTH)
})

const putPerson = (agent: Agent, id: string, name: string): void => {
  sourceOf(agent).put({ objectType: 'person', dn: `cn=${name}`, anchor: id, attributes: { id: [id] } })
}
const putGroup = (agent: Agent, ...names: string[]): void => {
  const member = names.map(name => `cn=${name}`)
  const attributes = { id: ['staff'], ...(member.length > 0 && { member }) }
  sourceOf(agent).put({ objectType: 'group', dn: 'cn=staff', anchor: 'staff', attributes })
}

async function run(agent: Agent, ...types: StepType[]): Promise<void> {
  for (const type of types) {
    const { status, problem } = await hub.run(agent, { type, deletionPercent: null, deletionLimit: null })
    expect({ type, status, problem }).toEqual({ type, status: 'success', problem: null })
  }
}

async function said(): Promise<{ merged: string[]; equal: string[] }> {
  const rows = await hub.database.query<{ attribute: string; name: string }>(
    `select m.attribute, o.attributes->'employeeID'->>0 as name from metaverse_reference m join metaverse_object o on o.id = m.target_id order by name`,
  )
  const of = (attribute: string): string[] => rows.filter(row => row.attribute === attribute).map(row => row.name)
  return { merged: of('member'), equal: of('owner') }
}

const BOTH = { merged: ['ann', 'ben'], equal: ['ann', 'ben'] }
const BEN = { merged: ['ben'], equal: ['ben'] }

describe.each([
  ['hr', 'dir'],
  ['dir', 'hr'],
] as const)('what %s says no more and %s does', (one, other) => {
  test('stays when the member leaves', async () => {
    sourceOf(one).delete('ann')
    await run(one, 'delta-import', 'delta-synchronization')
    expect(await said()).toEqual(BOTH)
    putGroup(other, 'ben')
    await run(other, 'full-import', 'delta-synchronization')
    expect(await said()).toEqual(BEN)
  })

  test('stays when the member has another name', async () => {
    putPerson(one, 'ann', 'ann maier')
    await run(one, 'full-import', 'delta-synchronization')
    expect(await said()).toEqual(BOTH)
    putGroup(other, 'ben')
    await run(other, 'full-import', 'delta-synchronization')
    expect(await said()).toEqual(BEN)
  })

  test('stays when the group no longer says it, unless what one takes away everybody does', async () => {
    putGroup(one, 'ben')
    await run(one, 'full-import', 'delta-synchronization')
    expect(await said()).toEqual({ ...BOTH, equal: ['ben'] })
    putGroup(other, 'ben')
    await run(other, 'full-import', 'delta-synchronization')
    expect(await said()).toEqual(BEN)
  })

  test('stays when the group leaves', async () => {
    sourceOf(one).delete('staff')
    await run(one, 'delta-import', 'delta-synchronization')
    expect(await said()).toEqual(BOTH)
    putGroup(other)
    await run(other, 'full-import', 'delta-synchronization')
    expect(await said()).toEqual({ merged: [], equal: [] })
  })
})
