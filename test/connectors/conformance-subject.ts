import type { Capabilities, Connector, ObjectTypeSelection } from '../../src/connectors/connector.js'
import type { AddDelta, Changes, Delta } from '../../src/model/delta.js'
import { dnKey } from '../../src/model/dn.js'
import type { AttributeDefinition, Attributes, Values } from '../../src/model/value.js'
import type { OddName } from './odd-names.js'
import { GROUP, PERSON } from './people.js'
import type { Opening } from './reading.js'

/** One connector, and how to give it a real source. */
export interface Subject {
  readonly connector: Connector
  /** What it can do with the settings of its sources; default: all that the connector declares. */
  readonly capabilities?: Capabilities
  /** How the source says what the suite says; without it the source takes the suite's own types, attributes and names. */
  readonly words?: Words
  /** Selections in place of the types of {@link words}, if the source needs more attributes than the suite has. */
  readonly types?: readonly ObjectTypeSelection[]
  /** What the source needs in a new object beyond what the suite says; in the source's words. */
  readonly complete?: (delta: AddDelta) => AddDelta
  /** Names that the source itself cannot hold. */
  readonly cannotName?: readonly OddName[]
  /** Whether a reference may go only to an object that is there. The suite then makes the members of its groups first. */
  readonly referencesExist?: boolean
  /** Whether delta imports tell a new name by the anchor, so that a log of renames can be read twice. */
  readonly deltaRenames?: boolean
  /** Whether the source keeps references by an unchanging key, so that they follow the names of their targets. */
  readonly referencesFollow?: boolean
  readonly sizes?: Partial<Sizes>
  /** Makes a source that holds these objects, without the connector's help. */
  start(objects: readonly AddDelta[]): Promise<RunningSource>
}

export interface RunningSource {
  readonly settings: unknown
  readonly folder?: string
  /** Changes the source as somebody else would: adds, modifies and deletes; needed where delta imports are claimed. */
  change?(deltas: readonly Delta[]): Promise<void>
  /** Breaks what is under way: the server dies, the connection is lost, the file is cut. A read must then end with an error. */
  breakOff?(): Promise<void>
  /** Repairs what {@link breakOff} broke, with everything that was written kept. With it, writes are broken off, too. */
  mend?(): Promise<void>
  /** Whether somebody can log in so; needed where passwords are claimed. */
  login?(dn: string, password: string): Promise<boolean>
  stop(): Promise<void>
}

/** How much the suite asks of a source. Less than the default has to have a reason in the source itself. */
export interface Sizes {
  /** Members of the group that is read. */
  readonly membersRead: number
  /** Members of the group that is written and changed by single values. */
  readonly membersWritten: number
  /** Length of the longest text and the longest binary value, in bytes. */
  readonly valueBytes: number
  /** Objects in the source while a read is broken off. */
  readonly objects: number
  /** Random histories that delta imports follow. */
  readonly histories: number
  /** Longest wait for `watch` to tell of a change, in milliseconds. */
  readonly watchMilliseconds: number
}

const SIZES: Sizes = {
  membersRead: 100_000,
  membersWritten: 5_000,
  valueBytes: 1_048_576,
  objects: 2_500,
  histories: 10,
  watchMilliseconds: 10_000,
}

export type PersonWord = 'cn' | 'sn' | 'description' | 'employeeNumber' | 'hubActive' | 'jpegPhoto' | 'manager'
export type GroupWord = 'cn' | 'member'

/** A type of the source, with its attributes under the suite's words. What the source does not have is left out of everything. */
export interface TypeWords<Word extends string> {
  readonly name: string
  readonly attributes: Readonly<Partial<Record<Word, AttributeDefinition>>>
}

/**
 * The vocabulary of a source with a schema of its own. `cn` and `sn` have to be there: what names a person, and a text that changes.
 * A source without groups leaves `group` out.
 */
export interface Words {
  readonly person: TypeWords<PersonWord>
  readonly group?: TypeWords<GroupWord>
  /** The source's name for what the suite calls `cn=…,ou=people,dc=example,dc=org`; default: the same. */
  readonly dn?: (dn: string) => string
}

const wordsOf = <Word extends string>({ name, attributes }: ObjectTypeSelection): TypeWords<Word> => ({
  name,
  attributes: Object.fromEntries(attributes.map(one => [one.name, one])) as TypeWords<Word>['attributes'],
})
const DIRECTORY: Words = { person: wordsOf(PERSON), group: wordsOf(GROUP) }

