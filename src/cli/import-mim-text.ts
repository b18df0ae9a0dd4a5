import type { ImportReport, Remark } from '../configuration/mim/report.js'
import type { Screen } from './screen.js'
import { tableLines } from './table.js'

interface Look {
  /** So many rules of one reason are shown; absent: all. */
  readonly shown?: number
  readonly paint?: Screen['paint']
}

/** What became of a MIM server export, for people. */
export function importLines(report: ImportReport, { shown, paint = (_, text) => text }: Look = {}): string[] {
  const title = (text: string) => ['', paint('bold', text)]
  const { agents, counts, notCarried, decisions, secrets } = report
  const agentRows = agents.map(({ name, category, connector, agent, file }) => [
    name,
    category,
    connector ?? 'left out',
    agent === null || agent === name ? '' : agent,
    file,
  ])
  const countRows = counts.map(({ agent, kind, of, read, converted }) => [agent, kind, of, read, converted])
  const sum = (key: 'read' | 'converted') => counts.reduce((total, count) => total + count[key], 0)
  return [
    paint('bold', 'Management agents'),
    ...tableLines(['in MIM', 'category', 'connector', 'called here', 'file'], agentRows),
    ...title(`Rules: ${sum('read')} read, ${sum('converted')} converted`),
    ...tableLines(['agent', 'rule', 'of', 'read', 'converted'], countRows),
    ...(notCarried.length === 0
      ? []
      : [...title(`Not carried over: ${notCarried.length}`), ...grouped(notCarried, shown)]),
    ...(decisions.length === 0
      ? []
      : [...title(`To decide: ${decisions.length}`), ...decisions.flatMap(decisionLines)]),
    ...(secrets.length === 0
      ? []
      : [
          ...title('To set where the hub runs: an export holds no passwords'),
          ...tableLines(
            ['variable', 'is'],
            secrets.map(({ variable, is }) => [variable, is]),
          ),
        ]),
  ]
}

const placeOf = ({ where: { file, line, column } }: Remark): string => `${file}:${line}:${column}`

const decisionLines = (remark: Remark): string[] => [`${placeOf(remark)}  ${remark.what}`, `  ${remark.remedy}`]

/** Remarks by their reason, which is told once. */
function grouped(remarks: readonly Remark[], shown = Number.POSITIVE_INFINITY): string[] {
  const groups = new Map<string, Remark[]>()
  for (const remark of remarks) groups.set(remark.remedy, [...(groups.get(remark.remedy) ?? []), remark])
  return [...groups].flatMap(([reason, all]) => {
    const more = all.length - shown
    return [
      reason,
      ...all.slice(0, shown).map(remark => `  ${placeOf(remark)}  ${remark.what}`),
      ...(more > 0 ? [`  and ${more} more, which the report file lists`] : []),
    ]
  })
}
