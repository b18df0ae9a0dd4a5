import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { attributeChanges, clearHistory, linksAsOf, objectHistory, objectsAsOf } from '../../src/service/history.js'
import type { Hub } from '../../src/service/hub.js'
import { sumReferenceChanges } from '../../src/storage/read/reference-changes.js'
import { rememberedPast } from '../support/remembered-past.js'
import { named, type PastWorld, pastWorld } from './past-world.js'

const READER = { name: 'anna', roles: ['reader'] } as const
const ADMINISTRATOR = { name: 'boss', roles: ['administrator'] } as const
const ALL = { limit: 100, backwards: false }

let world: PastWorld
let hub: Hub

beforeAll(async () => {
  world = await pastWorld('past')
  hub = { database: world.database } as Hub
  for (const agent of ['dir', 'hr'] as const) await world.bring(agent, 'full')
})
afterAll(() => world.drop())

beforeEach(async () => {
  for (const object of [...world.dir.objects.values()]) world.dir.delete(object.anchor)
  for (const object of [...world.hr.objects.values()]) world.hr.delete(object.anchor)
  for (const agent of ['dir', 'hr'] as const) await world.bring(agent)
  expect(await world.database.query('select from metaverse_object')).toEqual([])
  await world.database.query('truncate change_feed, link_past, metaverse_reference_past')
  await world.database.query('update history_kept set since = null')
  for (const uid of ['ann', 'bob', 'eve']) person(uid)
  group('all', ['ann', 'bob', 'eve'])
  await world.bring('dir')
})

const person = (uid: string, attributes: Record<string, string[]> = {}): void =>
  void world.dir.put({
    objectType: 'user',
    dn: named(uid),
    anchor: uid,
    attributes: { uid: [uid], cn: [`The ${uid}`], ...attributes },
  })
const employee = (uid: string, attributes: Record<string, string[]>): void =>
  void world.hr.put({ objectType: 'user', dn: `id=${uid}`, anchor: uid, attributes: { uid: [uid], ...attributes } })
const group = (cn: string, members: readonly string[]): void =>
  void world.dir.put({
    objectType: 'group',
    dn: named(cn),
    anchor: cn,
    attributes: { cn: [cn], member: members.map(named) },
  })

const history = async (object: number) => (await objectHistory(hub, READER, [object], ALL))[0]?.rows ?? []
const changesOf = async (object: number) => {
  const events = (await history(object)).filter(event => event.link === undefined)
  return Promise.all(
    events.map(async ({ kind, key }) => ({
      kind,
      attributes: Object.fromEntries(
        (await attributeChanges(hub, READER, [key])).map(({ name, before, after }) => [
          name,
          `${before.values} → ${after.values}`,
        ]),
      ),
      references: await sumReferenceChanges(world.database, [key]),
    })),
  )
}
const pastRows = async (): Promise<object | undefined> =>
  (
    await world.database.query(
      `select (select count(*) from link_past) as links, (select count(*) from metaverse_reference_past) as references,
         (select count(*) from change_feed where before is not null and before <> '{}') as changes`,
    )
  )[0]

test('what is has no second copy: creating objects, links and references writes nothing into the past', async () => {
  expect(await pastRows()).toEqual({ links: 0, references: 0, changes: 0 })
  expect(await world.database.query('select distinct kind, before from change_feed')).toEqual([
    { kind: 'created', before: null },
  ])
})

