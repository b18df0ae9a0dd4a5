import type { AttributeDefinition } from '../../model/value.js'
import type { ObjectTypeSelection } from '../connector.js'
import { stop } from '../kit/stop.js'
import type { FlatAttribute } from './attributes.js'
import type { ScimService, ScimType } from './service.js'

/** A selected attribute: how the agent reads it, and where it is in the resource. */
export interface SelectedAttribute {
  readonly definition: AttributeDefinition
  readonly flat: FlatAttribute
}

export interface SelectedType {
  readonly type: ScimType
  readonly attributes: ReadonlyMap<string, SelectedAttribute>
  /** What names its objects; undefined for the id. */
  readonly naming: FlatAttribute | undefined
  /** What the objects must match, in the words of the service. */
  readonly filter: string | undefined
}

/**
 * The selected types as the service knows them, those first that others refer to.
 * @throws ConnectorError when the service has no such type or attribute.
 */
export function selectedTypes(
  service: ScimService,
  types: readonly ObjectTypeSelection[],
  {
    dn,
    filters,
  }: { readonly dn: Readonly<Record<string, string>>; readonly filters: Readonly<Record<string, string>> },
): SelectedType[] {
  const selected = types.map(({ name, attributes }): SelectedType => {
    const type = service.types.find(one => one.name === name)
    if (type === undefined) {
      throw unknown(
        `The service has no resource type ${name}.`,
        service.types.map(one => one.name),
      )
    }
    const flats = attributes.map(definition => {
      const flat = type.find(definition.name)
      if (flat === undefined) {
        const names = type.attributes.map(one => one.definition.name)
        throw unknown(`Resources of type ${name} have no attribute ${definition.name}.`, names)
      }
      return [definition.name, { definition, flat }] as const
    })
    return { type, attributes: new Map(flats), naming: namingOf(type, dn[name]), filter: filters[name] }
  })
  const refers = ({ attributes }: SelectedType) =>
    [...attributes.values()].some(({ flat }) => flat.isList && flat.targets.length > 0)
  return [...selected].sort((a, b) => Number(refers(a)) - Number(refers(b)))
}

/** The attribute that names the objects of a type. @throws ConnectorError when it cannot. */
export function namingOf(type: ScimType, name: string | undefined): FlatAttribute | undefined {
  if (name === undefined || name.toLowerCase() === 'id') return undefined
  const flat = type.find(name)
  if (flat !== undefined && !flat.isList && (flat.form === 'simple' || flat.form === 'part')) return flat
  throw stop('no-start-bad-ma-configuration', {
    code: 'run.configuration',
    message: `Resources of type ${type.name} cannot be named by ${name}: it is no text of one value.`,
    hint: 'Name an attribute such as userName or displayName in the setting dn, or id.',
    where: { path: `settings.dn.${type.name}` },
  })
}

function unknown(message: string, names: readonly string[]) {
  const known = names.slice(0, 40).join(', ')
  return stop('no-start-bad-ma-configuration', {
    code: 'run.configuration',
    message,
    hint: `It has: ${known}${names.length > 40 ? ', …' : ''}.`,
  })
}
