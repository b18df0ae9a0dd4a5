import { afterAll, expect, test } from '@jest/globals'
import type { TestHub } from '../support/hub.js'
import { beginAnew, smallWorld, sourceOf } from './small-world.js'

let hub: TestHub
afterAll(() => hub?.drop())

test('a creation in doubt that finds a renamed object of the connector space does not take it for its own', async () => {
  hub = await smallWorld()
  await beginAnew(hub)
  const [people, target] = [sourceOf('a'), sourceOf('target')]
  target.put({ objectType: 'user', dn: 'uid=old,o=target', anchor: 'T1', attributes: { id: ['1'], name: ['Ann'] } })
  people.put({ objectType: 'person', dn: 'uid=1', anchor: 'p1', attributes: { id: ['1'], name: ['Ann'] } })
  await hub.run('target', 'full-import')
  await hub.run('a', 'full-import')
  await hub.run('a', 'delta-synchronization')
  // The answer to the creation is lost, and the creation too.
  target.faults.cutWriteAfter = 0
  expect((await hub.run('target', 'export')).status).toBe('stopped-connectivity')
  target.faults.cutWriteAfter = undefined
  expect([...target.all()]).toHaveLength(1)

  target.rename('T1', 'uid=1,o=target')
  const { status } = await hub.run('target', 'export')
  expect(status).toBe('completed-export-errors')
  expect(await hub.database.query('select code from problem')).toEqual([{ code: 'cd-existing-object' }])

  // The import tells who it is, and the next synchronization joins it by its name.
  await hub.run('target', 'delta-import')
  await hub.run('a', 'full-synchronization')
  await hub.run('target', 'export')
  const entries = await hub.database.query(`select e.dn, e.anchor, l.object_id is not null as linked from entry e
    join agent a on a.id = e.agent_id and a.name = 'target' left join link l on l.entry_id = e.id order by e.id`)
  expect(entries).toEqual([{ dn: 'uid=1,o=target', anchor: 'T1', linked: true }])
  expect([...target.all()].map(({ anchor }) => anchor)).toEqual(['T1'])
})
