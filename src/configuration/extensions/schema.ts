import type { MetaverseSchema } from '../../metaverse/schema.js'
import type { AttributeDefinition } from '../../model/value.js'
import type { HubDocument } from '../document.js'
import { attributeOf, entriesOf } from '../normal-forms.js'
import type { ExtensionSchema } from './author-views.js'

/** What a document says that entries and objects have. */
export function schemaOfDocument(document: HubDocument, metaverse: MetaverseSchema): ExtensionSchema {
  const entries = new Map<string, Map<string, AttributeDefinition>>()
  for (const [agent, { objects }] of entriesOf(document.agents)) {
    for (const [objectType, { attributes }] of entriesOf(objects)) {
      const definitions = entriesOf(attributes).map(([name, written]) => [name, attributeOf(name, written)] as const)
      entries.set(`${agent}/${objectType}`, new Map(definitions))
    }
  }
  const objects = new Map<string, Map<string, AttributeDefinition>>()
  for (const type of metaverse.types.values()) {
    const definitions = [...type.attributes].flatMap(name => {
      const definition = metaverse.attributes.get(name)
      return definition === undefined ? [] : [[name, definition] as const]
    })
    objects.set(type.name, new Map(definitions))
  }
  return {
    entry: (agent, objectType) => entries.get(`${agent}/${objectType}`),
    object: type => objects.get(type),
  }
}
