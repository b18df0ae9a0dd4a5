import type { MimAgent, MimSettings } from './model.js'
import { required, rootOf } from './read-root.js'
import { readDeprovisioning, readExportFlows, readFilters, readJoins, readProjections } from './read-rules.js'
import { readPartitions, readRunProfiles } from './read-runs.js'
import { schemaReader } from './read-schema.js'
import { at, childrenOf, textAt, type XmlElement } from './xml.js'

/**
 * Reads the file of one management agent.
 * @throws ProblemError `configuration.syntax`, `configuration.invalid` with file, line and column
 */
export function readAgent(bytes: Uint8Array, file: string): MimAgent {
  const schema = schemaReader()
  const data = rootOf(bytes, file, 'saved-ma-configuration', schema.take)
  const timeout = textAt(data, 'extension', 'timeout')
  return {
    id: required(data, 'id').toUpperCase(),
    name: required(data, 'name'),
    category: required(data, 'category'),
    listed: ['subtype', 'ma-listname'].flatMap(name => textAt(data, name) ?? []),
    created: textAt(data, 'creation-time') ?? '',
    schema: schema.finish(),
    selected: childrenOf(at(data, 'attribute-inclusion'), 'attribute').map(({ text }) => text),
    filters: readFilters(data),
    joins: readJoins(data),
    projections: readProjections(data),
    exportFlows: readExportFlows(data),
    deprovisioning: readDeprovisioning(data),
    assembly: textAt(data, 'extension', 'assembly-name'),
    timeLimit: timeout === undefined ? undefined : Number(timeout),
    settings: settingsOf(at(data, 'private-configuration')?.children[0]),
    partitions: readPartitions(data),
    runProfiles: readRunProfiles(data),
    place: data.place,
  }
}

/** The configuration that only the connector understands, looked at by path. */
function settingsOf(element: XmlElement | undefined): MimSettings {
  return {
    text: (...path) => textAt(element, ...path),
    texts: (...path) =>
      childrenOf(at(element, ...path.slice(0, -1)), path.at(-1) ?? '')
        .map(({ text }) => text)
        .filter(text => text !== ''),
    each: (...path) => (at(element, ...path)?.children ?? []).map(settingsOf),
    mark: name => element?.attributes[name],
    itself: element?.text ?? '',
  }
}
