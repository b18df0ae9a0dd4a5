import type { AttributeType } from '../../model/value.js'
import type { MimAttribute, MimClass, MimSchema } from './model.js'
import { childrenOf, type TakeElement, textAt } from './xml.js'

const SYNTAX = '1.3.6.1.4.1.1466.115.121.1.'
/** Everything else, dates above all, is text. */
const TYPES: ReadonlyMap<string, AttributeType> = new Map([
  [`${SYNTAX}4`, 'binary'],
  [`${SYNTAX}5`, 'binary'],
  [`${SYNTAX}8`, 'binary'],
  [`${SYNTAX}9`, 'binary'],
  [`${SYNTAX}10`, 'binary'],
  [`${SYNTAX}28`, 'binary'],
  [`${SYNTAX}40`, 'binary'],
  ['1.2.840.113556.1.4.907', 'binary'], // a security descriptor
  [`${SYNTAX}7`, 'boolean'],
  [`${SYNTAX}12`, 'reference'],
  [`${SYNTAX}27`, 'number'],
  ['1.2.840.113556.1.4.906', 'number'], // Active Directory's large integer
])

interface RawClass {
  readonly name: string
  readonly superior: string | undefined
  readonly references: readonly string[]
  readonly isAuxiliary: boolean
}

/** Reads a DSML schema element by element, so that its thousands of attributes are never held as a document. */
export function schemaReader(): { readonly take: TakeElement; finish(): MimSchema } {
  const attributes = new Map<string, MimAttribute>()
  const classes = new Map<string, RawClass>()
  return {
    take(element) {
      const id = element.attributes.id ?? ''
      const name = textAt(element, 'name') ?? id
      if (element.name === 'attribute-type') {
        attributes.set(id, {
          name,
          type: TYPES.get(textAt(element, 'syntax') ?? '') ?? 'string',
          multivalued: element.attributes['single-value'] !== 'true',
          indexed: element.attributes.indexed === 'true',
        })
        return true
      }
      if (element.name !== 'class' || element.attributes.id === undefined) return false
      const references = childrenOf(element, 'attribute').map(child => idIn(child.attributes.ref))
      const isAuxiliary = element.attributes.type === 'auxiliary'
      classes.set(id, { name, superior: idIn(element.attributes.superior), references, isAuxiliary })
      return true
    },
    finish() {
      const byName = new Map([...attributes.values()].map(attribute => [attribute.name.toLowerCase(), attribute]))
      const found = [...classes.keys()].map((id): [string, MimClass] => {
        const { name, chain } = withSuperiors(id, classes)
        const names = new Set(chain.flatMap(one => one.references).map(each => attributes.get(each)?.name ?? each))
        return [name.toLowerCase(), { name, attributes: [...names] }]
      })
      const namesIn = (kind: boolean) =>
        [...classes.values()]
          .filter(({ isAuxiliary }) => isAuxiliary === kind)
          .flatMap(({ references }) => references.map(each => (attributes.get(each)?.name ?? each).toLowerCase()))
      const elsewhere = new Set(namesIn(false))
      const auxiliary = new Set(namesIn(true).filter(name => !elsewhere.has(name)))
      return { attributes: byName, classes: new Map(found), auxiliary }
    },
  }
}

const idIn = (reference: string | undefined): string => reference?.replace(/^#/, '') ?? ''

function withSuperiors(id: string, classes: ReadonlyMap<string, RawClass>): { name: string; chain: RawClass[] } {
  const chain = new Set<RawClass>()
  let next = classes.get(id)
  // A class that is its own superior, however indirectly, ends the chain.
  while (next !== undefined && !chain.has(next)) {
    chain.add(next)
    next = classes.get(next.superior ?? '')
  }
  return { name: classes.get(id)?.name ?? id, chain: [...chain] }
}
