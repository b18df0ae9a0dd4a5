import { personName, type World, world } from './support.js'

export const GROUP_5 = 'cn=g5,ou=groups'

/** A world in which person 7 was changed and group 3 lost two members, and then group 5 was deleted. */
export interface ChangedWorld {
  readonly world: World
  /** Of all objects there ever were, by their first names. */
  readonly ids: Readonly<Record<string, string>>
  /** A time before all that. */
  readonly before: string
}

export async function changedWorld(): Promise<ChangedWorld> {
  const held = await world()
  const ids: Record<string, string> = {}
  const { data } = await held.ask(
    '{ metaverseObjects(first: 500) { nodes { id attribute(name: "displayName") { values } } } }',
  )
  for (const { id, attribute } of data.metaverseObjects.nodes) ids[attribute.values[0]] = id
  await tick()
  const before = new Date().toISOString()
  await tick()
  held.hr.modify('P7', {
    cn: [{ operation: 'replace', values: ['Seven'] }],
    nickname: [{ operation: 'replace', values: ['sieben'] }],
  })
  held.hr.modify('G3', { member: [{ operation: 'delete', values: [personName(10), personName(11)] }] })
  await bring(held)
  held.hr.delete('G5')
  await bring(held)
  return { world: held, ids, before }
}

const tick = () => new Promise(done => setTimeout(done, 5))

async function bring(held: World): Promise<void> {
  await held.test.run('hr', 'delta-import')
  await held.test.run('hr', 'delta-synchronization')
}
