import { sameValues, type Values } from '../model/value.js'
import { conditionHolds } from '../rules/filter.js'
import type { JoinSearch } from '../rules/join.js'
import type { AttributeFlows, ImportFlow, JoinCriterion, TypeRules } from '../rules/rule-set.js'
import type { Connector, Contributor, Give } from './attribute-decision.js'
import { entryScope } from './scope.js'
import type { FilterEvent, ImportEvent, JoinEvent, TracedImportFlow } from './trace.js'
import type { WorkEntry } from './work.js'

/** How every alternative of a filter fared, also those behind the one that matched. */
export function filterEvent(entry: WorkEntry, rules: TypeRules, matched: number | undefined): FilterEvent {
  const scope = entryScope(entry)
  const declared = rules.filter.map(({ rule, conditions }) => {
    const tested = conditions.map(condition => ({ ...condition, holds: conditionHolds(condition, scope) }))
    return { rule, conditions: tested, matched: tested.every(each => each.holds) }
  })
  const { filterCall } = rules
  return {
    kind: 'filter',
    entry: entry.id,
    status: matched === undefined ? 'passed' : entry.state.startsWith('explicit') ? 'explicit' : 'matched',
    alternatives:
      filterCall === undefined ? declared : [{ rule: filterCall.rule, matched: matched !== undefined, conditions: [] }],
  }
}

export interface TriedCriterion {
  readonly searches: readonly JoinSearch[] | undefined
  readonly hits: readonly number[]
  readonly object: number | undefined
}

export const joinEvent = (
  entry: number,
  criterion: JoinCriterion,
  { searches, hits, object }: TriedCriterion,
): JoinEvent => ({
  kind: 'join',
  entry,
  rule: criterion.rule,
  metaverseType: criterion.metaverseType,
  searches: searches ?? [],
  hits,
  resolution: criterion.resolution !== undefined,
  object,
  status:
    object !== undefined
      ? 'joined'
      : searches === undefined
        ? 'no-value'
        : hits.length === 0
          ? 'no-match'
          : criterion.resolution === undefined
            ? 'ambiguous'
            : 'declined',
})

export const unreachedJoin = (entry: number, { rule, metaverseType, resolution }: JoinCriterion): JoinEvent => ({
  kind: 'join',
  entry,
  rule,
  metaverseType,
  searches: [],
  hits: [],
  resolution: resolution !== undefined,
  object: undefined,
  status: 'not-reached',
})

/** What the flows of one attribute gave while it was decided. */
export interface Recorder {
  readonly give: Give
  readonly given: Map<ImportFlow, Map<number, Values | undefined>>
  /** The flow that was asked last, and has not answered. */
  failing: { readonly flow: ImportFlow; readonly entry: number } | undefined
}

/** Notes what flows give for what their entries hold now. */
export function recording(give: Give): Recorder {
  const given: Recorder['given'] = new Map()
  const recorder: Recorder = {
    given,
    failing: undefined,
    give(flow, connector, scope) {
      recorder.failing = { flow, entry: connector.entryId }
      const values = give(flow, connector, scope)
      recorder.failing = undefined
      if (scope === connector.scope) given.set(flow, (given.get(flow) ?? new Map()).set(connector.entryId, values))
      return values
    },
  }
  return recorder
}

export interface DecidedAttribute {
  readonly object: number
  readonly attribute: string
  readonly flows: AttributeFlows
  readonly connectors: readonly Connector[]
  readonly entry: number | undefined
  readonly before: Values
  readonly after: Values
  readonly by: readonly Contributor[]
  /** Undefined for references. */
  readonly given: Recorder['given'] | undefined
  readonly failing?: Recorder['failing']
}

/** Every flow of a decided attribute, with why it was or was not the one. */
export function importEvent(decided: DecidedAttribute): ImportEvent {
  const { object, attribute, flows, entry, before, after, given } = decided
  return {
    kind: 'import',
    object,
    attribute,
    precedence: flows.precedence,
    entry,
    reference: given === undefined,
    before,
    after,
    flows: flows.flows.flatMap(flow => tracedFlows(decided, flow)),
  }
}

function tracedFlows(decided: DecidedAttribute, flow: ImportFlow): TracedImportFlow[] {
  const connectors = decided.connectors.filter(each => each.agent === flow.agent && each.objectType === flow.objectType)
  if (connectors.length === 0) return [{ rule: flow.rule, status: 'no-connector', entry: undefined, values: undefined }]
  return connectors.map(connector => ({
    rule: flow.rule,
    entry: connector.entryId,
    status: statusOf(decided, flow, connector),
    values: decided.given?.get(flow)?.get(connector.entryId),
  }))
}

function statusOf(decided: DecidedAttribute, flow: ImportFlow, connector: Connector): TracedImportFlow['status'] {
  const { by, given, entry, before, after, attribute } = decided
  const id = connector.entryId
  if (decided.failing?.flow === flow && decided.failing.entry === id) return 'failed'
  if (by.some(each => each.entry === id && each.rule === flow.rule)) {
    const held = connector.entry.link?.contributions[attribute]?.rule === flow.rule
    if (id !== entry && !held) return 'repopulated'
    return held && sameValues(before, after) ? 'unchanged' : 'applied'
  }
  if (given === undefined) {
    const source = flow.source.kind === 'direct' ? flow.source.attribute : ''
    return connector.entry.present.includes(source) ? 'not-precedent' : 'no-value'
  }
  const asked = given.get(flow)
  if (asked?.has(id) !== true) return 'not-precedent'
  const values = asked.get(id)
  if (values !== undefined && values.length > 0) return 'not-precedent'
  return flow.source.kind === 'extension' ? 'declined' : 'no-value'
}
