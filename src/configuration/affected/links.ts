import { isDeepStrictEqual } from 'node:util'
import type { ObjectTypeDocument } from '../document.js'
import { entriesOf, inboundSourceOf, projectionOf } from '../normal-forms.js'
import type { Affected, ComparedType } from './affected.js'

/** Changed joins and projections: who is linked stays linked (domain.md 2.4, 14.1), so that only disconnectors are affected. */
export function linkChanges({ agent, objectType, before, after }: ComparedType<ObjectTypeDocument>): Affected[] {
  const scope = { kind: 'disconnectors', agent, objectType } as const
  const changes: Affected[] = []
  if (!isDeepStrictEqual(normalJoins(before), normalJoins(after)))
    changes.push({ scope, reason: `join of ${objectType} changed` })
  if (!isDeepStrictEqual(normalProjection(before), normalProjection(after)))
    changes.push({ scope, reason: `projection of ${objectType} changed` })
  return changes
}

const normalJoins = (rules: ObjectTypeDocument): unknown =>
  (rules.join ?? []).map(join => ({
    ...join,
    on: entriesOf(join.on).map(([attribute, source]) => [attribute, inboundSourceOf(source)]),
  }))

const normalProjection = ({ projection }: ObjectTypeDocument): unknown =>
  projection === undefined ? undefined : projectionOf(projection)
