import { expectedImage } from '../connector-space/confirm.js'
import type { ExportChange } from '../connector-space/entry.js'
import { changeBetween } from '../model/changes.js'
import type { AttributeChange } from '../model/delta.js'
import { sameBinary } from '../model/digest.js'
import { type AttributeDefinition, type Values, valuesOf } from '../model/value.js'
import { flowValues } from '../rules/flow.js'
import { IGNORE_FLOW } from '../rules/no-value.js'
import type { ExportFlow } from '../rules/rule-set.js'
import { objectScope } from './scope.js'
import type { TracedExportFlow } from './trace.js'
import { tracedExport } from './trace-outbound.js'
import { entryView, objectView, plannedImage } from './views.js'
import type { WorkEntry, WorkObject } from './work.js'
import type { Workspace } from './workspace.js'

/**
 * Export attribute flow to one connector (domain.md 5.4): the difference between what the source is expected to hold and what the
 * rules want becomes the pending export; where there is none, nothing is pending. Answers whether anything is to be sent.
 */
export function flowExport(workspace: Workspace, object: WorkObject, id: number): boolean {
  const entry = workspace.entry(id)
  const objectType = entry.pendingExport?.objectType ?? entry.objectType
  const type = workspace.rules.agents.get(entry.agent)?.types.get(objectType)
  const flows = type?.exportFlows.get(object.type) ?? []
  const creating = isCreation(entry.pendingExport)
  const changes: Record<string, readonly AttributeChange[]> = creating ? givenByCode(workspace, entry, flows) : {}
  const traced: TracedExportFlow[] = []
  for (const flow of flows) {
    // What is only sent at creation need not be among the attributes that are read.
    const flowing = { object, entry, flow, definition: type?.attributes.get(flow.attribute) ?? unread(flow.attribute) }
    const change =
      workspace.trace === undefined ? changeOf(workspace, flowing) : tracedChange(workspace, flowing, traced)
    if (change.length > 0) changes[flow.attribute] = change
  }
  const pending = pendingExport(entry, changes)
  workspace.trace?.add({
    kind: 'export',
    entry: id,
    object: object.id,
    flows: traced,
    before: entry.pendingExport,
    after: pending,
  })
  if (!sameExport(pending, entry.pendingExport)) workspace.setEntry({ ...entry, pendingExport: pending })
  return Object.keys(changes).length > 0 || pending?.dn !== undefined
}

const unread = (name: string): AttributeDefinition => ({ name, type: 'string', multivalued: true, exportOnly: true })

interface Flowing {
  readonly object: WorkObject
  readonly entry: WorkEntry
  readonly flow: ExportFlow
  readonly definition: AttributeDefinition
}

function changeOf(workspace: Workspace, flowing: Flowing): readonly AttributeChange[] {
  const { object, entry, flow } = flowing
  if (flow.reference || flow.existenceTest || isBlocked(workspace, object, flow)) return []
  return isCreation(entry.pendingExport) ? initialChange(workspace, flowing) : laterChange(workspace, flowing)
}

function tracedChange(workspace: Workspace, flowing: Flowing, traced: TracedExportFlow[]): readonly AttributeChange[] {
  const { object, entry, flow, definition } = flowing
  const expected = valuesOf(expectedImage(entry.image, entry.sent), flow.attribute)
  try {
    const changes = changeOf(workspace, flowing)
    const creating = isCreation(entry.pendingExport)
    const exportOnly = definition.exportOnly === true
    const blocked = isBlocked(workspace, object, flow)
    const wanted = isUnasked(flowing) ? undefined : quietly(() => wantedValues(workspace, flowing))
    traced.push(tracedExport({ flow, creating, exportOnly, blocked, expected, wanted, changes }))
    return changes
  } catch (error) {
    const { rule, attribute } = flow
    const { pendingExport } = entry
    const failed = { rule, attribute, status: 'failed', before: expected, after: undefined, changes: [] } as const
    const flows = [...traced, failed]
    workspace.trace?.add({
      kind: 'export',
      entry: entry.id,
      object: object.id,
      flows,
      before: pendingExport,
      after: pendingExport,
    })
    throw error
  }
}

// Looking on must not run code, or fail, where the decision does not.
const isUnasked = ({ flow }: Flowing): boolean => flow.reference || flow.source.kind === 'extension'

function quietly<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}

const isCreation = (change: ExportChange | undefined): boolean =>
  change?.operation === 'add' || change?.operation === 'delete-add'

// Provisioning in code may set attributes that no flow speaks of.
function givenByCode(
  workspace: Workspace,
  entry: WorkEntry,
  flows: readonly ExportFlow[],
): Record<string, readonly AttributeChange[]> {
  if (workspace.rules.extension?.provision === undefined) return {}
  const flowing = new Set(flows.map(flow => flow.attribute))
  const given = Object.entries(entry.pendingExport?.changes ?? {})
  return Object.fromEntries(given.filter(([attribute]) => !flowing.has(attribute)))
}

/** What a lower-ranking source gave is not written back to a source that ranks above it (domain.md 5.5). */
function isBlocked(workspace: Workspace, object: WorkObject, { source, blockedBy }: ExportFlow): boolean {
  if (blockedBy.size === 0 || source.kind !== 'direct') return false
  return object.links.some(link => {
    const rule = workspace.entry(link).link?.contributions[source.attribute]?.rule
    return rule !== undefined && blockedBy.has(rule)
  })
}

const wantedValues = (workspace: Workspace, { object, entry, flow, definition }: Flowing): Values | undefined =>
  flowValues(flow.source, objectScope(object), definition, {
    entry: () => entryView(workspace, entry, plannedImage(entry)),
    object: () => objectView(workspace, object, plannedImage),
  })

// An initial-only value is decided once: it stays as it was when the object is not yet sent.
function initialChange(workspace: Workspace, flowing: Flowing): readonly AttributeChange[] {
  const { entry, flow } = flowing
  const decided = entry.pendingExport?.changes[flow.attribute]
  if (flow.initialOnly && entry.life !== 'new' && decided !== undefined) return decided
  const values = wantedValues(workspace, flowing)
  return values === undefined || values.length === 0 ? [] : [{ operation: 'replace', values }]
}

function laterChange(workspace: Workspace, flowing: Flowing): readonly AttributeChange[] {
  const { entry, flow, definition } = flowing
  // What cannot be read back cannot be compared: it is sent when the object is created.
  if (flow.initialOnly || definition.exportOnly === true) return []
  const values = wantedValues(workspace, flowing)
  if (values === IGNORE_FLOW || (values === undefined && !flow.allowNulls)) return []
  const expected = valuesOf(expectedImage(entry.image, entry.sent), flow.attribute)
  if (definition.type === 'binary' && sameBinary(expected, values ?? [])) return []
  return changeBetween(expected, values ?? [], definition.multivalued)
}

function pendingExport(
  entry: WorkEntry,
  changes: Record<string, readonly AttributeChange[]>,
): ExportChange | undefined {
  const held = entry.pendingExport
  if (held?.operation === 'add') return { operation: 'add', dn: entry.dn, changes }
  if (held?.operation === 'delete-add') return { ...held, changes }
  // A delete that was planned before the object was linked again is off.
  const dn = held?.operation === 'update' ? held.dn : undefined
  return Object.keys(changes).length === 0 && dn === undefined ? undefined : { operation: 'update', dn, changes }
}

const sameExport = (a: ExportChange | undefined, b: ExportChange | undefined): boolean =>
  JSON.stringify(a) === JSON.stringify(b)
