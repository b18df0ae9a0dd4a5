import { BASE_ATTRIBUTES, BASE_TYPES } from '../../metaverse/base-schema.js'
import type { AttributeDefinition } from '../../model/value.js'
import type { MimAttribute, MimMetaverse } from './model.js'

/** MIM tells no upper from lower case in names. */
export const key = (name: string): string => name.toLowerCase()

/** Attributes that take a password: they are never read, and no flow writes them here. */
export const isPassword = (attribute: string): boolean =>
  /^(?:unicodePwd|userPassword|export_password)$/i.test(attribute)

/** A name as hub.yaml takes it: without slashes and without space at its ends. */
export function plainName(name: string): string {
  const plain = name.replace(/[/\r\n\t]/g, '_').trim()
  return plain === '' || plain in {} ? `${plain}_` : plain
}

/** A name as GraphQL takes it, too. */
function metaverseName(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9_-]/g, '_').replace(/^[^A-Za-z]+/, '')
  return plain === '' || plain in {} ? `${plain}Mim` : plain
}

/** Gives every name of a kind a name of its own. */
export function uniqueNames(): (wanted: string) => string {
  const taken = new Set<string>()
  return wanted => {
    let name = wanted
    for (let n = 2; taken.has(key(name)); n++) name = `${wanted}-${n}`
    taken.add(key(name))
    return name
  }
}

/** The names that metaverse types and attributes have in hub.yaml. */
export interface MetaverseNames {
  /** Undefined when the export's metaverse has no such type. */
  type(name: string): string | undefined
  attribute(name: string): AttributeDefinition | undefined
  /** Those that have another name than in MIM, with the reason. */
  readonly changed: readonly { readonly from: string; readonly to: string; readonly why: string }[]
}

/**
 * Keeps MIM's names where the hub can: a built-in type or attribute is written as the hub writes it, and an attribute of the
 * same name that is something else gets another one.
 */
export function metaverseNames({ schema }: MimMetaverse): MetaverseNames {
  const changed: { from: string; to: string; why: string }[] = []
  const note = (from: string, to: string, why: string) => {
    if (from !== to) changed.push({ from, to, why })
  }
  const baseTypes = new Map([...BASE_TYPES.keys()].map(name => [key(name), name]))
  const freeType = uniqueNames()
  const types = new Map(
    [...schema.classes.values()].map(({ name }) => {
      const base = baseTypes.get(key(name))
      const chosen = freeType(base ?? metaverseName(name))
      note(name, chosen, base === undefined ? 'of what names may have in them' : 'as the built-in type is written')
      return [key(name), chosen]
    }),
  )
  const baseAttributes = new Map([...BASE_ATTRIBUTES.values()].map(base => [key(base.name), base]))
  const freeAttribute = uniqueNames()
  const attributes = new Map(
    [...schema.attributes.values()].map(attribute => {
      const base = baseAttributes.get(key(attribute.name))
      const same = base !== undefined && isSame(base, attribute)
      const wanted = same ? base.name : `${base === undefined ? '' : 'mim-'}${metaverseName(attribute.name)}`
      const name = freeAttribute(wanted)
      const why = same ? 'as the built-in attribute is written' : otherKind(base)
      note(attribute.name, name, why)
      return [key(attribute.name), { name, type: attribute.type, multivalued: attribute.multivalued }]
    }),
  )
  return { type: name => types.get(key(name)), attribute: name => attributes.get(key(name)), changed }
}

const isSame = (base: AttributeDefinition, { type, multivalued }: MimAttribute): boolean =>
  base.type === type && base.multivalued === multivalued

const otherKind = (base: AttributeDefinition | undefined): string =>
  base === undefined
    ? 'of what names may have in them'
    : `the built-in ${base.name} is a ${base.multivalued ? 'multivalued' : 'single-valued'} ${base.type}`
