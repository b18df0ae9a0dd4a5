import type { ConfigurationPlan } from '../../configuration/difference.js'
import type { ConfigurationVersionRow } from '../../storage/read/configuration-versions.js'

export const versionView = <Row extends ConfigurationVersionRow | undefined>(row: Row) =>
  (row === undefined ? undefined : { ...row, version: row.id }) as Row extends undefined
    ? undefined
    : ConfigurationVersionRow & { version: number }

/** A plan with what was and what will be as JSON: it may be anything that stands in a document. */
export function planView({ changes, requirements }: ConfigurationPlan) {
  const json = (value: unknown): string | null => (value === undefined ? null : JSON.stringify(value))
  return {
    requirements,
    changes: changes.map(change => ({ ...change, before: json(change.before), after: json(change.after) })),
  }
}

export const NO_PLAN = { changes: [], requirements: [], warnings: [] } as const
