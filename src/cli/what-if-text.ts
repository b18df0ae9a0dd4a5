import type { DifferenceKind } from '../storage/what-if/differences/kinds.js'
import type { DifferenceRow } from '../storage/what-if/read-differences.js'
import type { WhatIfRecord } from '../storage/what-if/what-ifs.js'
import type { Screen, Style } from './screen.js'
import { tableLines } from './table.js'

/** What every agent would count, and how much would be different. */
export function summaryLines({ status, steps, counts }: WhatIfRecord): string[] {
  if (status !== 'completed')
    return [`The what-if ${status === 'failed' ? 'failed' : 'was cancelled'}. Nothing was changed.`]
  const counters = steps.map(({ agent, status, counters }) => {
    const counted = Object.entries(counters).map(([name, count]) => `${name} ${count.toLocaleString('en')}`)
    return `${agent}: ${status}${counted.length === 0 ? '' : ` (${counted.join(', ')})`}`
  })
  if (counts.length === 0) return [...counters, '', 'Nothing would be different.']
  const rows = counts.flatMap(({ kind, details }) =>
    details.map(({ agent, operation, attribute, objects, differences }) => [
      kind,
      agent ?? '',
      operation ?? '',
      attribute ?? '',
      objects,
      differences,
    ]),
  )
  return [
    ...counters,
    '',
    ...tableLines(['would be', 'agent', 'operation', 'attribute', 'objects', 'differences'], rows),
    '',
  ]
}

const COLOURS: Readonly<Record<DifferenceKind, Style>> = {
  'object-created': 'green',
  'object-deleted': 'red',
  'object-retyped': 'yellow',
  'value-changed': 'yellow',
  'references-changed': 'yellow',
  linked: 'green',
  unlinked: 'red',
  'state-changed': 'yellow',
  'entry-removed': 'red',
  'export-added': 'green',
  'export-changed': 'yellow',
  'export-withdrawn': 'red',
  'problem-appeared': 'red',
  'problem-gone': 'green',
  'left-alone': 'yellow',
}

/** One difference: what it is about, then what it does. */
export function differenceLines(row: DifferenceRow, paint: Screen['paint']): string[] {
  const thing = row.dn === null ? `${row.objectType} “${row.label ?? row.object ?? ''}”` : `${row.agent} ${row.dn}`
  const what = [row.operation, row.attribute, row.rule === null ? null : `(${row.rule})`].filter(each => each !== null)
  const head = paint(COLOURS[row.kind], `${row.kind} ${thing}${what.length === 0 ? '' : `: ${what.join(' ')}`}`)
  const tell = (sign: string, value: unknown, count: number | null): string[] =>
    value === null ? [] : [`    ${sign} ${count === null ? '' : `${count.toLocaleString('en')}: `}${textOf(value)}`]
  return [head, ...tell('-', row.before, row.removed), ...tell('+', row.after, row.added)]
}

const LONGEST = 300

function textOf(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
}
