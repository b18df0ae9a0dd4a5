import { objectGuid } from '../../metaverse/object-guid.js'
import { rdnOf } from '../../model/dn.js'
import { type AttributeDefinition, type Attributes, valuesOf } from '../../model/value.js'
import type { EntryView, ObjectView } from '../../rules/extension.js'
import type { AttributeReader, Entry, MetaverseObject, Values } from '../../rules/extension-api.js'
import { didYouMean } from '../../rules/nearest.js'
import { Failure } from './failure.js'

export type Definitions = ReadonlyMap<string, AttributeDefinition>

/** Which attributes there are, and what they hold. */
export interface ExtensionSchema {
  /** Undefined for an object type that the configuration does not read. */
  entry(agent: string, objectType: string): Definitions | undefined
  object(metaverseType: string): Definitions | undefined
}

/** An entry as an author sees it: frozen, so that writing to it is an error. */
export const entryFor = (view: EntryView, schema: ExtensionSchema): Entry => Object.freeze(entryParts(view, schema))

export function entryParts(view: EntryView, schema: ExtensionSchema): Entry {
  const title = `${view.objectType} of ${view.agent}`
  return {
    ...readerOf(view.attributes, title, schema.entry(view.agent, view.objectType)),
    agent: view.agent,
    objectType: view.objectType,
    dn: view.dn,
    rdn: rdnOf(view.dn),
  }
}

/** A metaverse object as an author sees it, frozen. */
export const objectFor = (view: ObjectView, schema: ExtensionSchema): MetaverseObject =>
  Object.freeze(objectParts(view, schema, entry => entryFor(entry, schema)))

/** @param connectorFor how the author sees its connectors */
export function objectParts<T extends Entry>(
  view: ObjectView,
  schema: ExtensionSchema,
  connectorFor: (entry: EntryView) => T,
): Omit<MetaverseObject, 'connectors'> & { connectors(agent?: string): readonly T[] } {
  return {
    ...readerOf(view.attributes, view.type, schema.object(view.type)),
    id: objectGuid(view.id),
    type: view.type,
    connectors(agent) {
      const chosen = view.connectors.filter(each => agent === undefined || each.agent === agent)
      return Object.freeze(chosen.map(connectorFor))
    },
    contributors: attribute =>
      Object.freeze(view.contributors(attribute).map(({ agent, at }) => Object.freeze({ agent, at }))),
  }
}

const NONE: Values = Object.freeze([])

// The engine's own lists are never handed out: freezing them would bind the engine, too.
function readerOf(attributes: Attributes, title: string, definitions: Definitions | undefined): AttributeReader {
  const read = (name: string): Values => {
    const definition = definitions?.get(name)
    if (definitions !== undefined && definition?.type !== 'reference' && definition !== undefined) {
      return valuesOf(attributes, name)
    }
    throw unreadable(name, title, definitions)
  }
  return {
    value: name => read(name)[0],
    values: name => {
      const values = read(name)
      return values.length === 0 ? NONE : Object.freeze([...values])
    },
    has: name => read(name).length > 0,
    attributeNames: () => Object.freeze(Object.keys(attributes)),
  }
}

function unreadable(name: string, title: string, definitions: Definitions | undefined): Failure {
  const isReference = definitions?.get(name)?.type === 'reference'
  return new Failure(
    'extension-dll-exception',
    isReference
      ? `${name} of ${title} is a reference, which rules in code do not see`
      : `${title} has no attribute ${name}`,
    isReference
      ? 'Let references flow directly.'
      : didYouMean(name, definitions?.keys() ?? [], 'Read an attribute that the configuration names.'),
  )
}
