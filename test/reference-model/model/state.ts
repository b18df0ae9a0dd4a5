import type { Rules } from './rules.js'
import type { Source } from './source.js'
import type { Change, Image } from './values.js'

/** Everything there is, outside and inside of the hub. Plain data: a copy is a point to go back to. */
export interface World {
  readonly rules: Rules
  readonly sources: Record<string, Source>
  readonly agents: Record<string, AgentState>
  entries: Entry[]
  objects: MetaverseObject[]
  /** Problems of objects that no entry could be made of. */
  readonly strangers: Record<string, Trouble>
  nextId: number
  /** Counts the steps, so that a problem knows whether it is met again by another one. */
  step: number
}

export interface AgentState {
  /** How much of the source's log a complete import has seen; undefined before the first. */
  watermark: number | undefined
  /** How many changes (deletions aside) an interrupted delta import has staged since. */
  checkpoint: number | undefined
}

export interface Trouble {
  code: string
  retries: number
  step: number
}

export type ImportOperation = 'add' | 'update' | 'delete' | 'delete-add'
export type State =
  | 'new'
  | 'connector'
  | 'explicit-connector'
  | 'disconnector'
  | 'explicit-disconnector'
  | 'filtered-disconnector'

/** A reference by name. What an import brought or took is `coming` or `going` until it is synchronized. */
export interface Reference {
  attribute: string
  name: string
  state: 'settled' | 'coming' | 'going'
}

export interface Entry {
  readonly id: number
  readonly agent: string
  type: string
  anchor: string | undefined
  dn: string
  /** False: another object has its name (transient). */
  named: boolean
  imported: boolean
  /** As last imported. */
  image: Image
  /** As last synchronized. */
  synchronized: Image
  references: Reference[]
  pendingImport: ImportOperation | undefined
  /** It got or lost a name since it was synchronized last. */
  moved: boolean
  state: State
  link: number | undefined
  /** What it gives to its object: metaverse attribute → agent and type of the flow. */
  gives: Record<string, string>
  /** To be sent, being sent, sent and not seen back. */
  pending: Export | undefined
  escrowed: Export | undefined
  unconfirmed: Export | undefined
  troubles: Partial<Record<'import' | 'synchronization' | 'export', Trouble>>
}

export interface Export {
  operation: 'add' | 'update' | 'delete'
  /** The name to create it under, or its new one. */
  dn: string | undefined
  changes: Record<string, Change[]>
  references: ExportedReference[]
  /** A run before this one may have sent it. */
  doubtful: boolean
}

export interface ExportedReference {
  readonly attribute: string
  readonly target: number
  readonly operation: 'add' | 'remove'
}

export interface MetaverseObject {
  readonly id: number
  readonly type: string
  values: Record<string, readonly string[]>
  references: MetaverseReference[]
}

export interface MetaverseReference {
  readonly attribute: string
  readonly target: number
  /** Who said so. */
  readonly agent: string
  readonly by: number
}

export const nameKey = (name: string): string => name.toLowerCase()

export const entriesOf = (world: World, agent: string): Entry[] => world.entries.filter(entry => entry.agent === agent)

export function entryOf(world: World, id: number): Entry {
  const found = world.entries.find(entry => entry.id === id)
  if (found === undefined) throw new Error(`no entry ${id}`)
  return found
}

export const objectOf = (world: World, id: number | undefined): MetaverseObject | undefined =>
  id === undefined ? undefined : world.objects.find(object => object.id === id)

export const connectorsOf = (world: World, object: number): Entry[] =>
  world.entries.filter(entry => entry.link === object)

/** Objects that lost their last connector to an import; the next synchronization deletes them. */
export const ghostsOf = (world: World): MetaverseObject[] =>
  world.objects.filter(({ id }) => connectorsOf(world, id).length === 0)

/** Who has the name in a connector space. */
export const holderOf = (world: World, agent: string, name: string): Entry | undefined =>
  world.entries.find(entry => entry.agent === agent && entry.named && nameKey(entry.dn) === nameKey(name))

export function newEntry(world: World, given: Pick<Entry, 'agent' | 'type' | 'dn'> & Partial<Entry>): Entry {
  const entry: Entry = {
    id: world.nextId++,
    anchor: undefined,
    named: true,
    imported: false,
    image: {},
    synchronized: {},
    references: [],
    pendingImport: undefined,
    moved: false,
    state: 'new',
    link: undefined,
    gives: {},
    pending: undefined,
    escrowed: undefined,
    unconfirmed: undefined,
    troubles: {},
    ...given,
  }
  world.entries.push(entry)
  return entry
}

/** An entry leaves the connector space; what was to be sent about it leaves with it. */
export function removeEntry(world: World, gone: Entry): void {
  world.entries = world.entries.filter(entry => entry.id !== gone.id)
  for (const entry of world.entries) {
    for (const layer of ['pending', 'escrowed', 'unconfirmed'] as const) {
      const change = entry[layer]
      if (change !== undefined) change.references = change.references.filter(({ target }) => target !== gone.id)
    }
    // A change that would have said nothing else is none, and is no longer refused.
    if (entry.pending === undefined || !isNothing(entry.pending)) continue
    entry.pending = undefined
    if (entry.escrowed === undefined) delete entry.troubles.export
  }
}

const isNothing = ({ operation, dn, changes, references }: Export): boolean =>
  operation === 'update' && dn === undefined && Object.keys(changes).length === 0 && references.length === 0

/** Notes a problem; the same one met again by another step counts another try. */
export function note(
  troubles: Record<string, Trouble | undefined>,
  place: string,
  next: Omit<Trouble, 'retries'>,
): void {
  const held = troubles[place]
  const again = held !== undefined && held.code === next.code
  troubles[place] = { ...next, retries: again ? held.retries + (held.step === next.step ? 0 : 1) : 0 }
}
