import type { AttributeChange, Changes } from '../../model/delta.js'
import { dnKey } from '../../model/dn.js'
import type { Value } from '../../model/value.js'
import { decodeValues } from '../kit/ldap/decode.js'
import type { AttributeRules } from './attribute-rules.js'
import { asAttribute, type LoggedChange } from './log-record.js'

/** What several logged changes of one object come to, attribute by attribute. */
export interface NetChanges {
  /** Adds what one record says. Answers false when the object has to be read whole to know what it is now. */
  take(changes: readonly LoggedChange[]): boolean
  /** By the attributes' names in the selection. */
  result(): Changes
}

interface Net {
  /** By what tells values apart. Set once all values before are without meaning. */
  replaced: Map<string, Value> | undefined
  readonly added: Map<string, Value>
  readonly deleted: Map<string, Value>
}

export function netChanges(rules: AttributeRules): NetChanges {
  const nets = new Map<string, Net>()
  const take = (change: LoggedChange): boolean => {
    const reading = readingOf(change, rules)
    if (typeof reading === 'boolean') return reading
    const { name, values, isWhole } = reading
    const net = nets.get(name) ?? { replaced: undefined, added: new Map(), deleted: new Map() }
    nets.set(name, net)
    if (isWhole) replace(net, values)
    else for (const [key, value] of values) (change.operation === 'add' ? add : remove)(net, key, value)
    return true
  }
  return {
    take: changes => changes.every(take),
    result: () => Object.fromEntries([...nets].map(([name, net]) => [name, changesOf(net)])),
  }
}

interface ChangeReading {
  readonly name: string
  /** With what tells them apart. */
  readonly values: readonly (readonly [key: string, value: Value])[]
  /** Whether they are all there are from now on. */
  readonly isWhole: boolean
}

/** A change of a selected attribute; true for one of any other, false when the object has to be read. */
function readingOf(change: LoggedChange, rules: AttributeRules): ChangeReading | boolean {
  const [attribute = '', ...options] = change.type.split(';')
  const { definition, isExact, decides } = rules(attribute)
  if (decides) return false
  // With another option it is another attribute.
  if (definition === undefined || options.some(option => option.toLowerCase() !== 'binary')) return true
  const isWhole = change.operation === 'replace' || (change.operation === 'delete' && change.values.length === 0)
  if (change.operation === 'increment' || (!isWhole && !isExact)) return false
  const { name, type, multivalued } = definition
  const values = decodeValues({ name, type, multivalued: !isWhole || multivalued }, asAttribute(change))
  if ('code' in values) return false
  return { name, isWhole, values: values.map(value => [type === 'reference' ? dnKey(value) : value, value]) }
}

function replace(net: Net, values: readonly (readonly [string, Value])[]): void {
  net.replaced = new Map(values)
  net.added.clear()
  net.deleted.clear()
}

function add({ replaced, added, deleted }: Net, key: string, value: Value): void {
  if (replaced !== undefined) replaced.set(key, value)
  else {
    deleted.delete(key)
    added.set(key, value)
  }
}

function remove({ replaced, added, deleted }: Net, key: string, value: Value): void {
  if (replaced !== undefined) replaced.delete(key)
  else {
    added.delete(key)
    deleted.set(key, value)
  }
}

function changesOf({ replaced, added, deleted }: Net): AttributeChange[] {
  if (replaced !== undefined) return [{ operation: 'replace', values: [...replaced.values()] }]
  const changes: AttributeChange[] = [
    { operation: 'delete', values: [...deleted.values()] },
    { operation: 'add', values: [...added.values()] },
  ]
  return changes.filter(({ values }) => values.length > 0)
}
