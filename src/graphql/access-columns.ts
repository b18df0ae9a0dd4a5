import type { Actor } from '../access/actor.js'
import { mayDo } from '../access/authorize.js'
import { farmsOf, seesFarm } from '../access/authorize-farm.js'
import { farmRole, ROLES, type Role } from '../access/roles.js'
import { MAY_ASK_FOR_SCHEMA } from './policy.js'
import type { Need } from './root-needs.js'

/** Whose keys a column of docs/access-matrix.md is about. */
export interface AccessColumn {
  readonly title: string
  /** Undefined: no key. */
  readonly roles: readonly Role[] | undefined
}

export interface AccessRow {
  readonly about: string
  /** One for each of {@link ACCESS_COLUMNS}. */
  readonly allowed: readonly boolean[]
  /** What stands in the last column. */
  readonly more?: string
}

/** The farm that is asked for is this one's own, or another. */
const FARM = 'intranet'

export const ACCESS_COLUMNS: readonly AccessColumn[] = [
  ...ROLES.map(role => ({ title: role, roles: [role] })),
  { title: 'own farm', roles: [farmRole(FARM)] },
  { title: 'another farm', roles: [farmRole('another')] },
  { title: 'no key', roles: undefined },
]

/** Whether the keys of a column may have what needs this. */
export function meets({ roles }: AccessColumn, need: Need): boolean {
  if (roles === undefined) return false
  const actor: Actor = { name: 'somebody', roles }
  if (need === 'key') return true
  if (need === 'farm') return seesFarm(actor, FARM)
  if (need === 'some farm') return farmsOf(actor).length > 0 || mayDo(roles, 'read-metaverse')
  if (need === 'schema') return MAY_ASK_FOR_SCHEMA.some(holder => (roles as readonly string[]).includes(holder))
  return need.every(operation => mayDo(roles, operation))
}

/** A table of Markdown: the column of what rows are about is headed so, then come the keys, and one more where it has a heading. */
export function accessTable(heading: string, rows: readonly AccessRow[], last?: string): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`
  const optional = (cell: string | undefined): string[] => (cell === undefined ? [] : [cell])
  const headings = [heading, ...ACCESS_COLUMNS.map(({ title }) => title), ...optional(last)]
  const lines = rows.map(({ about, allowed, more }) =>
    line([about, ...allowed.map(may => (may ? 'yes' : 'no')), ...optional(more)]),
  )
  return `${line(headings)}${line(headings.map(() => '---'))}${lines.join('')}`
}
