import type { MimCondition, MimExportFlow, MimFilter, MimJoinCriterion, MimProjection } from './model.js'
import { readMapping, readScoping, readSyncRule } from './read-mapping.js'
import { at, childOf, childrenOf, textAt, type XmlElement } from './xml.js'

export const readFilters = (data: XmlElement): MimFilter[] =>
  childrenOf(childOf(data, 'stay-disconnector'), 'filter-set').map(set => ({
    objectType: set.attributes['cd-object-type'] ?? '',
    alternatives:
      set.attributes.type === 'scripted'
        ? undefined
        : childrenOf(set, 'filter-alternative').map(alternative => ({
            conditions: childrenOf(alternative, 'condition').map(conditionOf),
            place: alternative.place,
          })),
    place: set.place,
  }))

function conditionOf(element: XmlElement): MimCondition {
  const value = childOf(element, 'value')
  const isHex = value?.attributes['ui-radix'] === '16' && /^[0-9a-f]+$/i.test(value.text)
  return {
    attribute: element.attributes['cd-attribute'] ?? '',
    operator: element.attributes.operator ?? '',
    value: isHex ? `0x${value.text}` : value?.text || undefined,
  }
}

/** Criteria of all profiles in document order: a type may have a classic profile and one of synchronization rules. */
export const readJoins = (data: XmlElement): MimJoinCriterion[] =>
  childrenOf(childOf(data, 'join'), 'join-profile').flatMap(profile =>
    childrenOf(profile, 'join-criterion').map(criterion => {
      const search = childOf(criterion, 'search')
      const resolution = childOf(criterion, 'resolution')
      return {
        objectType: profile.attributes['cd-object-type'] ?? '',
        metaverseType: search?.attributes['mv-object-type'],
        mappings: childrenOf(search, 'attribute-mapping').map(mapping => ({
          attribute: mapping.attributes['mv-attribute'] ?? '',
          mapping: readMapping(mapping),
        })),
        resolution: resolution?.attributes.type === 'scripted' ? textAt(resolution, 'script-context') : undefined,
        place: criterion.place,
      }
    }),
  )

export const readProjections = (data: XmlElement): MimProjection[] =>
  childrenOf(childOf(data, 'projection'), 'class-mapping').map(mapping => ({
    objectType: mapping.attributes['cd-object-type'] ?? '',
    kind: mapping.attributes.type ?? 'declared',
    metaverseType: textAt(mapping, 'mv-object-type'),
    scoping: readScoping(mapping),
    place: mapping.place,
  }))

export const readExportFlows = (data: XmlElement): MimExportFlow[] =>
  childrenOf(childOf(data, 'export-attribute-flow'), 'export-flow-set').flatMap(set =>
    childrenOf(set, 'export-flow').map(flow => ({
      objectType: set.attributes['cd-object-type'] ?? '',
      metaverseType: set.attributes['mv-object-type'] ?? '',
      attribute: flow.attributes['cd-attribute'] ?? '',
      allowNulls: flow.attributes['suppress-deletions'] !== 'true',
      mapping: readMapping(flow),
      syncRule: readSyncRule(flow),
      place: flow.place,
    })),
  )

export function readDeprovisioning(data: XmlElement) {
  const element = at(data, 'provisioning-cleanup')
  return {
    type: element?.attributes.type ?? 'declared',
    action: textAt(element, 'action'),
    place: element?.place ?? data.place,
  }
}
