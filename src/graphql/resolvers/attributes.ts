import type { Changes } from '../../model/delta.js'
import type { AttributeDefinition, Attributes, Values } from '../../model/value.js'

type Definitions = (name: string) => AttributeDefinition

export interface AttributeView {
  readonly name: string
  readonly type: string
  readonly values: Values
}

/** An image as a list, in the order of names; of these names, or all. */
export function attributeList(
  image: Attributes,
  definitions: Definitions,
  names: readonly string[] | null | undefined,
): AttributeView[] {
  const wanted = names == null ? Object.keys(image).sort() : names.filter(name => Object.hasOwn(image, name))
  return wanted.map(name => ({ name, type: definitions(name).type, values: image[name] ?? [] }))
}

/** Changes as a list, in the order of names and then of application. */
export function changeList(changes: Changes, definitions: Definitions) {
  const names = Object.keys(changes).sort()
  return names.flatMap(name => (changes[name] ?? []).map(change => ({ name, type: definitions(name).type, ...change })))
}
