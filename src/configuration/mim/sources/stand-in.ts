import type { SourceContext, SourceDraft } from './source.js'

const DIRECTORIES = new Set(['AD', 'AD GAL', 'ADAM', 'iPlanet', 'eDirectory', 'IBM DS'])
const TYPE_COLUMN = 'ObjectType'

/** A file in place of the source, so that the rules can be tried on exported data without touching anything. */
export function standIn({ agent, slug }: SourceContext): SourceDraft {
  if (DIRECTORIES.has(agent.category))
    return { connector: 'file', settings: { format: 'ldif', path: `${slug}.ldif`, anchor: 'objectGUID' } }
  const { settings } = agent
  const [anchor] = [
    ...settings.texts('mms-info', 'anchor', 'attribute'),
    ...settings.texts('importing', 'anchor', 'attribute'),
  ]
  const anchors = { anchor: anchor ?? agent.selected[0] ?? 'id', objectTypeColumn: TYPE_COLUMN }
  return { connector: 'file', settings: { format: 'csv', path: `${slug}.csv`, ...anchors } }
}
