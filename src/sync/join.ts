import { ProblemError } from '../model/problem.js'
import { joinValues } from '../rules/join.js'
import type { JoinCriterion, TypeRules } from '../rules/rule-set.js'
import { entryScope } from './scope.js'
import type { WorkEntry } from './work.js'
import type { Workspace } from './workspace.js'

export interface Join {
  readonly object: number
  readonly rule: number
}

/** The first criterion with exactly one hit joins; none or several hits leave the turn to the next (domain.md 6.2). */
export function findJoin(workspace: Workspace, entry: WorkEntry, rules: TypeRules): Join | undefined {
  for (const criterion of rules.joins) {
    const hits = matches(workspace, entry, criterion)
    if (hits.length === 1) return { object: checkFree(workspace, entry, hits[0] as number), rule: criterion.rule }
  }
  return undefined
}

function matches(workspace: Workspace, entry: WorkEntry, criterion: JoinCriterion): number[] {
  const searches = joinValues(criterion, entryScope(entry))
  if (searches === undefined) return []
  const [first = [], ...rest] = searches.map(search => workspace.search(search.metaverseAttribute, search.keys))
  return first.filter(id => rest.every(ids => ids.includes(id)) && hasType(workspace, id, criterion.metaverseType))
}

function hasType(workspace: Workspace, id: number, type: string | undefined): boolean {
  const object = workspace.object(id)
  return object.life !== 'deleted' && (type === undefined || object.type === type)
}

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
