import { type AuditVerification, deeds, verifyAudit } from '../../service/audit.js'
import type { DeedRow } from '../../storage/audit/list-deeds.js'
import type { CommandDefinition } from '../command.js'
import { positiveNumber } from '../parse.js'
import { tableLines } from '../table.js'
import { withHub } from '../with-hub.js'

export const auditListCommand: CommandDefinition = {
  usage: 'audit list',
  summary: 'show what was done to the hub',
  description: 'Lists what was done to the hub, or tried: who, what, from where, and how it ended; the newest first.',
  options: [
    { flags: '--last <number>', description: 'how many (default: 50)', parse: positiveNumber },
    { flags: '--actor <name>', description: 'only what this one did' },
    { flags: '--operation <name>', description: 'only this operation, such as start-run' },
    { flags: '--json', description: 'one JSON object a line, with all details' },
  ],
  examples: [
    ['hub audit list --operation apply-configuration', 'who changed the rules?'],
    ['hub audit list --json --last 500 > audit.ndjson', 'for another program'],
  ],
  action: (context, _, { last, actor: name, operation }) =>
    withHub(context, {}, async ({ hub, actor }) => {
      const filter = {
        ...(typeof name === 'string' && { actor: name }),
        ...(typeof operation === 'string' && { operation }),
      }
      const { rows } = await deeds(hub, actor, filter, {
        limit: typeof last === 'number' ? last : 50,
        backwards: false,
      })
      if (context.screen.json) for (const row of rows) context.screen.object(row)
      else if (rows.length === 0) context.screen.line('Nothing is on record.')
      else
        for (const line of tableLines(['when', 'who', 'from', 'what', 'to', 'outcome'], rows.map(cellsOf)))
          context.screen.line(line)
      return 'good'
    }),
}

const cellsOf = ({ at, actor, origin, operation, target, outcome }: DeedRow): string[] => [
  at.toISOString().slice(0, 19).replace('T', ' '),
  actor,
  origin || '-',
  operation,
  target ?? '-',
  outcome,
]

export const auditVerifyCommand: CommandDefinition = {
  usage: 'audit verify',
  summary: 'check that the audit log is as it was written',
  description:
    'Computes the hash of every event of the audit log anew: an event that was changed or taken out breaks the chain from there on. Prints the head; keep it elsewhere, and give it to a later check, which then also sees events that were cut off at the end.',
  options: [
    { flags: '--head <hash>', description: 'the head that an earlier check printed' },
    { flags: '--json', description: 'one JSON object' },
  ],
  examples: [
    ['hub audit verify', 'is it whole?'],
    ['hub audit verify --head "$(cat audit-head)"', 'is everything there that was there last time?'],
  ],
  action: (context, _, { head }) =>
    withHub(context, {}, async ({ hub, actor }) => {
      const { screen } = context
      const found = await verifyAudit(hub, actor, typeof head === 'string' ? head : undefined)
      const good = found.broken === undefined && found.hasEarlierHead !== false
      if (screen.json)
        screen.object({ ...found, broken: found.broken ?? null, hasEarlierHead: found.hasEarlierHead ?? null })
      else for (const line of verificationLines(found)) screen.line(line)
      return good ? 'good' : 'problems'
    }),
}

function verificationLines({ events, head, broken, hasEarlierHead }: AuditVerification): string[] {
  const wrong = [
    ...(broken === undefined ? [] : [`Event ${broken} is not as it was written, or one before it is missing.`]),
    ...(hasEarlierHead === false ? ['The event of the earlier head is not there any more.'] : []),
  ]
  const good = wrong.length === 0 ? [`${events.toLocaleString('en')} events, none changed and none missing.`] : []
  return [...wrong, ...good, ...(head === '' ? [] : [`head ${head}`])]
}
