import { ProblemError } from '../model/problem.js'
import type { Projection } from '../rules/rule-set.js'
import { entryScope } from './scope.js'
import { entryView } from './views.js'
import type { WorkEntry } from './work.js'
import type { Workspace } from './workspace.js'

/** The metaverse type to create for an entry that nothing joins (domain.md 6.3); undefined: none. @throws ProblemError */
export function projectedType(
  workspace: Workspace,
  entry: WorkEntry,
  projection: Projection | undefined,
): string | undefined {
  const type = typeOf(workspace, entry, projection)
  if (type === undefined || workspace.rules.metaverse.types.has(type)) return type
  throw new ProblemError({
    code: 'extension-projection-invalid-object-type',
    message: `The projection rule gives the metaverse type ${type}, which does not exist.`,
    hint: `Types are ${[...workspace.rules.metaverse.types.keys()].join(', ')}.`,
    where: { dn: entry.dn },
  })
}

function typeOf(workspace: Workspace, entry: WorkEntry, projection: Projection | undefined): string | undefined {
  switch (projection?.kind) {
    case undefined:
      return undefined
    case 'declared':
      return projection.metaverseType
    case 'expression':
      return projection.expression.evaluate(entryScope(entry))?.[0]
    case 'extension':
      return projection.call(entryView(workspace, entry, entry.image))
  }
}
