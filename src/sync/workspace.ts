import { searchKey } from '../metaverse/keys.js'
import { invariant } from '../model/invariant.js'
import { valuesOf } from '../model/value.js'
import type { RuleSet } from '../rules/rule-set.js'
import type { Trace } from './trace.js'
import type { ReferenceWork, WorkEntry, WorkObject } from './work.js'

/** What one page of synchronization may look at and what it decided so far, in memory. Every change can be taken back. */
export interface Workspace {
  readonly rules: RuleSet
  readonly now: number
  /** Whether rules are applied even where nothing changed. */
  readonly full: boolean
  /** Entries to which they are applied even so. */
  readonly whole: ReadonlySet<number>
  readonly nextId: () => number
  /** Where decisions are noted, for a preview. */
  readonly trace: Trace | undefined
  readonly entries: ReadonlyMap<number, WorkEntry>
  readonly objects: ReadonlyMap<number, WorkObject>
  readonly references: readonly ReferenceWork[]
  entry(id: number): WorkEntry
  object(id: number): WorkObject
  /** Lets an entry in that was loaded later. */
  admit(entry: WorkEntry): void
  setEntry(entry: WorkEntry): void
  setObject(object: WorkObject): void
  addReferenceWork(work: ReferenceWork): void
  /** Objects of a type (or any) whose attribute has one of the keys. */
  search(attribute: string, keys: readonly string[]): readonly number[]
  /** Another object that has a unique value. Whether there is one outside the page is remembered as a question in `unknown`. */
  holder(attribute: string, key: string, object: number): number | undefined
  /** Whether another object has it; `unknown`: none of the page has, and it was not asked before. */
  availability(attribute: string, key: string, object: number): 'taken' | 'free' | 'unknown'
  /** Unique values, `attribute\0key`, that somebody asked about and whose holders are not loaded: they were taken for free. */
  readonly unknown: ReadonlySet<string>
  /** A point to go back to. */
  mark(): number
  rollback(mark: number): void
}

export interface WorkspaceContent {
  readonly rules: RuleSet
  readonly now: number
  readonly full: boolean
  readonly whole?: ReadonlySet<number>
  readonly nextId: () => number
  readonly trace?: Trace | undefined
  readonly entries: readonly WorkEntry[]
  readonly objects: readonly WorkObject[]
  /** Unique values, `attribute\0key`, whose holders are among the objects. */
  readonly known?: ReadonlySet<string>
}

export function createWorkspace(content: WorkspaceContent): Workspace {
  const entries = new Map(content.entries.map(entry => [entry.id, entry]))
  const objects = new Map<number, WorkObject>()
  const index = searchIndex(searchedAttributes(content.rules))
  const references: ReferenceWork[] = []
  const undo: (() => void)[] = []
  const unknown = new Set<string>()
  const holder = (attribute: string, key: string, object: number): number | undefined => {
    const name = `${attribute}\0${key}`
    if (!content.known?.has(name)) unknown.add(name)
    return index.search(attribute, [key]).find(id => id !== object)
  }
  for (const object of content.objects) {
    objects.set(object.id, object)
    index.move(undefined, object)
  }
  const put = (object: WorkObject | undefined, previous: WorkObject | undefined): void => {
    index.move(previous, object)
    if (object !== undefined) objects.set(object.id, object)
    else if (previous !== undefined) objects.delete(previous.id)
  }

  return {
    rules: content.rules,
    now: content.now,
    full: content.full,
    whole: content.whole ?? new Set(),
    nextId: content.nextId,
    trace: content.trace,
    entries,
    objects,
    references,
    entry(id) {
      const entry = entries.get(id)
      invariant(entry !== undefined, `entry ${id} is part of the page`)
      return entry
    },
    object(id) {
      const object = objects.get(id)
      invariant(object !== undefined, `metaverse object ${id} is part of the page`)
      return object
    },
    admit: entry => {
      if (!entries.has(entry.id)) entries.set(entry.id, entry)
    },
    setEntry(entry) {
      const previous = entries.get(entry.id)
      undo.push(() => (previous === undefined ? entries.delete(entry.id) : entries.set(entry.id, previous)))
      entries.set(entry.id, entry)
    },
    setObject(object) {
      const previous = objects.get(object.id)
      undo.push(() => put(previous, object))
      put(object, previous)
    },
    addReferenceWork(work) {
      undo.push(() => references.pop())
      references.push(work)
    },
    search: (attribute, keys) => index.search(attribute, keys),
    holder,
    availability(attribute, key, object) {
      if (holder(attribute, key, object) !== undefined) return 'taken'
      return unknown.has(`${attribute}\0${key}`) ? 'unknown' : 'free'
    },
    unknown,
    mark: () => undo.length,
    rollback(mark) {
      while (undo.length > mark) undo.pop()?.()
    },
  }
}

/** Metaverse attributes that some agent joins on, and unique ones. */
function searchedAttributes(rules: RuleSet): ReadonlySet<string> {
  const attributes = new Set<string>()
  for (const attribute of rules.metaverse.attributes.values()) if (attribute.unique) attributes.add(attribute.name)
  for (const agent of rules.agents.values())
    for (const type of agent.types.values())
      for (const join of type.joins) for (const mapping of join.mappings) attributes.add(mapping.metaverseAttribute)
  return attributes
}

function searchIndex(attributes: ReadonlySet<string>) {
  const ids = new Map<string, Set<number>>()
  const change = (object: WorkObject, add: boolean): void => {
    for (const attribute of attributes) {
      for (const value of valuesOf(object.attributes, attribute)) {
        const key = `${attribute}\0${searchKey(value)}`
        const held = ids.get(key)
        if (!add) held?.delete(object.id)
        else if (held === undefined) ids.set(key, new Set([object.id]))
        else held.add(object.id)
      }
    }
  }
  return {
    move(previous: WorkObject | undefined, next: WorkObject | undefined): void {
      if (previous?.attributes === next?.attributes && previous?.life === next?.life) return
      if (previous !== undefined && previous.life !== 'deleted') change(previous, false)
      if (next !== undefined && next.life !== 'deleted') change(next, true)
    },
    search: (attribute: string, keys: readonly string[]): readonly number[] => [
      ...new Set(keys.flatMap(key => [...(ids.get(`${attribute}\0${key}`) ?? [])])),
    ],
  }
}
