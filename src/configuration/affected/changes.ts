import type { MetaverseSchema } from '../../metaverse/schema.js'
import { compileMetaverse } from '../compile-metaverse.js'
import type { HubDocument, ObjectTypeDocument } from '../document.js'
import { locateByPath } from '../place.js'
import { newReport } from '../report.js'
import type { Affected } from './affected.js'
import { exportChanges, type ObjectReaders } from './export-flows.js'
import { filterChanges } from './filters.js'
import { agentTypes, type Compared, type Givers, giversOf, hasType } from './givers.js'
import { importChanges } from './import-flows.js'
import { linkChanges } from './links.js'
import { provisioningChanges } from './provisioning.js'
import { rankChanges } from './ranks.js'
import { objectReaders } from './reading.js'
import { type Disturbed, rejoins } from './rejoins.js'
import { linkedTypes } from './related.js'

/** The metaverse of a checked document, without regard to deletion. */
export const metaverseOf = (document: HubDocument): MetaverseSchema =>
  compileMetaverse(document, new Map(), newReport(locateByPath))

/** Everything that the changed rules of a document can affect. What it does not know how to compare is not in it. */
export function affectedBy(compared: Compared): Affected[] {
  const [before, after] = [metaverseOf(compared.current), metaverseOf(compared.next)]
  const givers = giversOf(compared, after)
  const readers: ObjectReaders = { before: objectReaders(before), after: objectReaders(after) }
  const disturbed: Disturbed = { types: new Set(), attributes: new Set() }
  const changes = [
    ...agentTypes(compared.current).flatMap(type =>
      typeChanges(rulesOf(compared, type), { givers, readers, disturbed }),
    ),
    ...givers.flatMap(each => rankChanges(each, compared)),
    ...provisioningChanges(compared),
  ]
  for (const { metaverseType, attribute, changed } of givers)
    if (changed) disturbed.attributes.add(`${metaverseType}.${attribute}`)
  for (const { scope } of provisioningChanges(compared))
    if (scope.kind === 'objects') disturbed.types.add(scope.metaverseType)
  if (changes.length === 0) return []
  return [...changes, ...rejoins(compared.next, disturbed, readers.after), ...failures(compared.next)]
}

// What could not be synchronized may have become possible, whoever's rules stood in the way; and who finds it then may join it.
function failures(next: HubDocument): Affected[] {
  const reason = 'what failed may be possible now'
  const joining = agentTypes(next).filter(
    type => (next.agents?.[type.agent]?.objects[type.objectType]?.join ?? []).length > 0,
  )
  return [
    ...Object.keys(next.agents ?? {}).map((agent): Affected => ({ scope: { kind: 'failed', agent }, reason })),
    ...joining.map((type): Affected => ({ scope: { kind: 'disconnectors', ...type, afterFailures: true }, reason })),
  ]
}

interface Surroundings {
  readonly givers: readonly Givers[]
  readonly readers: ObjectReaders
  readonly disturbed: Disturbed
}

interface Rules {
  readonly agent: string
  readonly objectType: string
  readonly before: ObjectTypeDocument
  readonly after: ObjectTypeDocument
  /** Whether the type is still there. */
  readonly stays: boolean
}

function rulesOf({ current, next }: Compared, type: { agent: string; objectType: string }): Rules {
  const rules = (document: HubDocument): ObjectTypeDocument =>
    document.agents?.[type.agent]?.objects[type.objectType] ?? { attributes: {} }
  return { ...type, before: rules(current), after: rules(next), stays: hasType(next, type) }
}

function typeChanges(type: Rules, { givers, readers, disturbed }: Surroundings): Affected[] {
  const exports = exportChanges(type, readers)
  // Without rules its entries stay as they are; what goes out to them does not.
  if (!type.stays) return exports
  const links = [...filterChanges(type), ...linkChanges(type)]
  if (links.length > 0)
    for (const each of [...linkedTypes(type.before), ...linkedTypes(type.after)]) disturbed.types.add(each)
  const widely = (metaverseType: string, attribute: string) =>
    givers.some(each => each.metaverseType === metaverseType && each.attribute === attribute && each.widely)
  return [
    ...links,
    ...importChanges(type, (metaverseType, attribute) => ({ widely: widely(metaverseType, attribute) })),
    ...exports,
  ]
}
