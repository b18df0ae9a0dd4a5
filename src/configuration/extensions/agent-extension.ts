import type { AttributeDefinition } from '../../model/value.js'
import type {
  CompiledAgentExtension,
  DeprovisionCall,
  EntryView,
  FlowCall,
  NamedFlowCall,
  ObjectView,
  ProjectionCall,
  ResolutionCall,
} from '../../rules/extension.js'
import type { AgentExtension } from '../../rules/extension-api.js'
import { type ExtensionSchema, entryFor, objectFor } from './author-views.js'
import { answerNow, type Call, type CallSiteName, callerOf, type Extension } from './call.js'
import { answerBoolean, deprovisioned, projected, resolved } from './decisions.js'
import { hub } from './hub-helpers.js'
import { newChanges, valuesOfResult } from './results.js'

type FlowKind = 'joinMapping' | 'importFlow' | 'exportFlow'

const FLOW_SITES: Readonly<Record<FlowKind, CallSiteName>> = {
  joinMapping: 'join-mapping',
  importFlow: 'import-flow',
  exportFlow: 'export-flow',
}

interface Author {
  readonly rules: AgentExtension
  readonly schema: ExtensionSchema
  readonly caller: (name: CallSiteName, context?: string) => Call
}

/** @param rules what the module exports, checked by `agentRules` */
export function agentExtension(
  extension: Extension,
  rules: AgentExtension,
  schema: ExtensionSchema,
): CompiledAgentExtension {
  const author: Author = { rules, schema, caller: (name, context) => callerOf({ extension, name, context }) }
  const flows = (kind: FlowKind) =>
    new Map(Object.entries(rules[kind] ?? {}).map(([name, flow]) => [name, flowOf(author, { kind, name, flow })]))
  return {
    filter: filterOf(author),
    projection: projectionOf(author),
    deprovision: deprovisionOf(author),
    joinMappings: flows('joinMapping'),
    importFlows: flows('importFlow'),
    exportFlows: flows('exportFlow'),
    joinResolutions: new Map(
      Object.entries(rules.joinResolution ?? {}).map(([name, resolve]) => [name, resolutionOf(author, name, resolve)]),
    ),
  }
}

function filterOf({ rules: { filter }, schema, caller }: Author): CompiledAgentExtension['filter'] {
  if (filter === undefined) return undefined
  const call = caller('disconnector-filter')
  return entry => call({ entry }, () => answerBoolean(filter(entryFor(entry, schema), hub)))
}

function projectionOf({ rules: { projection }, schema, caller }: Author): ProjectionCall | undefined {
  if (projection === undefined) return undefined
  const call = caller('projection')
  return entry => call({ entry }, () => projected(projection(entryFor(entry, schema), hub)))
}

function deprovisionOf({ rules: { deprovision }, schema, caller }: Author): DeprovisionCall | undefined {
  if (deprovision === undefined) return undefined
  const call = caller('cs-deprovisioning')
  return (entry, object) =>
    call({ entry, object }, () => {
      const answer = deprovision(entryFor(entry, schema), objectFor(object, schema), hub)
      const { set, ...rest } = deprovisioned(answer)
      const definitions = schema.entry(entry.agent, entry.objectType) ?? new Map()
      const changes = newChanges(set, definitions, `${entry.objectType} of ${entry.agent}`)
      return { ...rest, changes }
    })
}

type Functions<K extends keyof AgentExtension> = NonNullable<AgentExtension[K]>
type JoinMapping = Functions<'joinMapping'>[string]
type ImportFlow = Functions<'importFlow'>[string]
type ExportFlow = Functions<'exportFlow'>[string]

interface NamedFlow {
  readonly kind: FlowKind
  readonly name: string
  readonly flow: JoinMapping | ImportFlow | ExportFlow
}

function flowOf({ schema, caller }: Author, { kind, name, flow }: NamedFlow): NamedFlowCall {
  const call = caller(FLOW_SITES[kind], name)
  const answer = ({ entry, object }: FlowSubject): unknown => {
    const author = entryFor(entry, schema)
    if (kind === 'joinMapping') return (flow as JoinMapping)(author, hub)
    // Flows run for linked entries only.
    const other = objectFor(object as ObjectView, schema)
    return kind === 'importFlow' ? (flow as ImportFlow)(author, other, hub) : (flow as ExportFlow)(other, author, hub)
  }
  const to =
    (target: AttributeDefinition | undefined): FlowCall =>
    (entry, object) =>
      call({ entry, object }, () => valuesOfResult(answerNow(answer({ entry, object })), target))
  return Object.assign(to(undefined), { to })
}

interface FlowSubject {
  readonly entry: EntryView
  readonly object: ObjectView | undefined
}

function resolutionOf(
  { schema, caller }: Author,
  name: string,
  resolve: Functions<'joinResolution'>[string],
): ResolutionCall {
  const call = caller('join-resolution', name)
  return (entry, hits) => {
    const objects = Object.freeze(hits.map(hit => objectFor(hit, schema)))
    return call({ entry }, () => resolved(resolve(entryFor(entry, schema), objects, hub), objects))
  }
}
