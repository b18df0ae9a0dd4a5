import type { AddDelta } from '../../src/model/delta.js'
import type { AttributeDefinition } from '../../src/model/value.js'
import { GROUP, PERSON } from './people.js'

/** The definitions that tests write texts with, made plainly so that they owe nothing to the code they test. */
export const definitions: ReadonlyMap<string, AttributeDefinition> = new Map<string, AttributeDefinition>(
  [...PERSON.attributes, ...GROUP.attributes].map(definition => [definition.name, definition]),
)

export function ldifRecord(object: AddDelta, extra: Readonly<Record<string, readonly string[]>> = {}): string {
  const lines = [encoded('dn', object.dn), `objectClass: ${object.objectType}`]
  if (object.objectType === 'inetOrgPerson') lines.push('objectClass: hubPerson')
  for (const [name, values] of Object.entries({ ...extra, ...object.attributes })) {
    for (const value of values) {
      if (definitions.get(name)?.type === 'binary') lines.push(`${name}:: ${value}`)
      else lines.push(encoded(name, definitions.get(name)?.type === 'boolean' ? value.toUpperCase() : value))
    }
  }
  return `${lines.join('\n')}\n`
}

const encoded = (name: string, value: string) => `${name}:: ${Buffer.from(value).toString('base64')}`

export function csvLine(cells: readonly string[]): string {
  return `${cells.map(cell => `"${cell.replaceAll('"', '""')}"`).join(',')}\n`
}

export const joined = (values: readonly string[]): string =>
  values.map(value => value.replace(/[\\|]/g, '\\$&')).join('|')
