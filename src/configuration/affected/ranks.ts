import { isDeepStrictEqual } from 'node:util'
import type { AgentType } from '../../storage/resynchronization/scope.js'
import type { HubDocument } from '../document.js'
import { entriesOf, outboundSourceOf } from '../normal-forms.js'
import type { Affected } from './affected.js'
import { type Compared, type Givers, hasType } from './givers.js'

/** Changes of who gives an attribute that concern more than the connectors whose own flow changed. */
export function rankChanges(givers: Givers, compared: Compared): Affected[] {
  const { metaverseType, attribute, before, after, changed, widely } = givers
  if (!changed) return []
  const reason = `the flows to ${metaverseType}.${attribute} or their precedence changed`
  const changes: Affected[] = []
  if (widely) {
    const kept = after.filter(giver => hasType(compared.current, giver))
    const gone = before.filter(giver => hasType(compared.next, giver) && !includes(after, giver))
    for (const giver of [...kept, ...gone])
      changes.push({ scope: { kind: 'connectors', ...giver, metaverseType }, reason })
  }
  // Connectors of what is gone cannot stand for their objects: somebody else's do.
  const orphaned = before.some(giver => !hasType(compared.next, giver))
  const shared = [...before, ...after.filter(giver => !includes(before, giver))]
  if (orphaned || !sameOrder(before, after)) changes.push({ scope: { kind: 'objects', metaverseType, shared }, reason })
  return isDeepStrictEqual(before, after) && !widely ? changes : [...changes, ...writtenBack(givers, compared, reason)]
}

/** Of those that give before and after. */
function sameOrder(before: readonly AgentType[], after: readonly AgentType[]): boolean {
  return isDeepStrictEqual(
    before.filter(giver => includes(after, giver)),
    after.filter(giver => includes(before, giver)),
  )
}

const includes = (givers: readonly AgentType[], giver: AgentType): boolean =>
  givers.some(each => each.agent === giver.agent && each.objectType === giver.objectType)

/** An agent's own rank decides what is written back to it (domain.md 5.5). */
function writtenBack(givers: Givers, { next }: Compared, reason: string): Affected[] {
  const { metaverseType, before, after } = givers
  const agents = new Set([...before, ...after].map(giver => giver.agent))
  return [...agents].flatMap(agent =>
    exportingTypes(next, agent, givers).map((objectType): Affected => {
      const linked = { agent, objectType, onlyUnsent: false }
      return { scope: { kind: 'objects', metaverseType, linked }, reason }
    }),
  )
}

function exportingTypes(document: HubDocument, agent: string, { metaverseType, attribute }: Givers): string[] {
  return entriesOf(document.agents?.[agent]?.objects).flatMap(([objectType, rules]) => {
    const sources = Object.values(rules.export?.[metaverseType] ?? {}).map(written => outboundSourceOf(written).source)
    return sources.some(source => source?.kind !== 'direct' || source.attribute === attribute) ? [objectType] : []
  })
}
