import pg from 'pg'
import { entriesOf } from '../partitions.js'
import type {
  AgentType,
  ConnectorScope,
  DisconnectorScope,
  ImageScope,
  ImageTest,
  ObjectScope,
  Scope,
} from './scope.js'

/** What the names of scopes stand for. */
export interface ScopeNames {
  /** Agents that are not in it have no entries yet. */
  readonly agents: ReadonlyMap<string, number>
  /** Agents whose entries may stand for objects, the best first. */
  readonly preference: readonly string[]
}

/** Everything is written into the text: a scope is a handful of names out of a checked document. */
const text = (value: string): string => pg.escapeLiteral(value)
const list = (values: readonly string[]): string => `array[${values.map(text).join(', ')}]::text[]`

/** The `agent_id, entry_id` of a scope's entries. An entry that was never imported is none: there is nothing to apply rules to. */
export function scopeSql(scope: Scope, names: ScopeNames): string | undefined {
  if (scope.kind === 'objects') return objectsSql(scope, names)
  const agent = names.agents.get(scope.agent)
  if (agent === undefined) return undefined
  if (scope.kind === 'failed') return failedSql(agent)
  if (scope.kind === 'connectors') return connectorsSql(scope, agent)
  return scope.kind === 'images' ? imagesSql(scope, agent) : disconnectorsSql(scope, agent)
}

function connectorsSql({ objectType, metaverseType, having }: ConnectorScope, agent: number): string {
  const any = having && [
    ...(having.attributes.length > 0 ? [`jsonb_exists_any(e.image, ${list(having.attributes)})`] : []),
    ...(having.giving.length > 0 ? [`jsonb_exists_any(l.contributions, ${list(having.giving)})`] : []),
    ...(having.references.length > 0
      ? [
          `exists (select from entry_reference r where r.agent_id = ${agent} and r.entry_id = e.id and r.attribute = any(${list(having.references)}))`,
        ]
      : []),
  ]
  return `select e.agent_id, e.id as entry_id from ${entriesOf(agent)} e
    join link l on l.entry_id = e.id join metaverse_object o on o.id = l.object_id
    where e.hash is not null and e.object_type = ${text(objectType)} and o.type = ${text(metaverseType)}
    ${any === undefined ? '' : `and (${any.join(' or ') || 'false'})`}`
}

const disconnectorsSql = ({ objectType, afterFailures }: DisconnectorScope, agent: number): string =>
  `select e.agent_id, e.id as entry_id from disconnector d join ${entriesOf(agent)} e on e.id = d.entry_id
    where d.agent_id = ${agent} and d.state = 'disconnector' and e.hash is not null and e.object_type = ${text(objectType)}
    ${afterFailures ? `and exists (select from problem where phase = 'synchronization')` : ''}`

const failedSql = (agent: number): string =>
  `select e.agent_id, e.id as entry_id from problem q join ${entriesOf(agent)} e on e.id = q.entry_id
    where q.agent_id = ${agent} and q.phase = 'synchronization' and e.hash is not null`

function imagesSql({ objectType, alternatives }: ImageScope, agent: number): string {
  const any = alternatives.map(tests => `(${tests.map(testSql).join(' and ')})`)
  return `select e.agent_id, e.id as entry_id from ${entriesOf(agent)} e
    where e.hash is not null and e.object_type = ${text(objectType)} and (${any.join(' or ') || 'false'})`
}

function testSql(test: ImageTest): string {
  if (test.kind === 'anything') return 'true'
  const values = `e.image->${text(test.attribute)}`
  if (test.kind === 'absent') return `coalesce(jsonb_array_length(${values}), 0) = 0`
  if (!('text' in test)) return `jsonb_array_length(${values}) > 0`
  // Outside ASCII nobody but the filter itself knows what is the same.
  return `exists (select from jsonb_array_elements_text(${values}) v (value)
    where octet_length(value) <> length(value) or ${COMPARISONS[test.kind]('lower(value collate "C")', text(test.text))})`
}

const COMPARISONS: Record<'equal' | 'start' | 'end' | 'part', (value: string, wanted: string) => string> = {
  equal: (value, wanted) => `${value} = ${wanted}`,
  start: (value, wanted) => `starts_with(${value}, ${wanted})`,
  end: (value, wanted) => `right(${value}, length(${wanted})) = ${wanted}`,
  part: (value, wanted) => `position(${wanted} in ${value}) > 0`,
}

function objectsSql(scope: ObjectScope, { agents, preference }: ScopeNames): string | undefined {
  const idOf = (name: string): number[] => {
    const id = agents.get(name)
    return id === undefined ? [] : [id]
  }
  const first = scope.linked === undefined ? [] : [scope.linked.agent].filter(name => preference.includes(name))
  const candidates = [...first, ...preference].flatMap(idOf)
  const conditions = objectConditions(scope, type => idOf(type.agent).map(id => ({ id, objectType: type.objectType })))
  if (candidates.length === 0 || conditions === undefined) return undefined
  const ranked = `array[${candidates.join(', ')}]::integer[]`
  return `select distinct on (o.id) l.agent_id, l.entry_id from metaverse_object o
    join link l on l.object_id = o.id and l.agent_id = any(${ranked})
    join entry e on e.agent_id = l.agent_id and e.id = l.entry_id and e.hash is not null
    where o.type = ${text(scope.metaverseType)} ${conditions.map(each => `and ${each}`).join(' ')}
    order by o.id, array_position(${ranked}, l.agent_id), l.entry_id`
}

interface NumberedType {
  readonly id: number
  readonly objectType: string
}

/** Undefined when no object can be meant, because its agents have no entries yet. */
function objectConditions(
  { linked, having, shared }: ObjectScope,
  numbered: (type: AgentType) => NumberedType[],
): string[] | undefined {
  const conditions: string[] = []
  if (linked !== undefined) {
    const [type] = numbered(linked)
    if (type === undefined) return undefined
    conditions.push(linkedSql(type, linked.onlyUnsent))
  }
  if (having !== undefined) {
    const references = `exists (select from metaverse_reference r where r.object_id = o.id and r.attribute = any(${list(having.references)}))`
    conditions.push(
      `(jsonb_exists_any(o.attributes, ${list(having.attributes)})${having.references.length > 0 ? ` or ${references}` : ''})`,
    )
  }
  if (shared !== undefined) {
    const pairs = shared.flatMap(numbered).map(type => `(${type.id}, ${text(type.objectType)})`)
    if (pairs.length < 2) return undefined
    conditions.push(`(select count(*) from link g join entry ge on ge.agent_id = g.agent_id and ge.id = g.entry_id
      where g.object_id = o.id and (g.agent_id, ge.object_type) in (${pairs.join(', ')})) > 1`)
  }
  return conditions
}

const linkedSql = ({ id, objectType }: NumberedType, onlyUnsent: boolean): string =>
  `exists (select from link t join ${entriesOf(id)} te on te.id = t.entry_id
    where t.object_id = o.id and t.agent_id = ${id} and te.object_type = ${text(objectType)}
    ${onlyUnsent ? `and exists (select from export_change x where x.entry_id = t.entry_id and x.layer = 'pending' and x.operation = 'add')` : ''})`
