import { type Attributes, valuesOf } from '../../model/value.js'
import { changedAttributes } from '../kit/changes.js'
import { type Found, findByDn } from './find.js'
import { imageOf } from './image.js'
import type { Key } from './key.js'
import type { Change, Insertion } from './orders.js'
import { refused } from './refused.js'
import type { Attribute, Relation } from './relation.js'
import type { Source } from './source.js'
import { type Bound, type Sql, sql, trusted, value } from './statement.js'

/** What stands for itself in a statement: texts, quoted names, comments, casts (`::`). */
const PIECE = /'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|\[[^\]]*\]|--[^\n]*|\/\*[\s\S]*?\*\/|::|:([A-Za-z_][\w]*)/g

/** A template with parameters in the place of `:name`. @throws Refused for a name that has no value here */
export function filled(template: string, values: ReadonlyMap<string, Bound>, dn: string): Sql {
  const pieces: Sql[] = []
  let at = 0
  for (const match of template.matchAll(PIECE)) {
    const placeholder = match[1]
    if (placeholder === undefined) continue
    const bound = values.get(placeholder)
    if (bound === undefined) {
      const known = [...values.keys()].map(each => `:${each}`).join(', ')
      throw refused('schema-violation', `The statement asks for :${placeholder}.`, { dn }, `It may ask for ${known}.`)
    }
    pieces.push(trusted(template.slice(at, match.index)), value(bound.value, bound.kind))
    at = match.index + match[0].length
  }
  pieces.push(trusted(template.slice(at).replace(/[;\s]+$/, '')))
  return pieces.reduce((whole, piece) => sql`${whole}${piece}`)
}

type Definitions = ReadonlyMap<string, Attribute>

export async function runInsert(source: Source, relation: Relation, { delta, attributes }: Insertion): Promise<Key> {
  const bound = new Map([...namesOf(delta.dn, delta.objectType), ...boundOf(delta.attributes, attributes)])
  const { rows, columns, insertId } = await source.driver.query(
    filled(relation.settings.statements.insert ?? '', bound, delta.dn),
  )
  const told = relation.key.map(column => rows[0]?.[columns.findIndex(each => each.name === column)] ?? undefined)
  const key = told.filter(cell => cell !== undefined)
  if (key.length === relation.key.length) return key
  const found = await findByDn(delta.dn, [relation], source)
  if (found !== undefined) return found.key
  if (insertId !== undefined && relation.key.length === 1) return [insertId]
  throw refused(
    'missing-anchor-component',
    'The insert statement made no object of this name, and does not return a key.',
    { dn: delta.dn },
    `Let it return ${relation.key.join(', ')}.`,
  )
}

/** An update statement gets the whole object as it shall be. */
export async function runUpdate(source: Source, found: Found, { delta, attributes }: Change): Promise<void> {
  const singles = new Map([...attributes].filter(([, { values }]) => values === undefined))
  const asked = new Map([...singles.keys()].map(name => [name, 'all'] as const))
  const before = await imageOf(found, asked, { source, attributes: singles })
  const changes = Object.fromEntries(Object.entries(delta.changes).filter(([name]) => singles.has(name)))
  if (Object.keys(changes).length === 0 && (delta.newDn === undefined || delta.newDn === found.dn)) return
  const after = changedAttributes(before, changes)
  const bound = new Map([
    ...namesOf(delta.newDn ?? found.dn, found.objectType),
    ...boundOf(after, attributes),
    ...keysOf(found),
  ])
  await source.driver.query(filled(found.relation.settings.statements.update ?? '', bound, found.dn))
}

export async function runDelete(source: Source, found: Found): Promise<void> {
  const bound = new Map([...namesOf(found.dn, found.objectType), ...keysOf(found)])
  await source.driver.query(filled(found.relation.settings.statements.delete ?? '', bound, found.dn))
}

const namesOf = (dn: string, objectType: string): [string, Bound][] => [
  ['dn', { value: dn, kind: 'text' }],
  ['objectType', { value: objectType, kind: 'text' }],
]

const keysOf = ({ relation, key, keyColumns }: Found): [string, Bound][] =>
  relation.key.map((column, i) => [`key_${column}`, { value: key[i] ?? null, kind: keyColumns[i]?.kind ?? 'text' }])

function boundOf(image: Attributes, attributes: Definitions): [string, Bound][] {
  return [...attributes].flatMap(([name, { definition, values }]) => {
    if (values !== undefined) return []
    const kind = definition.type === 'binary' || definition.type === 'boolean' ? definition.type : 'text'
    return [[name, { value: valuesOf(image, name)[0] ?? null, kind }] satisfies [string, Bound]]
  })
}
