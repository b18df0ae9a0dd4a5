import type { Change, Preview } from '../runs/preview/preview.js'
import type { EntryStanding, ObjectStanding, ReferenceOutcome } from '../storage/preview/standing.js'
import type { TraceEvent } from '../sync/trace.js'
import type { Screen } from './screen.js'

interface Words {
  readonly paint: Screen['paint']
  readonly rule: (number: number | null | undefined) => string
  readonly agent: (number: number) => string
  readonly entry: (number: number | undefined) => string
  readonly object: (number: number) => string
}

/** A preview as an administrator reads it: what was decided, in order, then what is different afterwards. */
export function previewLines(preview: Preview, paint: Screen['paint']): string[] {
  const { names, entry, mode, problem, counters } = preview
  const words: Words = {
    paint,
    rule: number => (number == null ? '' : (names.rules.get(number) ?? `rule ${number}`)),
    agent: number => names.agents.get(number) ?? `agent ${number}`,
    entry: number => {
      const found = preview.entries.find(each => each.id === number)
      const standing = found?.after ?? found?.before
      return standing === undefined ? `entry ${number ?? ''}` : `${standing.agentName} ${standing.dn}`
    },
    object: number => {
      const isNew = preview.objects.some(each => each.id === number && each.before === undefined)
      return isNew ? 'a new metaverse object' : `metaverse object ${number}`
    },
  }
  const counted = Object.entries(counters).map(([name, count]) => `${name} ${count}`)
  return [
    paint('bold', `${entry.agentName} ${entry.dn} (${entry.state}), ${mode} synchronization`),
    ...preview.events.flatMap(event => eventLines(event, words)),
    ...(problem === undefined ? [] : ['', paint('red', `fails: ${problem.message} (${problem.code})`)]),
    '',
    paint('bold', 'Afterwards'),
    ...preview.objects.flatMap(change => objectLines(change, preview.references, paint)),
    ...preview.entries.flatMap(change => entryLines(change, words)),
    ...(counted.length === 0 ? [] : [`counts: ${counted.join(', ')}`]),
  ]
}

const indented = (lines: readonly string[]): string[] => lines.map(line => `    ${line}`)
const list = (values: readonly string[] | undefined): string => (values === undefined ? '–' : `[${values.join(', ')}]`)

type Print<K extends TraceEvent['kind']> = (event: Extract<TraceEvent, { kind: K }>, words: Words) => string[]

const PRINT: { readonly [K in TraceEvent['kind']]: Print<K> } = {
  filter: ({ status, alternatives }, { rule }) => [
    `filter: ${status}`,
    ...indented(
      alternatives.flatMap(each => [
        `${rule(each.rule)}: ${each.matched ? 'matches' : 'does not match'}`,
        ...indented(
          each.conditions.map(
            ({ attribute, operator, value, holds }) =>
              `${attribute} ${operator}${value === undefined ? '' : ` ${value}`}: ${holds ? 'holds' : 'does not hold'}`,
          ),
        ),
      ]),
    ),
  ],
  join: ({ status, searches, hits, ...event }, { rule }) => [
    `join ${rule(event.rule)}: ${status}${hits.length === 0 ? '' : `, found ${hits.length} (${hits.slice(0, 10).join(', ')})`}`,
    ...indented(searches.map(({ metaverseAttribute, keys }) => `${metaverseAttribute} = ${keys.join(' or ')}`)),
  ],
  projection: ({ status, metaverseType, ...event }, { rule }) => [
    `projection ${rule(event.rule)}: ${status}${metaverseType === undefined ? '' : ` as ${metaverseType}`}`,
  ],
  import: ({ attribute, precedence, reference, before, after, flows, entry }, { rule, entry: name, paint }) => [
    `${entry === undefined ? 'recall' : 'import'} ${attribute} (${precedence})${reference ? '' : `: ${list(before)} → ${list(after)}`}`,
    ...indented(
      flows.map(flow => {
        const line = `${flow.status} ${rule(flow.rule)}${flow.values === undefined ? '' : ` = ${list(flow.values)}`}`
        const from = flow.entry === undefined ? '' : ` from ${name(flow.entry)}`
        return flow.status === 'failed' ? paint('red', line + from) : line + from
      }),
    ),
  ],
  retype: ({ before, after }) => [`metaverse object: type ${before} → ${after}`],
  link: ({ entry, object, ...event }, { rule, entry: name, object: called }) => [
    `linked: ${name(entry)} to ${called(object)} by ${rule(event.rule) || 'code'}`,
  ],
  disconnect: ({ entry, becomes }, { entry: name }) => [`disconnected: ${name(entry)} becomes ${becomes}`],
  deletion: ({ status, rule, due }) => [
    `deletion rule (${rule}): ${status}${due === undefined ? '' : ` until ${new Date(due).toISOString()}`}`,
  ],
  recall: ({ status, attributes, entry }, { entry: name }) => [
    `recall from ${name(entry)}: ${status}${attributes.length === 0 ? '' : ` (${attributes.join(', ')})`}`,
  ],
  'provisioning-rule': ({ status, ...event }, { rule }) => [`provisioning ${rule(event.rule)}: ${status}`],
  provisioned: ({ action, agent, before, after }, { agent: name }) => [
    `provisioning ${action} in ${name(agent)}: ${[before, after].filter(each => each !== undefined).join(' → ')}`,
  ],
  deprovisioning: ({ entry, action, becomes }, { entry: name }) => [
    `deprovisioning ${name(entry)}: ${action}, becomes ${becomes}`,
  ],
  export: ({ entry, flows }, { rule, entry: name, paint }) => [
    `export to ${name(entry)}`,
    ...indented(
      flows.map(({ attribute, status, before, after, ...flow }) => {
        const values = status === 'reference' ? '' : `: ${list(before)} → ${list(after)}`
        const line = `${status} ${attribute} (${rule(flow.rule)})${values}`
        return status === 'failed' ? paint('red', line) : line
      }),
    ),
  ],
}