describe('the history of an object', () => {
  test('tells its life, the newest first, with links, values before and after, and steps', async () => {
    const ann = await world.object('ann')
    world.dir.modify('ann', { mail: [{ operation: 'replace', values: ['ann@test'] }] })
    await world.bring('dir')
    world.dir.delete('ann')
    await world.bring('dir')
    const events = await history(ann)
    expect(events.map(event => [event.kind, event.link?.dn, event.link?.ended])).toEqual([
      ['deleted', undefined, undefined],
      ['unlinked', named('ann'), 'removed'],
      ['updated', undefined, undefined],
      ['linked', named('ann'), undefined],
      ['created', undefined, undefined],
    ])
    expect(await changesOf(ann)).toEqual([
      {
        kind: 'deleted',
        attributes: { displayName: 'The ann → ', employeeID: 'ann → ', mail: 'ann@test → ' },
        references: [],
      },
      { kind: 'updated', attributes: { mail: ' → ann@test' }, references: [] },
      {
        kind: 'created',
        attributes: { displayName: ' → The ann', employeeID: ' → ann' },
        references: [],
      },
    ])
    const steps = await world.database.query<{ id: number; type: string }>('select id, type from run_step order by id')
    expect(events.map(event => steps.find(step => step.id === event.step)?.type)).toEqual(
      Array(5).fill('delta-synchronization'),
    )
  })

  test('tells what happened to references, by attribute', async () => {
    const all = await world.object('all')
    world.dir.modify('all', { member: [{ operation: 'delete', values: [named('bob')] }] })
    await world.bring('dir')
    world.dir.delete('eve')
    await world.bring('dir')
    const counts = { added: 0, handedOver: 0, attribute: 'member', change: expect.any(Number) }
    expect(await changesOf(all)).toEqual([
      { kind: 'updated', attributes: { member: ' → ' }, references: [{ ...counts, removed: 1 }] },
      { kind: 'updated', attributes: { member: ' → ' }, references: [{ ...counts, removed: 1 }] },
      {
        kind: 'created',
        attributes: { displayName: ' → all', member: ' → ' },
        references: [{ ...counts, added: 3, removed: 0 }],
      },
    ])
  })

  test('says that values were handed over, and were theirs who had them before', async () => {
    person('ann', { manager: [named('bob')] })
    await world.bring('dir')
    const ann = await world.object('ann')
    for (const uid of ['ann', 'bob']) employee(uid, { cn: [`The ${uid}`], ...(uid === 'ann' && { boss: ['id=bob'] }) })
    await world.bring('hr')
    const [handed, joined] = await history(ann)
    expect([handed?.kind, joined?.kind]).toEqual(['updated', 'linked'])
    expect(handed?.attributes).toEqual(['manager'])
    const changes = await attributeChanges(hub, READER, [handed?.key ?? 0])
    const agents = await world.database.query<{ id: number; name: string }>('select id, name from agent')
    const givers = (contributors: readonly { agent: number }[]) =>
      contributors.map(({ agent }) => agents.find(({ id }) => id === agent)?.name)
    expect(
      changes.map(({ name, before, after }) => [name, givers(before.contributors), givers(after.contributors)]),
    ).toEqual([
      ['displayName', ['dir'], ['hr']],
      ['manager', ['dir'], ['hr']],
    ])
    expect(await sumReferenceChanges(world.database, [handed?.key ?? 0])).toEqual([
      { change: handed?.key, attribute: 'manager', added: 0, removed: 0, handedOver: 1 },
    ])
    const bob = await history(await world.object('bob'))
    expect(bob.slice(0, 2).map(({ kind, attributes }) => [kind, attributes])).toEqual([
      ['handed-over', []],
      ['linked', []],
    ])
  })
})

describe('as of', () => {
  test('every time there was: joins, other contributors, renames, swapped names, deletions, returns', async () => {
    const past = rememberedPast(world.database)
    const bring = async (agent: 'dir' | 'hr', how?: 'full') => {
      await world.bring(agent, how)
      await past.remember()
    }
    await past.remember()
    person('ann', { manager: [named('bob')] })
    await bring('dir')
    // Ann's manager is whoever has the name: somebody else from now on.
    world.dir.rename('bob', named('tmp'))
    world.dir.rename('eve', named('bob'))
    world.dir.rename('bob', named('eve'))
    await bring('dir', 'full')
    employee('bob', { cn: ['Bob'] })
    employee('ann', { cn: ['The ann'], boss: ['id=bob'] })
    await bring('hr')
    world.hr.delete('ann')
    await bring('hr')
    world.dir.delete('ann')
    await bring('dir')
    person('ann', { mail: ['ann@test'] })
    await bring('dir')
    group('all', ['ann'])
    await bring('dir')
    await past.check()
  })

  test('an object that is gone is known as it was, and unknown before it came', async () => {
    const ann = await world.object('ann')
    const [there] = await world.database.query<{ now: string }>('select clock_timestamp()::text as now')
    world.dir.delete('ann')
    await world.bring('dir')
    const at = new Date(there?.now ?? '')
    const found = (await objectsAsOf(hub, READER, [ann], at)).get(ann)
    expect(found?.type).toBe('person')
    expect(found?.attributes.employeeID?.values).toEqual(['ann'])
    expect(await linksAsOf(hub, READER, [ann], at)).toEqual([
      expect.objectContaining({ object: ann, dn: named('ann'), anchor: 'ann', explicit: false }),
    ])
    expect(await objectsAsOf(hub, READER, [ann], new Date())).toEqual(new Map())
    expect(await objectsAsOf(hub, READER, [ann], new Date(at.getTime() - 3_600_000))).toEqual(new Map())
  })
})

