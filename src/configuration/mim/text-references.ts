import type { MimAgent, MimMapping, MimMetaverse } from './model.js'
import { key } from './names.js'

/**
 * The references of an agent that rules in code read, and no flow takes as references: rules in code see no references, so these
 * are selected as text. As `type.attribute` in lower case.
 */
export function textReferences({ id, joins }: MimAgent, { importFlows }: MimMetaverse): ReadonlySet<string> {
  const inCode = new Set<string>()
  const direct = new Set<string>()
  const look = (objectType: string, mapping: MimMapping) => {
    const name = (source: string) => key(`${objectType}.${source}`)
    if (mapping.kind === 'scripted') for (const source of mapping.sources) inCode.add(name(source.name))
    if (mapping.kind === 'direct') direct.add(name(mapping.source.name))
  }
  for (const { flows } of importFlows)
    for (const flow of flows) if (flow.agent === id) look(flow.objectType, flow.mapping)
  for (const join of joins) for (const { mapping } of join.mappings) look(join.objectType, mapping)
  return new Set([...inCode].filter(name => !direct.has(name)))
}