const eventLines = (event: TraceEvent, words: Words): string[] =>
  (PRINT[event.kind] as (event: TraceEvent, words: Words) => string[])(event, words)

function objectLines(
  { id, before, after }: Change<ObjectStanding>,
  references: readonly ReferenceOutcome[],
  paint: Screen['paint'],
): string[] {
  const own = references
    .filter(each => each.object === id)
    .map(
      ({ attribute, outcome, count, names }) => `${attribute}: ${count} ${outcome} (${names.slice(0, 10).join(', ')})`,
    )
  const names = [...new Set([...Object.keys(before?.attributes ?? {}), ...Object.keys(after?.attributes ?? {})])].sort()
  const changed = names.flatMap(name => {
    const [old, now] = [before?.attributes[name] ?? [], after?.attributes[name] ?? []]
    return JSON.stringify(old) === JSON.stringify(now) ? [] : [`${name}: ${list(old)} → ${list(now)}`]
  })
  if (after === undefined) return [paint('red', `- metaverse object ${id} (${before?.type})`)]
  if (before === undefined)
    return [paint('green', `+ metaverse object (${after.type})`), ...indented([...changed, ...own])]
  if (changed.length + own.length === 0 && before.type === after.type) return []
  return [paint('yellow', `~ metaverse object ${id} (${after.type})`), ...indented([...changed, ...own])]
}

function entryLines({ before, after }: Change<EntryStanding>, { paint, rule }: Words): string[] {
  if (after === undefined) return [paint('red', `- ${before?.agentName} ${before?.dn}`)]
  if (JSON.stringify(before) === JSON.stringify(after)) return []
  const sign = before === undefined ? '+' : '~'
  const { state, pendingExport, references } = after
  const moved = before?.state === state && before.object === after.object
  return [
    paint(before === undefined ? 'green' : 'yellow', `${sign} ${after.agentName} ${after.dn}`),
    ...indented([
      ...(moved ? [] : [`${before?.state ?? 'new'} → ${state}${after.rule === null ? '' : ` (${rule(after.rule)})`}`]),
      ...exportLine('-', before?.pendingExport ?? null, pendingExport),
      ...exportLine('+', pendingExport, before?.pendingExport ?? null),
      ...references.map(
        ({ attribute, operation, count, names }) =>
          `+ ${operation} ${count} ${attribute} (${names.slice(0, 10).join(', ')})`,
      ),
    ]),
  ]
}

function exportLine(
  sign: string,
  told: EntryStanding['pendingExport'],
  other: EntryStanding['pendingExport'],
): string[] {
  if (told === null || JSON.stringify(told) === JSON.stringify(other)) return []
  const { operation, dn, changes } = told
  const values = Object.entries(changes).map(
    ([name, all]) => `${name} ${all.map(each => `${each.operation} ${list(each.values)}`).join(', ')}`,
  )
  return [`${sign} export ${[operation, dn, values.join('; ')].filter(each => each).join(' ')}`]
}
