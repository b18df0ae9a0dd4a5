import { BASE_ATTRIBUTES, BASE_TYPES } from '../../metaverse/base-schema.js'
import type { AttributeDocument, DeletionDocument, HubDocument } from '../document.js'
import type { AgentDraft, Conversion } from './draft.js'
import { key } from './names.js'

type Metaverse = NonNullable<HubDocument['metaverse']>

/** What the portal keeps about its own rules: it means nothing without a portal. */
const PLUMBING = new Set(['synchronizationrule', 'expectedruleentry', 'detectedruleentry', 'function'])

/** The types and attributes that the metaverse has besides the built-in ones, and its deletion rules. */
export function convertMetaverse(
  conversion: Conversion,
  deletions: ReadonlyMap<string, DeletionDocument>,
  agents: readonly AgentDraft[],
): Metaverse {
  const { mim, names, compared } = conversion
  const used = usedTypes(agents)
  const attributes = new Map<string, AttributeDocument>()
  const types: NonNullable<Metaverse['types']> = {}
  for (const { name: mimName, attributes: members } of mim.metaverse.schema.classes.values()) {
    const type = names.type(mimName)
    if (type === undefined || (PLUMBING.has(key(mimName)) && !used.has(type))) continue
    const base = BASE_TYPES.get(type)
    const held = new Set(base)
    const added = members.flatMap(member => names.attribute(member) ?? []).filter(({ name }) => !held.has(name))
    for (const { name } of added) declare(name, conversion, attributes)
    const deletion = deletions.get(type)
    if (base !== undefined && added.length === 0 && deletion === undefined) continue
    types[type] = {
      ...(added.length > 0 && { attributes: added.map(({ name }) => name) }),
      ...(deletion !== undefined && { deletion }),
    }
  }
  // Joins compare them, so they are indexed, built in or not.
  for (const name of compared)
    if (BASE_ATTRIBUTES.get(name)?.indexed !== true) declare(name, conversion, attributes, true)
  return {
    ...(attributes.size > 0 && { attributes: Object.fromEntries(attributes) }),
    ...(Object.keys(types).length > 0 && { types }),
  }
}

function declare(
  name: string,
  { mim, names, compared }: Conversion,
  attributes: Map<string, AttributeDocument>,
  again = false,
): void {
  if ((BASE_ATTRIBUTES.has(name) && !again) || (attributes.has(name) && !again)) return
  const written = [...mim.metaverse.schema.attributes.values()].find(each => names.attribute(each.name)?.name === name)
  if (written === undefined) return
  const { type, multivalued } = written
  const indexed = (written.indexed && type !== 'reference') || compared.has(name)
  attributes.set(
    name,
    multivalued || indexed
      ? { type, ...(multivalued && { multivalued: true }), ...(indexed && { indexed: true }) }
      : type,
  )
}

const usedTypes = (agents: readonly AgentDraft[]): ReadonlySet<string> =>
  new Set(
    agents.flatMap(agent =>
      agent.types.flatMap(({ rules }) => [...Object.keys(rules.import ?? {}), ...Object.keys(rules.export ?? {})]),
    ),
  )