/** A subject as the tests use it. They speak the suite's words and hear the source's. */
export interface Spoken {
  readonly connector: Connector
  readonly capabilities: Capabilities
  readonly sizes: Sizes
  readonly subject: Subject
  readonly types: readonly ObjectTypeSelection[]
  readonly hasGroups: boolean
  /** The source's name of a group's members. */
  readonly memberAttribute: string | undefined
  /** The source's definition behind a word of persons; undefined where the source lacks it. */
  attribute(word: PersonWord): AttributeDefinition | undefined
  /** The source's name for a name of the suite. */
  dn(dn: string): string
  /** A delta in the source's words. Attributes that the source does not have are left out. */
  say<D extends Delta>(delta: D): D
  /** A new object in the source's words, with all that the source needs. */
  make(delta: AddDelta): AddDelta
  /** Whole objects in a form that two spellings of a name do not change, cut down to what the suite has words for. */
  comparable(objects: readonly Delta[]): Comparable[]
  start(objects: readonly AddDelta[]): Promise<Started>
}

export interface Comparable {
  readonly objectType: string
  readonly dn: string
  readonly attributes: Attributes
}

/** A source that runs, and how to open it. */
export interface Started {
  readonly source: RunningSource
  readonly opening: Opening
}

export function spoken(subject: Subject): Spoken {
  const words = subject.words ?? DIRECTORY
  const typeWords = new Map<string, TypeWords<string>>([[PERSON.name, words.person]])
  if (words.group) typeWords.set(GROUP.name, words.group)
  const types = [...typeWords.values()].map(({ name, attributes }) => ({ name, attributes: selected(attributes) }))
  const dn = words.dn ?? ((same: string) => same)
  // A modify says no type: the attributes of both are told apart by their words.
  const definitionOf = (word: string, objectType?: string) =>
    objectType === undefined
      ? (words.person.attributes[word as PersonWord] ?? words.group?.attributes[word as GroupWord])
      : typeWords.get(objectType)?.attributes[word]
  const translated = <T>(
    named: Readonly<Record<string, T>>,
    objectType: string | undefined,
    mapValues: (content: T, map: (values: Values) => Values) => T,
  ): Record<string, T> =>
    Object.fromEntries(
      Object.entries(named).flatMap(([word, content]) => {
        const definition = definitionOf(word, objectType)
        if (definition === undefined) return []
        return [[definition.name, mapValues(content, all => (definition.type === 'reference' ? all.map(dn) : all))]]
      }),
    )
  const changes = (all: Changes) =>
    translated(all, undefined, (list, map) => list.map(one => ({ ...one, values: map(one.values) })))
  const say = <D extends Delta>(delta: D): D => {
    const { objectType } = delta
    const named = {
      ...delta,
      dn: dn(delta.dn),
      ...(objectType && { objectType: typeWords.get(objectType)?.name ?? objectType }),
    }
    if (delta.kind === 'add') {
      return { ...named, attributes: translated(delta.attributes, objectType, (values, map) => map(values)) }
    }
    if (delta.kind === 'delete') return named
    return { ...named, ...(delta.newDn && { newDn: dn(delta.newDn) }), changes: changes(delta.changes) }
  }
  return {
    connector: subject.connector,
    capabilities: subject.capabilities ?? subject.connector.capabilities,
    sizes: { ...SIZES, ...subject.sizes },
    subject,
    types,
    hasGroups: words.group !== undefined,
    memberAttribute: words.group?.attributes.member?.name,
    attribute: word => words.person.attributes[word],
    dn,
    say,
    make: delta => (subject.complete ?? (same => same))(say(delta)),
    comparable: objects => comparable(objects, types),
    async start(objects) {
      const source = await subject.start(objects)
      const { settings, folder } = source
      const opening = { connector: subject.connector, settings, types: subject.types ?? types }
      return { source, opening: { ...opening, ...(folder && { folder }) } }
    },
  }
}

const selected = (attributes: Partial<Record<string, AttributeDefinition>>): AttributeDefinition[] =>
  Object.values(attributes).filter(one => one !== undefined)

function comparable(objects: readonly Delta[], types: readonly ObjectTypeSelection[]): Comparable[] {
  const definitions = new Map(types.flatMap(type => type.attributes).map(one => [one.name, one]))
  const valuesIn = (name: string, values: Values) =>
    [...values].map(value => (definitions.get(name)?.type === 'reference' ? dnKey(value) : value)).sort()
  return objects
    .map(object => {
      if (object.kind !== 'add') throw new Error(`Not a whole object: ${object.kind} ${object.dn}`)
      const attributes = Object.entries(object.attributes)
        .filter(([name]) => definitions.has(name))
        .map(([name, values]) => [name, valuesIn(name, values)] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1))
      return { objectType: object.objectType, dn: dnKey(object.dn), attributes: Object.fromEntries(attributes) }
    })
    .sort((a, b) => (a.dn < b.dn ? -1 : 1))
}
