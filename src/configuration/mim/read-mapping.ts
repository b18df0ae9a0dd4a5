import type { MimCall, MimCondition, MimMapping, MimSource, MimSyncRule } from './model.js'
import { at, childOf, childrenOf, textAt, type XmlElement } from './xml.js'

/** The mapping below a flow, or below an attribute of a join. */
export function readMapping(parent: XmlElement): MimMapping {
  const element = parent.children.find(child => child.name.endsWith('-mapping'))
  if (element === undefined) return { kind: 'unknown', element: 'no mapping' }
  switch (element.name) {
    case 'direct-mapping':
      return directMapping(element)
    case 'constant-mapping':
      return { kind: 'constant', value: childOf(element, 'constant-value')?.text ?? '' }
    case 'dn-part-mapping':
      return { kind: 'dn-part', part: textAt(element, 'dn-part') ?? '' }
    case 'scripted-mapping':
      return { kind: 'scripted', sources: sourcesOf(element), context: textAt(element, 'script-context') ?? '' }
    case 'sync-rule-mapping':
      return syncRuleMapping(element)
    default:
      return { kind: 'unknown', element: element.name }
  }
}

function directMapping(element: XmlElement): MimMapping {
  const [source] = sourcesOf(element)
  return source === undefined ? { kind: 'unknown', element: element.name } : { kind: 'direct', source }
}

const sourcesOf = (element: XmlElement): MimSource[] =>
  childrenOf(element, 'src-attribute').map(({ text, attributes }) => ({
    name: text,
    intrinsic: attributes.intrinsic === 'true',
  }))

function syncRuleMapping(element: XmlElement): MimMapping {
  const kind = element.attributes['mapping-type'] ?? ''
  if (kind === 'direct') return directMapping(element)
  const value = childOf(element, 'sync-rule-value')
  if (kind === 'constant') return { kind: 'constant', value: value?.text ?? '' }
  const fn = childOf(value?.children[0], 'fn')
  return kind === 'expression' && fn !== undefined
    ? { kind: 'expression', call: callOf(fn) }
    : { kind: 'unknown', element: `sync-rule-mapping mapping-type="${kind}"` }
}

function callOf(fn: XmlElement): MimCall {
  const args = childrenOf(fn, 'arg').map(arg => {
    const inner = childOf(arg, 'fn')
    return inner === undefined ? arg.text : callOf(inner)
  })
  return { id: fn.attributes.id ?? '', arguments: args }
}

/** What a flow of a portal's synchronization rule says besides its mapping. Undefined for other flows. */
export function readSyncRule(parent: XmlElement): MimSyncRule | undefined {
  const element = childOf(parent, 'sync-rule-mapping')
  if (element === undefined) return undefined
  const flow = childOf(element, 'sync-rule-value')?.children[0]
  const allows = flow?.attributes['allows-null']
  return {
    id: element.attributes['sync-rule-id'] ?? '',
    initialOnly: element.attributes['initial-flow-only'] === 'true',
    existenceTest: element.attributes['is-existence-test'] === 'true',
    allowsNull: allows === undefined ? undefined : allows === 'true',
    scoping: readScoping(flow),
  }
}

/** The conditions of a synchronization rule's scope, which must all hold. */
export const readScoping = (parent: XmlElement | undefined): MimCondition[] =>
  childrenOf(at(parent, 'scoping'), 'scope').map(scope => ({
    attribute: textAt(scope, 'csAttribute') ?? '',
    operator: textAt(scope, 'csOperator') ?? '',
    value: textAt(scope, 'csValue'),
  }))
