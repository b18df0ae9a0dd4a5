import { ProblemError } from '../model/problem.js'
import { type JoinSearch, joinValues } from '../rules/join.js'
import { type JoinCriterion, OBJECT_ID, type TypeRules } from '../rules/rule-set.js'
import { entryScope } from './scope.js'
import { joinEvent, unreachedJoin } from './trace-inbound.js'
import { entryView, objectView } from './views.js'
import type { WorkEntry } from './work.js'
import type { Workspace } from './workspace.js'

export interface Join {
  readonly object: number
  readonly rule: number
  /** The type that resolution gives the object. */
  readonly metaverseType: string | undefined
}

/**
 * The first criterion with exactly one hit joins, or the first whose resolution in code chooses one; none or several hits
 * leave the turn to the next (domain.md 6.2).
 */
export function findJoin(workspace: Workspace, entry: WorkEntry, rules: TypeRules): Join | undefined {
  for (const [i, criterion] of rules.joins.entries()) {
    const view = { entry: () => entryView(workspace, entry, entry.image), object: () => undefined }
    const searches = joinValues(criterion, entryScope(entry), view)
    const hits = searches === undefined ? [] : matches(workspace, criterion, searches)
    const join = resolve(workspace, entry, criterion, hits)
    workspace.trace?.add(joinEvent(entry.id, criterion, { searches, hits, object: join?.object }))
    if (join === undefined) continue
    if (workspace.trace !== undefined)
      for (const rest of rules.joins.slice(i + 1)) workspace.trace.add(unreachedJoin(entry.id, rest))
    return { ...join, object: checkFree(workspace, entry, join.object) }
  }
  return undefined
}

function matches(workspace: Workspace, criterion: JoinCriterion, searches: readonly JoinSearch[]): number[] {
  const [first = [], ...rest] = searches.map(({ metaverseAttribute, keys }) =>
    metaverseAttribute === OBJECT_ID
      ? keys.map(Number).filter(id => workspace.objects.has(id))
      : workspace.search(metaverseAttribute, keys),
  )
  return first.filter(id => rest.every(ids => ids.includes(id)) && hasType(workspace, id, criterion.metaverseType))
}

function hasType(workspace: Workspace, id: number, type: string | undefined): boolean {
  const object = workspace.object(id)
  return object.life !== 'deleted' && (type === undefined || object.type === type)
}

function resolve(
  workspace: Workspace,
  entry: WorkEntry,
  { resolution, rule }: JoinCriterion,
  hits: readonly number[],
): Join | undefined {
  const [only] = hits
  if (only === undefined) return undefined
  if (resolution === undefined) return hits.length === 1 ? { object: only, rule, metaverseType: undefined } : undefined
  const views = hits.map(id => objectView(workspace, workspace.object(id), each => each.synchronized))
  const chosen = resolution(entryView(workspace, entry, entry.image), views)
  if (chosen === undefined) return undefined
  const object = hits[chosen.index]
  if (object === undefined) throw outOfBounds(entry, chosen.index, hits.length)
  const { metaverseType } = chosen
  if (metaverseType !== undefined && !workspace.rules.metaverse.types.has(metaverseType))
    throw unknownType(entry, metaverseType)
  return { object, rule, metaverseType }
}

const outOfBounds = (entry: WorkEntry, index: number, hits: number): ProblemError =>
  new ProblemError({
    code: 'extension-join-resolution-index-out-of-bounds',
    message: `Join resolution chose number ${index} of ${hits} hits.`,
    hint: 'Answer a position among the hits, from 0, or nothing.',
    where: { dn: entry.dn },
  })

const unknownType = (entry: WorkEntry, type: string): ProblemError =>
  new ProblemError({
    code: 'extension-join-resolution-invalid-object-type',
    message: `Join resolution wants the metaverse type ${type}, which does not exist.`,
    hint: 'Answer a type of the metaverse, or leave it out.',
    where: { dn: entry.dn },
  })

// One connector an agent: a second one would make every declared flow ambiguous (domain.md 5.2, 6.2).
function checkFree(workspace: Workspace, entry: WorkEntry, id: number): number {
  const other = workspace
    .object(id)
    .links.map(link => workspace.entry(link))
    .find(linked => linked.agent === entry.agent)
  if (other === undefined) return id
  throw new ProblemError({
    code: 'ambiguous-import-flow-from-multiple-connectors',
    message: `“${entry.dn}” matches the metaverse object of “${other.dn}”, which is of the same agent.`,
    hint: 'Two objects of one source describe the same person or thing. Repair the source, make the join stricter, or filter one of them.',
    where: { dn: entry.dn, ...(entry.anchor === undefined ? {} : { anchor: entry.anchor }) },
  })
}