describe('what the past costs', () => {
  /** Statements of a delta run, after the same has been done once. */
  async function costOf(anchor: string, change: 'add' | 'delete', member: string): Promise<number> {
    world.dir.modify(anchor, { member: [{ operation: change, values: [named(member)] }] })
    await world.run('dir', 'delta-import')
    const before = world.database.statistics.statements
    await world.run('dir', 'delta-synchronization')
    return world.database.statistics.statements - before
  }

  test('a member that comes writes nothing, one that goes writes one row, in a group of any size', async () => {
    const many = Array.from({ length: 300 }, (_, i) => `p${i}`)
    for (const uid of [...many, 'new', 'other']) person(uid)
    group('big', many)
    await world.bring('dir')
    const none = await pastRows()
    const small = await costOf('all', 'add', 'new')
    expect(await costOf('big', 'add', 'new')).toBe(small)
    expect(await pastRows()).toEqual(none)
    const removal = await costOf('all', 'delete', 'new')
    expect(await pastRows()).toEqual({ ...none, references: 1 })
    expect(await costOf('big', 'delete', 'new')).toBe(removal)
    expect(await pastRows()).toEqual({ ...none, references: 2 })
  })
})

describe('clearing the past', () => {
  test('what ended before is forgotten, what is stays, and nobody is told a half', async () => {
    const ann = await world.object('ann')
    world.dir.modify('ann', { mail: [{ operation: 'replace', values: ['one@test'] }] })
    world.dir.modify('all', { member: [{ operation: 'delete', values: [named('bob')] }] })
    await world.bring('dir')
    world.dir.delete('eve')
    await world.bring('dir')
    const [row] = await world.database.query<{ now: string }>(`select clock_timestamp()::text as now`)
    const line = new Date(row?.now ?? '')
    await new Promise(done => setTimeout(done, 5))
    world.dir.modify('ann', { mail: [{ operation: 'replace', values: ['two@test'] }] })
    await world.bring('dir')

    await expect(clearHistory(hub, READER, line)).rejects.toMatchObject({ problem: { code: 'access.denied' } })
    expect(await clearHistory(hub, ADMINISTRATOR, line)).toBeGreaterThan(5)
    expect(await pastRows()).toEqual({ links: 0, references: 0, changes: 1 })
    expect((await history(ann)).map(event => event.kind)).toEqual(['updated', 'linked'])
    expect((await objectsAsOf(hub, READER, [ann], line)).get(ann)?.attributes.mail?.values).toEqual(['one@test'])
    await expect(objectsAsOf(hub, READER, [ann], new Date(line.getTime() - 1))).rejects.toMatchObject({
      problem: { code: 'history.not-kept', hint: expect.stringContaining(line.toISOString()) },
    })
    // Clearing less than was cleared brings nothing back.
    expect(await clearHistory(hub, ADMINISTRATOR, new Date(line.getTime() - 60_000))).toBe(0)
    await expect(objectsAsOf(hub, READER, [ann], new Date(line.getTime() - 1))).rejects.toThrow()
    expect(
      await world.database.query(
        `select actor, target, outcome from audit_event where operation = 'clear-history' and outcome <> 'started' order by id`,
      ),
    ).toEqual([
      { actor: 'anna', target: line.toISOString(), outcome: 'denied' },
      { actor: 'boss', target: line.toISOString(), outcome: 'done' },
      { actor: 'boss', target: new Date(line.getTime() - 60_000).toISOString(), outcome: 'done' },
    ])
  })

  test('changes from before the past was kept are told without values', async () => {
    const ann = await world.object('ann')
    world.dir.modify('ann', { mail: [{ operation: 'replace', values: ['ann@test'] }] })
    await world.bring('dir')
    await world.database.query(`update change_feed set before = null, at = at - interval '1 day'`)
    await world.database.query(`update history_kept set since = now() - interval '1 hour'`)
    const [updated] = await history(ann)
    expect(updated).toMatchObject({ kind: 'linked' })
    const change = (await history(ann)).find(event => event.kind === 'updated')
    expect(change?.attributes).toEqual(['mail'])
    expect(await attributeChanges(hub, READER, [change?.key ?? 0])).toEqual([])
  })
})
