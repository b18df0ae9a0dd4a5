import type { GraphReference, GraphType, GraphValue } from '../../metaverse/graph/graph-type.js'
import type { RuleSet } from '../../rules/rule-set.js'

/** Says who gives an attribute of a type its values. */
export type Contributors = (type: string, attribute: string) => string

export function contributorsOf({ importFlows, agents }: RuleSet): Contributors {
  return (type, attribute) => {
    const flows = importFlows.get(type)?.get(attribute)?.flows ?? []
    const names = [...new Set(flows.map(flow => agents.get(flow.agent)?.name ?? ''))]
    return names.length === 0 ? 'No agent contributes it.' : `Contributed by ${names.join(', ')}.`
  }
}

export const describeType = ({ source }: GraphType): string =>
  `An object of the type ${source} of the metaverse. Its fields are the attributes that the configuration gives the type.`

export function describeValue({ source }: GraphType, { attribute }: GraphValue, contributors: Contributors): string {
  const { name, type, multivalued, indexed, unique } = attribute
  const kind = `${multivalued ? 'all values' : 'the value'} (${type})`
  const address = type === 'binary' ? ' Answered as where to fetch it, below the address of the hub.' : ''
  const marks = unique ? ' Indexed, and no two objects have the same.' : indexed ? ' Indexed.' : ''
  return `The attribute ${name}: ${kind}.${address}${marks} ${contributors(source, name)}`
}

export function describeReference(
  { source }: GraphType,
  reference: GraphReference,
  contributors: Contributors,
): string {
  const { attribute, direction, transitive, type } = reference
  const what = type === undefined ? 'objects of any type' : `objects of the type ${type}`
  const far = transitive ? ', and what those refer to in turn, once each' : ''
  if (direction === 'outgoing') {
    const only = attribute.multivalued ? what : what.replace('objects', 'an object')
    return `What the attribute ${attribute.name} refers to${far}: ${only}. ${contributors(source, attribute.name)}`
  }
  const back = transitive ? ', and what refers to those in turn, once each' : ''
  return `What refers to it with the attribute ${attribute.name}${back}: ${what}.`
}
