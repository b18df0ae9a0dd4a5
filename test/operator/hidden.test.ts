import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { badge, DOCUMENT, MUTATIONS, type OperatorWorld, operatorWorld, person } from './support.js'

/** Rooms are for readers only, and no two people have the same. */
let held: OperatorWorld
const { join, preview } = MUTATIONS

beforeAll(async () => {
  held = await operatorWorld()
  const { hr, badges, test: hub, source } = held
  const document = structuredClone(DOCUMENT(source)) as ReturnType<typeof JSON.parse>
  document.metaverse.attributes.room = { type: 'string', unique: true, visibleTo: ['reader'] }
  await hub.apply(document)
  for (const id of ['1', '2']) hr.put(person(id))
  badges.put(badge('A', { holder: ['1'], room: ['the vault'] }))
  badges.put(badge('B', { room: ['the vault'] }))
  for (const agent of ['hr', 'badges']) {
    await hub.run(agent, 'full-import')
    await hub.run(agent, 'full-synchronization')
  }
})
afterAll(() => held.close())

test('a joiner is not told by a preview that somebody would lose what is hidden', async () => {
  const { id } = await held.entry('badges', 'number=A')
  const changed = async (role: 'administrator' | 'joiner'): Promise<string[]> =>
    (await held.ask(preview, { entry: id }, role)).it.changedAttributes
  expect((await changed('administrator')).sort()).toEqual(['badge', 'room'])
  expect(await changed('joiner')).toEqual(['badge'])
})

test('a join that fails tells a joiner no value that is hidden', async () => {
  const { id } = await held.entry('badges', 'number=B')
  const object = (await held.entry('hr', 'cn=2')).metaverseObject?.id
  const problemFor = async (role: 'administrator' | 'joiner') =>
    (await held.ask(join, { entry: id, object }, role)).it.problems
  const where = { agent: 'badges', dn: 'number=B' }
  expect(await problemFor('administrator')).toEqual([
    { code: 'unique-index-violation', message: expect.stringContaining('the vault'), hint: expect.any(String), where },
  ])
  expect(await problemFor('joiner')).toEqual([
    {
      code: 'unique-index-violation',
      message: expect.stringContaining('not yours to see'),
      hint: 'Use a key that sees every attribute.',
      where,
    },
  ])
})
