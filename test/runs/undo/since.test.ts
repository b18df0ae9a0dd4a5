import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { clearHistory } from '../../../src/storage/clear-history.js'
import { openStage, type Stage } from './stage.js'
import { type Agent, putBadge, putPerson, sourceOf } from './world.js'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.hub.drop())
beforeEach(() => stage.reset())

const BAD = { filtered: 'r1', deletion: { when: 'any-connector', of: ['hr'] } }

const contents = (agent: Agent): unknown =>
  [...sourceOf(agent).objects.values()]
    .map(({ dn, objectType, attributes }) => ({
      dn,
      objectType,
      attributes: Object.fromEntries(Object.entries(attributes).map(([name, values]) => [name, values.toSorted()])),
    }))
    .sort((a, b) => (a.dn < b.dn ? -1 : 1))

test('who was changed since is left alone; all others go back', async () => {
  await stage.fill()
  const before = await stage.state()
  for (const id of ['6', '7', '8']) putPerson(id, { name: `New ${id}`, room: 'r9', boss: '0' })
  await stage.run('hr', 'delta-import')
  const run = await stage.run('hr', 'delta-synchronization')
  putBadge('B7', '7', 'elsewhere')
  putBadge('B8', '8', 'elsewhere')
  await stage.run('badges', 'delta-import')
  const since = await stage.run('badges', 'delta-synchronization')
  const later = await stage.state()
  const undone = await stage.undo(run.run)
  expect(undone).toMatchObject({ status: 'success', counters: { 'object-changed-back': 1, 'object-left-alone': 2 } })
  const after = await stage.state()
  const changed = after.objects.filter((object, i) => JSON.stringify(object) !== JSON.stringify(later.objects[i]))
  expect(changed).toEqual([before.objects.find(({ id }) => id === changed[0]?.id)])
  const alone = await stage.hub.database.query(
    'select r.id from undo_object u join run_step s on s.id = u.changed_by join run r on r.id = s.run_id',
  )
  expect(alone).toEqual([{ id: since.run }, { id: since.run }])
})

test.each(['make-normal-disconnector', 'make-explicit-disconnector', 'delete-object'] as const)(
  'what was sent in between is sent back: %s',
  async deprovisioning => {
    await stage.configure({ deprovisioning })
    await stage.fill()
    const [target, objects] = [contents('target'), (await stage.state()).objects]
    await stage.configure({ ...BAD, deprovisioning })
    const run = await stage.run('hr', 'full-synchronization')
    await stage.send()
    if (deprovisioning === 'delete-object') expect(contents('target')).not.toEqual(target)
    await stage.configure({ deprovisioning })
    expect(await stage.undo(run.run)).toMatchObject({ status: 'success', counters: { 'object-restored': 4 } })
    await stage.send()
    await stage.send()
    expect(contents('target')).toEqual(target)
    expect((await stage.state()).objects).toEqual(objects)
    expect((await stage.state()).exports).toEqual([])
  },
)

test('provisioned and sent: what the undone run created goes as its agent deprovisions', async () => {
  await stage.fill()
  const target = contents('target')
  putPerson('20', { room: 'r2' })
  await stage.run('hr', 'delta-import')
  const run = await stage.run('hr', 'delta-synchronization')
  await stage.send()
  expect(sourceOf('target').byDn('uid=20')).toBeDefined()
  expect(await stage.undo(run.run)).toMatchObject({ status: 'success', counters: { 'object-deleted': 1 } })
  await stage.send()
  expect(contents('target')).toEqual(target)
})

test('a deletion that was sent and not confirmed is waited for; undoing once more goes on', async () => {
  await stage.fill()
  const before = await stage.state()
  await stage.configure(BAD)
  const run = await stage.run('hr', 'full-synchronization')
  await stage.run('target', 'export')
  await stage.configure({})
  const early = await stage.undo(run.run)
  expect(early).toMatchObject({
    status: 'completed-sync-errors',
    counters: { 'undo-failure': 4 },
    problem: { code: 'undo.incomplete', hint: expect.stringContaining('Import and synchronize target') },
  })
  await stage.run('target', 'full-import')
  await stage.run('target', 'full-synchronization')
  expect(await stage.undo(run.run)).toMatchObject({ status: 'success', counters: { 'object-restored': 4 } })
  await stage.send()
  await stage.send()
  const after = await stage.state()
  expect(after.objects).toEqual(before.objects)
  expect(after.links.map(({ rule_id, ...link }) => link)).toEqual(before.links.map(({ rule_id, ...link }) => link))
})

test('undoing twice does nothing the second time', async () => {
  await stage.fill()
  await stage.configure(BAD)
  const run = await stage.run('hr', 'full-synchronization')
  await stage.configure({})
  await stage.undo(run.run)
  const after = await stage.state()
  const { counters } = await stage.undo(run.run)
  expect(Object.keys(counters)).toEqual(['outbound-connector-no-flow@target'])
  expect(await stage.state()).toEqual(after)
})

test('the brake holds before the first deletion', async () => {
  for (let i = 0; i < 30; i++) putPerson(String(i))
  await stage.run('hr', 'full-import')
  const run = await stage.run('hr', 'full-synchronization')
  const before = await stage.state()
  expect(await stage.undo(run.run)).toMatchObject({
    status: 'stopped-deletion-limit',
    problem: { code: 'run.deletion-limit', message: expect.stringContaining('30 of 30') },
  })
  expect(await stage.undo(run.run, { acceptDeletions: 29 })).toMatchObject({ status: 'stopped-deletion-limit' })
  expect(await stage.state()).toEqual(before)
  expect(await stage.undo(run.run, { acceptDeletions: 30 })).toMatchObject({ counters: { 'object-deleted': 30 } })
  expect((await stage.state()).objects).toEqual([])
})

test('a plan that is no longer true is refused', async () => {
  await stage.fill()
  putPerson('3', { name: 'Three' })
  await stage.run('hr', 'delta-import')
  const run = await stage.run('hr', 'delta-synchronization')
  const before = await stage.state()
  expect(await stage.undo(run.run, { plan: 'another' })).toMatchObject({ problem: { code: 'undo.plan-changed' } })
  expect(await stage.state()).toEqual(before)
})

test('runs that cannot be undone are refused, with what to do instead', async () => {
  await stage.fill()
  const imported = await stage.run('hr', 'full-import')
  const sent = await stage.run('target', 'export')
  const made = await stage.run('hr', 'full-synchronization')
  await expect(stage.undo(imported.run)).rejects.toMatchObject({
    problem: { code: 'undo.impossible', hint: expect.stringContaining('import again') },
  })
  await expect(stage.undo(sent.run)).rejects.toMatchObject({
    problem: { code: 'undo.impossible', hint: expect.stringContaining('exporting again') },
  })
  await expect(stage.undo(999_999)).rejects.toMatchObject({ problem: { code: 'request.not-found' } })
  await stage.hub.database.query('update run set ended_at = null where id = $1', [made.run])
  await expect(stage.undo(made.run)).rejects.toMatchObject({
    problem: { code: 'undo.impossible', message: expect.stringContaining('has not ended') },
  })
  await stage.hub.database.query('update run set ended_at = now() where id = $1', [made.run])
  await clearHistory(stage.hub.database, new Date())
  await expect(stage.undo(made.run)).rejects.toMatchObject({ problem: { code: 'history.not-kept' } })
})
