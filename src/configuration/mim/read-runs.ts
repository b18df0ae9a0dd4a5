import type { MimPartition, MimRunProfile, MimStep } from './model.js'
import { at, childrenOf, textAt, type XmlElement } from './xml.js'

export const readPartitions = (data: XmlElement): MimPartition[] =>
  childrenOf(at(data, 'ma-partition-data'), 'partition').map(partition => {
    const custom = at(partition, 'custom-data')?.children[0]
    return {
      id: (textAt(partition, 'id') ?? '').toUpperCase(),
      name: textAt(partition, 'name') ?? '',
      selected: textAt(partition, 'selected') !== '0',
      objectTypes: textsOf(at(partition, 'filter', 'object-classes'), 'object-class'),
      inclusions: textsOf(at(partition, 'filter', 'containers', 'inclusions'), 'inclusion'),
      exclusions: textsOf(at(partition, 'filter', 'containers', 'exclusions'), 'exclusion'),
      lastServer: textAt(custom, 'last-dc'),
      isDomain: textAt(custom, 'is-domain') === '1',
    }
  })

const textsOf = (parent: XmlElement | undefined, name: string): string[] =>
  childrenOf(parent, name)
    .map(({ text }) => text)
    .filter(text => text !== '')

export const readRunProfiles = (data: XmlElement): MimRunProfile[] =>
  childrenOf(at(data, 'ma-run-data'), 'run-configuration').map(profile => ({
    name: textAt(profile, 'name') ?? '',
    steps: childrenOf(at(profile, 'configuration'), 'step').map(stepOf),
    place: profile.place,
  }))

function stepOf(step: XmlElement): MimStep {
  const type = at(step, 'step-type')
  const threshold = at(step, 'threshold')
  return {
    type: type?.attributes.type ?? '',
    // The order of the words of a subtype means nothing.
    subtypes: (type?.children ?? []).flatMap(({ text }) => text.split(/\s*,\s*/)),
    partition: textAt(step, 'partition')?.toUpperCase(),
    objectLimit: numberAt(threshold, 'object'),
    deletionLimit: numberAt(threshold, 'delete'),
    inputFile: textAt(step, 'custom-data', 'run-config', 'input-file'),
    place: step.place,
  }
}

function numberAt(element: XmlElement | undefined, name: string): number | undefined {
  const text = textAt(element, name)
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined
}
