import type { ConnectorState, ExportOperation, ImportOperation } from '../../connector-space/entry.js'
import type { Bind } from './page.js'

export type Pending<Operation> = readonly (Operation | 'none')[]

/** What entries are searched by (domain.md 9.4); all that is given must hold. */
export interface EntryFilter {
  readonly dnKey?: string
  readonly dnStartsWith?: string
  /** The name itself, and all names below it. */
  readonly dnSubtree?: string
  /** The first component of the name. */
  readonly rdn?: string
  readonly anchor?: string
  readonly objectType?: string
  readonly states?: readonly ConnectorState[]
  readonly pendingImport?: Pending<ImportOperation>
  readonly pendingExport?: Pending<ExportOperation>
  readonly hasProblem?: boolean
  readonly problemCode?: string
  readonly problemPhases?: readonly ('import' | 'synchronization' | 'export')[]
  readonly transient?: boolean
  /** Something was sent that no import has shown. */
  readonly awaitingConfirmation?: boolean
  /** Its pending export is held by a person. */
  readonly held?: boolean
}

export const STATE = `case when l.entry_id is null then coalesce(d.state, 'disconnector') when l.explicit then 'explicit-connector' else 'connector' end`

const not = (wanted: boolean): string => (wanted ? '' : 'not ')

/** Conditions on \`e\` (entry), \`l\` (link), \`d\` (disconnector), \`i\` (pending import) and \`x\` (pending export). */
export function conditionsOf(agent: number, filter: EntryFilter, bind: Bind): string[] {
  const all: (string | undefined)[] = [
    `e.agent_id = ${bind(agent)}`,
    ...nameConditions(filter, bind),
    filter.anchor === undefined ? undefined : `e.anchor = ${bind(filter.anchor)}`,
    filter.objectType === undefined ? undefined : `e.object_type = ${bind(filter.objectType)}`,
    filter.states === undefined ? undefined : `${STATE} = any(${bind(filter.states)}::text[])`,
    filter.pendingImport === undefined
      ? undefined
      : `coalesce(i.operation, 'none') = any(${bind(filter.pendingImport)}::text[])`,
    filter.pendingExport === undefined
      ? undefined
      : `coalesce(x.operation, 'none') = any(${bind(filter.pendingExport)}::text[])`,
    filter.transient === undefined ? undefined : `e.dn_key is ${not(filter.transient)}null`,
    filter.held === undefined ? undefined : `x.held_by is ${not(!filter.held)}null`,
    filter.awaitingConfirmation === undefined
      ? undefined
      : `${not(filter.awaitingConfirmation)}exists (select from export_change u where u.entry_id = e.id and u.layer = 'unconfirmed')`,
    ...problemConditions(filter, bind),
  ]
  return all.filter(condition => condition !== undefined)
}

// Letter case and spaces around separators do not matter.
const PLAIN = (dn: string): string => `regexp_replace(lower(${dn}), '\\s*([,=])\\s*', '\\1', 'g')`

function nameConditions({ dnKey, dnStartsWith, dnSubtree, rdn }: EntryFilter, bind: Bind): (string | undefined)[] {
  return [
    dnKey === undefined ? undefined : `e.dn_key = ${bind(dnKey)}::uuid`,
    dnStartsWith === undefined ? undefined : `starts_with(lower(e.dn), lower(${bind(dnStartsWith)}))`,
    dnSubtree === undefined ? undefined : below(bind(dnSubtree)),
    rdn === undefined ? undefined : first(bind(rdn)),
  ]
}

// A comma behind a backslash separates nothing.
const below = (base: string): string =>
  `(select n.dn = n.base or (right(n.dn, length(n.base) + 1) = ',' || n.base and left(right(n.dn, length(n.base) + 2), 1) <> '\\')
    from (select ${PLAIN('e.dn')} as dn, ${PLAIN(`${base}::text`)} as base) n)`

const first = (rdn: string): string =>
  `(select n.dn = n.rdn or starts_with(n.dn, n.rdn || ',') from (select ${PLAIN('e.dn')} as dn, ${PLAIN(`${rdn}::text`)} as rdn) n)`

function problemConditions(
  { hasProblem, problemCode, problemPhases }: EntryFilter,
  bind: Bind,
): (string | undefined)[] {
  const problems = 'select from problem q where q.agent_id = e.agent_id and q.entry_id = e.id'
  return [
    hasProblem === undefined ? undefined : `${not(hasProblem)}exists (${problems})`,
    problemCode === undefined ? undefined : `exists (${problems} and q.code = ${bind(problemCode)})`,
    problemPhases === undefined ? undefined : `exists (${problems} and q.phase = any(${bind(problemPhases)}::text[]))`,
  ]
}
