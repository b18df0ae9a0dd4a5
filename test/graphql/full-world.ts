import { printPlace } from '../../src/graphql/live-cursor.js'
import type { NodeType } from '../../src/graphql/node-id.js'
import { startWhatIfs } from '../../src/runs/what-if/what-if-worker.js'
import { FARMS, type FarmWorld, farmWorld } from './farm-world.js'
import { personName, withFarm } from './support.js'

/** A farm world with an object of every type of the graph in it, and what they are found by. */
export interface FullWorld {
  readonly world: FarmWorld
  /** The beginning of every feed: what has happened is told at once. */
  readonly begin: string
  /** One that is joined, one that is not, one that is new, one that will join what is there, one that is to go. */
  readonly entries: Readonly<Record<'joined' | 'outsider' | 'new' | 'joining' | 'going', string>>
  /** One object of each type of the metaverse, by the name that the graph has for it. */
  readonly objects: Readonly<Record<string, string>>
  readonly ids: Readonly<Record<NodeType, readonly string[]>>
  /** A configuration that changes something: a document, and the module that it names. */
  readonly other: { readonly document: string; readonly file: string; readonly content: string }
}

const MODULE = { file: 'rules.ts', content: 'export default { shouldDelete: (): boolean => false }' }

export async function fullWorld(): Promise<FullWorld> {
  const world = await farmWorld()
  const written = withFarm(world.source) as ReturnType<typeof JSON.parse>
  // Whoever leaves HR has no number any more, and what was provisioned goes.
  written.agents.portal.objects.user.provision[0].when = 'has(mv.employeeID)'
  const document = {
    ...written,
    farms: FARMS,
    schedules: { nightly: { cron: '0 2 * * *', timezone: 'UTC', runs: [{ agent: 'hr', profile: 'full' }] } },
    // As much as one test asks in a few seconds.
    access: { limits: { requestsPerSecond: 100_000, pointsPerMinute: 1_000_000_000 } },
  }
  const other = { ...document, metaverse: { ...document.metaverse, extension: `./${MODULE.file}` } }
  await world.test.apply(other, new Map([[MODULE.file, MODULE.content]]))
  await world.test.apply(document)
  await stageChanges(world)
  await putBesides(world)
  const whatIf = await tried(world)
  const { data } = await world.ask(FOUND)
  const ids = (found: { readonly nodes: readonly Named[] }): string[] => found.nodes.map(({ id }) => id)
  const one = (found: { readonly nodes: readonly Named[] }): string => ids(found)[0] ?? ''
  const entries = {
    joined: one(data.joined),
    outsider: one(data.outsider),
    new: one(data.new),
    joining: one(data.joining),
    going: one(data.going),
  }
  const objects = Object.fromEntries(data.objects.nodes.map((each: Named) => [each.__typename, each.id]))
  return {
    world,
    begin: printPlace({ transaction: '0', sequence: 0, at: Date.now() }),
    entries,
    objects,
    ids: {
      Agent: ids(data.agents),
      ConfigurationVersion: ids(data.configuration.versions),
      ConnectorSpaceEntry: [...ids(data.exported).reverse(), ...Object.values(entries)],
      MetaverseObject: Object.values(objects),
      ObjectProblem: ids(data.problems),
      Run: ids(data.runs),
      RunProfile: ids(data.runProfiles),
      WhatIf: [whatIf],
    },
    other: { ...MODULE, document: JSON.stringify(other) },
  }
}

interface Named {
  readonly id: string
  readonly __typename: string
}

const [JOINED, GOING, NEW, JOINING] = [7, 9, 100, 101]

const entry = (alias: string, dn: string): string =>
  `${alias}: connectorSpaceEntries(agent: "hr", filter: { dn: "${dn}" }) { nodes { id } }`

const FOUND = `{
  ${entry('joined', personName(JOINED))} ${entry('outsider', 'cn=outsider,ou=people')} ${entry('new', personName(NEW))}
  ${entry('joining', personName(JOINING))} ${entry('going', personName(GOING))}
  exported: connectorSpaceEntries(agent: "portal", first: 5) { nodes { id } }
  objects: metaverseObjects(first: 500) { nodes { id __typename } }
  agents { nodes { id } } runProfiles { nodes { id } }
  configuration { versions { nodes { id } } }
  problems { nodes { id } } runs { nodes { id } }
}`

/** What an import has staged and nothing has synchronized: somebody new, somebody who is called as another, a change, and a going. */
async function stageChanges({ put, hr, test }: FarmWorld): Promise<void> {
  put(NEW)
  put(JOINING, { employeeID: ['1010'] })
  put(8, { cn: ['Somebody Else'] })
  hr.delete(`P${GOING}`)
  await test.run('hr', 'delta-import')
}

/** What no run of this world makes: objects of other types, one of a type that is none any more, a problem, a profile to be removed. */
async function putBesides({ hub: { database } }: FarmWorld): Promise<void> {
  const types = ['computer', 'contact', 'domain', 'locality', 'organization', 'organizationalUnit', 'printer', 'role']
  await database.query(
    `insert into metaverse_object (id, type, attributes, keys)
     select 900000 + i, type, '{"displayName": ["One of these"]}', '{}' from unnest($1::text[]) with ordinality t (type, i)`,
    [[...types, 'badge']],
  )
  await database.query(
    `insert into problem (phase, agent_id, entry_id, place, code, message, details)
     select 'synchronization', agent_id, id, dn, 'unique-index-violation', 'Somebody has it.', '{"attribute": "mail"}' from entry limit 1`,
  )
  await database.query(
    `insert into entry (agent_id, id, object_type, anchor, dn, image)
     select id, 900100, 'user', 'gone', 'CONTOSO\\gone', '{"AccountName": ["CONTOSO\\\\gone"]}' from agent where name = 'farm'`,
  )
  await database.query(
    `insert into schedule_pause (schedule, paused_by, reason) values ('nightly', 'somebody', 'a reason')`,
  )
  await database.query(`update run set schedule = 'nightly' where id = (select max(id) from run)`)
  await database.query(
    `insert into export_change (agent_id, entry_id, layer, operation, step_id)
     select agent_id, id, 'unconfirmed', 'delete', (select max(id) from run_step) from entry where id = 900100`,
  )
}

/** A what-if that has come to differences. */
async function tried({ hub, ask, bugs }: FarmWorld): Promise<string> {
  const { data } = await ask('{ configuration { document } }')
  const document = data.configuration.document.replace('displayName: cn', "displayName: { expression: 'UCase(cs.cn)' }")
  const started = await ask(
    'mutation ($document: String) { startWhatIf(input: { document: $document, agents: ["hr"] }) { whatIf { id } } }',
    { document },
  )
  const { id } = started.data.startWhatIf.whatIf
  const loop = startWhatIfs({
    database: hub.database,
    name: 'test',
    log: (message, details) => bugs.push({ message, ...details }),
  })
  for (let over = null; over === null; await new Promise(resolve => setTimeout(resolve, 20)))
    over = (await ask('query ($id: ID!) { whatIf(id: $id) { endedAt } }', { id })).data.whatIf.endedAt
  await loop.stop()
  return id
}
