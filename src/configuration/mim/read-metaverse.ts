import type { MimImportFlows, MimMetaverse } from './model.js'
import { readMapping, readSyncRule } from './read-mapping.js'
import { rootOf } from './read-root.js'
import { schemaReader } from './read-schema.js'
import { at, childrenOf, textAt, type XmlElement } from './xml.js'

/**
 * Reads `MV.XML`.
 * @throws ProblemError `configuration.syntax`, `configuration.invalid` with file, line and column
 */
export function readMetaverse(bytes: Uint8Array, file: string): MimMetaverse {
  const schema = schemaReader()
  const data = rootOf(bytes, file, 'saved-mv-configuration', schema.take)
  const flow = at(data, 'import-attribute-flow')
  const provisioning = at(data, 'provisioning')
  return {
    schema: schema.finish(),
    importFlows: childrenOf(flow, 'import-flow-set').flatMap(readFlowSet),
    recall: new Map(
      childrenOf(at(flow, 'per-ma-options'), 'ma-options').map(options => [
        (options.attributes['ma-id'] ?? '').toUpperCase(),
        textAt(options, 'enable-recall') !== 'false',
      ]),
    ),
    provisioning: { type: provisioning?.attributes.type ?? 'none', place: provisioning?.place ?? data.place },
    passwordSync: textAt(data, 'password-sync', 'password-sync-enabled') === '1',
    deletionRules: childrenOf(at(data, 'mv-deletion'), 'mv-deletion-rule').map(rule => ({
      metaverseType: rule.attributes['mv-object-type'] ?? '',
      type: rule.attributes.type ?? '',
      agents: childrenOf(rule, 'src-ma').map(({ text }) => text.toUpperCase()),
      place: rule.place,
    })),
    assembly: textAt(data, 'extension', 'assembly-name'),
    place: data.place,
  }
}

const readFlowSet = (set: XmlElement): MimImportFlows[] =>
  childrenOf(set, 'import-flows').map(flows => {
    const target = {
      metaverseType: set.attributes['mv-object-type'] ?? '',
      attribute: flows.attributes['mv-attribute'] ?? '',
    }
    return {
      ...target,
      precedence: flows.attributes.type ?? 'ranked',
      flows: childrenOf(flows, 'import-flow').map(one => ({
        ...target,
        agent: (one.attributes['src-ma'] ?? '').toUpperCase(),
        objectType: one.attributes['cd-object-type'] ?? '',
        mapping: readMapping(one),
        syncRule: readSyncRule(one),
        place: one.place,
      })),
      place: flows.place,
    }
  })
