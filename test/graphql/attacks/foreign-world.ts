import { NODE_TYPES, type NodeType, nodeId } from '../../../src/graphql/node-id.js'
import { FARMS, type FarmWorld, farmWorld } from '../farm-world.js'
import { type Answer, DOCUMENT, PEOPLE } from '../support.js'

type Ids = Readonly<Record<NodeType, string>>

/** A world with something of everything that has an id. */
export interface ForeignWorld extends FarmWorld {
  /** One of each that there is; the object is a profile of the one farm and not of the other. */
  readonly real: Ids
  /** What there was and is no more, as far as such things can go; else what never was. */
  readonly gone: Ids
}

export async function foreignWorld(): Promise<ForeignWorld> {
  const held = await farmWorld()
  await held.test.apply(documentOf(held))
  const mine = '{ personBy(by: { employeeID: "1058" }) { id links { entry { id } } } }'
  const { personBy: left } = await held.data(mine, {}, 'administrator')
  held.hr.delete(`P${PEOPLE - 2}`)
  await held.synchronize()
  const never = Object.fromEntries(NODE_TYPES.map(type => [type, nodeId(type, 99_999)])) as Ids
  const gone = { ...never, MetaverseObject: left.id, ConnectorSpaceEntry: left.links[0].entry.id }
  return { ...held, real: await oneOfEach(held), gone }
}

/** Managers are for joiners and no farm, and whoever leaves HR is gone. */
function documentOf({ source }: FarmWorld): object {
  const { metaverse, ...rest } = DOCUMENT(source) as {
    metaverse: { attributes: object; types: { person: object } }
  }
  const person = { ...metaverse.types.person, deletion: { when: 'any-connector', of: ['hr'] } }
  const attributes = { ...metaverse.attributes, manager: { type: 'reference', visibleTo: ['joiner'] } }
  const { Manager: _, ...view } = FARMS.intranet.view
  const farms = { ...FARMS, intranet: { ...FARMS.intranet, view } }
  return { ...rest, metaverse: { attributes, types: { person } }, farms }
}

async function oneOfEach(held: FarmWorld): Promise<Ids> {
  await held.hub.database.query(
    `insert into problem (phase, agent_id, entry_id, place, code, message) select 'import', agent_id, id, dn, 'read-error', 'x' from entry limit 1`,
  )
  const { startWhatIf } = await held.data('mutation { startWhatIf(input: {}) { whatIf { id } } }', {}, 'administrator')
  const found = await held.data(
    `{ agent(name: "hr") { id runProfiles { id } } configuration { id } problems(first: 1) { nodes { id } } runs(first: 1) { nodes { id } }
       connectorSpaceEntries(agent: "hr", filter: { anchor: "X" }) { nodes { id } } personBy(by: { employeeID: "1001" }) { id } }`,
    {},
    'administrator',
  )
  return {
    Agent: found.agent.id,
    ConfigurationVersion: found.configuration.id,
    ConnectorSpaceEntry: found.connectorSpaceEntries.nodes[0].id,
    MetaverseObject: found.personBy.id,
    ObjectProblem: found.problems.nodes[0].id,
    Run: found.runs.nodes[0].id,
    RunProfile: found.agent.runProfiles[0].id,
    WhatIf: startWhatIf.whatIf.id,
  }
}

/** `nothing`, `data`, or the code of why not. */
export function outcome({ data, errors }: Answer): string {
  if (errors !== undefined) return String(errors[0]?.extensions.code ?? errors[0]?.message)
  const [value] = Object.values(data as object)
  if (value === null || (Array.isArray(value) && value.every(each => each === null)) || value.totalCount === 0)
    return 'nothing'
  return value.problems?.[0]?.code ?? 'data'
}

export const coded = (text: string): string => Buffer.from(text).toString('base64url')
