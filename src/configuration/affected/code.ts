import type { SharedChange } from '../configuration-change.js'
import type { HubDocument } from '../document.js'
import { entriesOf, outboundSourceOf } from '../normal-forms.js'
import type { Affected } from './affected.js'

/** Other code flows out to connectors that their own agent has not imported yet, too: those come by with their objects. */
export function affectedByCode(next: HubDocument, changes: readonly SharedChange[]): Affected[] {
  return changes.flatMap(({ agents, reason }) =>
    agents.flatMap(agent =>
      entriesOf(next.agents?.[agent]?.objects).flatMap(([objectType, { export: flows }]) =>
        entriesOf(flows).flatMap(([metaverseType, attributes]): Affected[] => {
          const inCode = Object.values(attributes).some(each => outboundSourceOf(each).source?.kind === 'extension')
          const linked = { agent, objectType, onlyUnsent: true }
          return inCode ? [{ scope: { kind: 'objects', metaverseType, linked }, reason }] : []
        }),
      ),
    ),
  )
}
