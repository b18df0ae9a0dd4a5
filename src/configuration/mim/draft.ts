import type { AttributeDefinition } from '../../model/value.js'
import type { AgentDocument, HubDocument, ObjectTypeDocument } from '../document.js'
import type { Path } from '../place.js'
import type { Ledger } from './ledger.js'
import type { MimAgent, MimExport } from './model.js'
import { ModuleDraft } from './modules.js'
import { isPassword, key, type MetaverseNames, plainName } from './names.js'
import type { SourceDraft } from './sources/source.js'

export type ObjectTypeRules = { -readonly [Key in keyof ObjectTypeDocument]: ObjectTypeDocument[Key] }

/** Everything that conversions read and add to. */
export interface Conversion {
  readonly mim: MimExport
  readonly names: MetaverseNames
  readonly ledger: Ledger
  /** By id; undefined for an agent that is left out. */
  readonly agents: ReadonlyMap<string, AgentDraft>
  readonly metaverse: ModuleDraft
  /** Metaverse attributes that joins compare: they must be indexed. */
  readonly compared: Set<string>
  readonly precedence: NonNullable<HubDocument['precedence']>
}

/** One object type of an agent, as it grows while rules are converted. */
export class TypeDraft {
  readonly #attributes = new Map<string, AttributeDefinition>()
  readonly rules: Omit<ObjectTypeRules, 'attributes'> = {}

  constructor(
    readonly agent: AgentDraft,
    readonly name: string,
  ) {
    const { selected, schema } = agent.mim
    const members = new Set(schema.classes.get(key(name))?.attributes.map(key))
    for (const attribute of selected) if (members.has(key(attribute))) this.attribute(attribute)
  }

  get path(): Path {
    return ['agents', this.agent.name, 'objects', this.name]
  }

  /** An attribute of the schema, which is selected from now on. */
  attribute(name: string): AttributeDefinition | undefined {
    const held = this.#attributes.get(key(name))
    if (held !== undefined) return held
    const found = isPassword(name) ? undefined : this.agent.mim.schema.attributes.get(key(name))
    if (found === undefined || this.agent.source.noAttribute?.(found.name) !== undefined) return undefined
    const { type, multivalued } = found
    const isText = type === 'reference' && this.agent.texts.has(key(`${this.name}.${found.name}`))
    const attribute = { name: plainName(found.name), type: isText ? ('string' as const) : type, multivalued }
    this.#attributes.set(key(name), attribute)
    return attribute
  }

  get document(): ObjectTypeDocument {
    const { selected, schema } = this.agent.mim
    if (Object.keys(this.rules).length > 0)
      for (const name of selected) if (schema.auxiliary.has(key(name))) this.attribute(name)
    const attributes = Object.fromEntries(
      [...this.#attributes.values()].map(({ name, type, multivalued }) => [
        name,
        multivalued ? { type, multivalued: true } : type,
      ]),
    )
    const { filter, join, projection, import: imported, export: exported } = this.rules
    return {
      attributes,
      ...(filter !== undefined && { filter }),
      ...(join !== undefined && { join }),
      ...(projection !== undefined && { projection }),
      ...(imported !== undefined && { import: imported }),
      ...(exported !== undefined && { export: exported }),
    }
  }
}

/** One agent, as it grows while rules are converted. */
export class AgentDraft {
  readonly #types = new Map<string, TypeDraft>()
  readonly module: ModuleDraft
  deprovisioning: AgentDocument['deprovisioning']
  recall: AgentDocument['recall']
  runProfiles: AgentDocument['runProfiles']

  /**
   * @param texts references whose text is wanted rather than what they refer to: `type.attribute` in lower case
   * @param file where its module will be
   */
  constructor(
    readonly mim: MimAgent,
    readonly name: string,
    readonly source: SourceDraft,
    readonly texts: ReadonlySet<string>,
    readonly file: string,
  ) {
    this.module = new ModuleDraft(`the agent ${name}`, 'AgentExtension', mim.assembly)
    const selected = mim.partitions.filter(partition => partition.selected).flatMap(({ objectTypes }) => objectTypes)
    for (const type of selected) this.type(type)
  }

  /** An object type of the source; undefined, with the reason in `refusal`, when it cannot have it. */
  type(name: string): TypeDraft | undefined {
    const held = this.#types.get(key(name))
    if (held !== undefined || this.refusal(name) !== undefined) return held
    const draft = new TypeDraft(this, plainName(this.mim.schema.classes.get(key(name))?.name ?? name))
    this.#types.set(key(name), draft)
    return draft
  }

  refusal(type: string): string | undefined {
    return this.source.noType?.(type)
  }

  get types(): readonly TypeDraft[] {
    return [...this.#types.values()]
  }

  get document(): AgentDocument {
    const seconds = this.mim.timeLimit
    const timeLimit = seconds !== undefined && seconds >= 0.01 && seconds <= 5 ? seconds : undefined
    const file = `./${this.file}`
    return {
      connector: this.source.connector,
      settings: this.source.settings,
      ...(!this.module.isEmpty && { extension: timeLimit === undefined ? file : { file, timeLimit } }),
      ...(this.deprovisioning !== undefined && { deprovisioning: this.deprovisioning }),
      ...(this.recall !== undefined && { recall: this.recall }),
      objects: Object.fromEntries(this.types.map(type => [type.name, type.document])),
      ...(this.runProfiles !== undefined && { runProfiles: this.runProfiles }),
    }
  }
}
