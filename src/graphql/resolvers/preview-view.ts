import type { AttributeDefinition } from '../../model/value.js'
import type { RuleSet } from '../../rules/rule-set.js'
import type { Change, Preview } from '../../runs/preview/preview.js'
import { entryAttribute, metaverseAttribute } from '../../service/schema.js'
import type { EntryStanding, ObjectStanding } from '../../storage/preview/standing.js'
import type { ExportEvent, ImportEvent, TraceEvent } from '../../sync/trace.js'
import { attributeList, changeList } from './attributes.js'
import { counterList } from './run-views.js'

type Kind = TraceEvent['kind']
type Of<K extends Kind> = Extract<TraceEvent, { kind: K }>

/** A preview as the graph shows it: what was decided, sorted by what it is about. */
export function previewView(preview: Preview, rules: RuleSet) {
  const all = <K extends Kind>(kind: K): Of<K>[] =>
    preview.events.filter((event): event is Of<K> => event.kind === kind)
  const rule = (number: number): string => preview.names.rules.get(number) ?? `rule ${number}`
  const agent = (number: number): string => preview.names.agents.get(number) ?? `agent ${number}`
  const optional = (number: number | undefined | null): string | null => (number == null ? null : rule(number))
  const named = <Event extends { readonly rule: number }>(event: Event) => ({ ...event, rule: rule(event.rule) })
  const [filter] = all('filter')
  const [projection] = all('projection')
  return {
    entryId: preview.entry.id,
    mode: preview.mode,
    hasError: preview.problem !== undefined,
    problem: preview.problem,
    counters: counterList(preview.counters),
    filter: filter && { ...filter, alternatives: filter.alternatives.map(named) },
    joins: all('join').map(named),
    projection: projection && { ...projection, rule: optional(projection.rule) },
    importAttributes: all('import').map(event => importView(event, rule)),
    deletions: all('deletion').map(each => ({ ...each, due: each.due === undefined ? null : new Date(each.due) })),
    recalls: all('recall'),
    provisioningRules: all('provisioning-rule').map(each => ({ ...named(each), agent: agent(each.agent) })),
    provisioning: all('provisioned').map(each => ({ ...each, rule: optional(each.rule), agent: agent(each.agent) })),
    deprovisioning: all('deprovisioning').map(each => ({ ...each, operation: each.pendingExport?.operation })),
    entries: preview.entries.map(each => entryView(each, { exports: all('export'), rule, rules })),
    objects: preview.objects.map(each => objectView(each, preview, rules)),
  }
}

type Named = (rule: number) => string

const importView = (event: ImportEvent, rule: Named) => ({
  ...event,
  recall: event.entry === undefined,
  hasError: event.flows.some(flow => flow.status === 'failed'),
  flows: event.flows.map(flow => ({ ...flow, rule: rule(flow.rule), hasError: flow.status === 'failed' })),
})

interface Surroundings {
  readonly exports: readonly ExportEvent[]
  readonly rule: Named
  readonly rules: RuleSet
}

function entryView({ id, before, after }: Change<EntryStanding>, { exports, rule, rules }: Surroundings) {
  const flows = exports.findLast(event => event.entry === id)?.flows ?? []
  const standing = (each: EntryStanding | undefined) => each && standingView(each, { rule, rules })
  return {
    id,
    agent: (before ?? after)?.agentName,
    before: standing(before),
    after: standing(after),
    changed: JSON.stringify(before) !== JSON.stringify(after),
    hasError: flows.some(flow => flow.status === 'failed'),
    exportFlows: flows.map(flow => ({ ...flow, rule: rule(flow.rule), hasError: flow.status === 'failed' })),
  }
}

function standingView(standing: EntryStanding, { rule, rules }: Pick<Surroundings, 'rule' | 'rules'>) {
  const { dn, state, pendingExport, references } = standing
  const definitions = (name: string): AttributeDefinition => entryAttribute(rules, standing, name)
  return {
    dn,
    state,
    rule: standing.rule === null ? null : rule(standing.rule),
    pendingExport: {
      operation: pendingExport?.operation,
      dn: pendingExport?.dn,
      changes: changeList(pendingExport?.changes ?? {}, definitions),
      references,
    },
  }
}

function objectView({ id, before, after }: Change<ObjectStanding>, preview: Preview, rules: RuleSet) {
  const standing = (each: ObjectStanding | undefined) =>
    each && {
      type: each.type,
      attributes: attributeList(each.attributes, name => metaverseAttribute(rules, name), undefined),
    }
  const references = preview.references.filter(each => each.object === id)
  return {
    id: before === undefined ? undefined : id,
    before: standing(before),
    after: standing(after),
    changed: references.length > 0 || JSON.stringify(before) !== JSON.stringify(after),
    references,
  }
}
