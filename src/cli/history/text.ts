import type { Screen, Style } from '../screen.js'
import { tableLines } from '../table.js'
import type { Origin } from './names.js'
import type { PastObject } from './past.js'
import type { Timeline, TimelineEvent } from './timeline.js'

const LONGEST = 60

const COLOURS: Readonly<Record<TimelineEvent['kind'], Style>> = {
  created: 'green',
  updated: 'yellow',
  deleted: 'red',
  'handed-over': 'dim',
  linked: 'green',
  unlinked: 'red',
}

/** What happened, the newest first: a line for each event, and one for each attribute that it changed. */
export function timelineLines({ object, type, total, events }: Timeline, paint: Screen['paint']): string[] {
  const shown = events.flatMap(event => [headOf(event, paint), ...detailsOf(event)])
  const left = total - events.length
  return [
    `${type ?? 'metaverse object'} ${object}`,
    ...shown,
    ...(left > 0
      ? [`… and ${left.toLocaleString('en')} earlier: --limit, or metaverseObjectHistory in the graph`]
      : []),
  ]
}

function headOf({ at, kind, run, link, typeBefore }: TimelineEvent, paint: Screen['paint']): string {
  const what = [
    paint(COLOURS[kind], kind.padEnd('handed-over'.length)),
    ...(link === null ? [] : [`${link.agent} ${link.entry}`]),
    ...(link?.rule == null ? [] : [`by ${link.rule}`]),
    ...(link?.ended == null ? [] : [`now ${link.ended}`]),
    ...(typeBefore === null ? [] : [`was a ${typeBefore}`]),
  ]
  const where = run === null ? '' : ` · run ${run.number} of ${run.agent} (${run.profile}), ${run.step}`
  return `${timeText(at)}  ${what.join(' ')}${where}`
}

function detailsOf({ kind, attributes, references }: TimelineEvent): string[] {
  const rows = attributes.map(({ name, before, after, causes }) => [
    `    ${name}`,
    kind === 'handed-over' ? `${valuesText(after)} (as before)` : `${valuesText(before)} → ${valuesText(after)}`,
    originsText(causes),
  ])
  const counts = references.map(({ attribute, added, removed, handedOver }) => [
    `    ${attribute}`,
    [
      ...(added > 0 ? [`+${added.toLocaleString('en')}`] : []),
      ...(removed > 0 ? [`-${removed.toLocaleString('en')}`] : []),
      ...(handedOver > 0 ? [`${handedOver.toLocaleString('en')} handed over`] : []),
    ].join(' '),
    '',
  ])
  const all = [...rows, ...counts]
  // The table's first line is its head.
  return all.length === 0 ? [] : tableLines(['', '', ''], all).slice(1)
}

/** An object as it was. */
export function pastLines({ object, at, type, attributes, references, links }: PastObject): string[] {
  const rows = [
    ...attributes.map(({ name, values, contributions }) => [
      `    ${name}`,
      valuesText(values),
      originsText(contributions),
    ]),
    ...Object.entries(references).map(([name, count]) => [
      `    ${name}`,
      `${count.toLocaleString('en')} references`,
      '',
    ]),
  ]
  return [
    `${type} ${object} as of ${at.toISOString()}`,
    ...tableLines(['', '', ''], rows).slice(1),
    ...links.map(({ agent, entry, linkedAt }) => `    linked with ${agent} ${entry} since ${timeText(linkedAt)}`),
  ]
}

const originsText = (origins: readonly Origin[]): string =>
  origins.map(({ agent, entry, rule }) => `${agent} ${entry} by ${rule}`).join(', ')

const timeText = (at: Date): string => at.toISOString().replace('T', ' ')

function valuesText(values: readonly string[]): string {
  if (values.length === 0) return '(none)'
  const text = values.join(' | ').replace(/\s+/g, ' ')
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
}
