import type { Changes, Delta } from '../../model/delta.js'
import { dnKey } from '../../model/dn.js'
import { invariant } from '../../model/invariant.js'
import type { Problem } from '../../model/problem.js'
import type { RunStatus } from '../../model/status.js'
import type { Attributes } from '../../model/value.js'
import type { DiscoveredType } from '../connector.js'
import { changedAttributes } from '../kit/changes.js'

export interface MemoryObject {
  readonly objectType: string
  readonly dn: string
  readonly anchor: string
  readonly attributes: Attributes
}

/** What shall go wrong, for tests. Each stays until it is taken back. */
export interface MemoryFaults {
  /** The source cannot be opened. */
  open?: { readonly status: RunStatus; readonly problem: Problem } | undefined
  /** A read breaks off after this many objects. */
  cutReadAfter?: number | undefined
  /** A read is complete and empty. */
  answerEmpty?: boolean | undefined
  /** The connection is lost when this many deltas of a write are done. */
  cutWriteAfter?: number | undefined
  /** A write is carried out to its end, but the connection is lost after so many answers. */
  loseAnswersAfter?: number | undefined
  /** Writes to these names (their {@link dnKey}) are refused. */
  readonly rejectWrites: Map<string, Problem>
}

/** Objects made on demand, so that a million of them take no memory. They come before those that were put. */
interface Generated {
  readonly count: number
  readonly make: (index: number) => MemoryObject
}

/** An in-process connected source that tests fill, change and break. Every change is logged for delta imports. */
export interface MemorySource {
  readonly name: string
  /** Objects by anchor; the generated ones only once they were changed. */
  readonly objects: ReadonlyMap<string, MemoryObject>
  readonly log: readonly Delta[]
  readonly faults: MemoryFaults
  /** Passwords by anchor. */
  readonly passwords: Map<string, string>
  /** What discovery tells; inferred from the objects while absent. */
  schema?: readonly DiscoveredType[] | undefined
  /** Adds an object, or puts a new image in the place of the one with its anchor. */
  put(object: Omit<MemoryObject, 'anchor'> & { readonly anchor?: string }): MemoryObject
  modify(anchor: string, changes: Changes): void
  rename(anchor: string, dn: string): void
  delete(anchor: string): void
  byDn(dn: string): MemoryObject | undefined
  /** Serves `make(0)` … `make(count - 1)`, made anew at every read. */
  generate(count: number, make: (index: number) => MemoryObject): void
  /** Every object, the generated ones first. */
  all(): Iterable<MemoryObject>
  /** Back to an empty source without faults and log. */
  reset(): void
}

const sources = new Map<string, MemorySource>()

/** The source of that name; made when it is asked for first. */
export function memorySource(name: string): MemorySource {
  const held = sources.get(name)
  if (held !== undefined) return held
  const made = newSource(name)
  sources.set(name, made)
  return made
}

function newSource(name: string): MemorySource {
  const objects = new Map<string, MemoryObject>()
  const names = new Map<string, string>()
  const gone = new Set<string>()
  const log: Delta[] = []
  const passwords = new Map<string, string>()
  const faults: MemoryFaults = { rejectWrites: new Map() }
  let generated: Generated | undefined
  let nextAnchor = 1

  const get = (anchor: string): MemoryObject => {
    const object = objects.get(anchor) ?? findGenerated(generated, gone, one => one.anchor === anchor)
    invariant(object, `source ${name} has no object ${anchor}`)
    return object
  }
  const hold = (object: MemoryObject) => {
    const before = objects.get(object.anchor)
    if (before !== undefined) names.delete(dnKey(before.dn))
    objects.set(object.anchor, object)
    names.set(dnKey(object.dn), object.anchor)
  }

  return {
    name,
    objects,
    log,
    faults,
    passwords,
    put(object) {
      const whole = { ...object, anchor: object.anchor ?? `${name}-${nextAnchor++}` }
      gone.delete(whole.anchor)
      hold(whole)
      log.push({ kind: 'add', ...whole })
      return whole
    },
    modify(anchor, changes) {
      const { objectType, dn, attributes } = get(anchor)
      hold({ objectType, dn, anchor, attributes: changedAttributes(attributes, changes) })
      log.push({ kind: 'modify', objectType, dn, anchor, changes })
    },
    rename(anchor, newDn) {
      const object = get(anchor)
      hold({ ...object, dn: newDn })
      log.push({ kind: 'modify', objectType: object.objectType, dn: object.dn, newDn, anchor, changes: {} })
    },
    delete(anchor) {
      const { objectType, dn } = get(anchor)
      objects.delete(anchor)
      names.delete(dnKey(dn))
      passwords.delete(anchor)
      if (generated !== undefined) gone.add(anchor)
      log.push({ kind: 'delete', objectType, dn, anchor })
    },
    byDn(dn) {
      const key = dnKey(dn)
      const anchor = names.get(key)
      if (anchor !== undefined) return objects.get(anchor)
      return findGenerated(generated, gone, one => !objects.has(one.anchor) && dnKey(one.dn) === key)
    },
    generate(count, make) {
      generated = { count, make }
    },
    *all() {
      const { count, make } = generated ?? { count: 0, make: () => undefined }
      const untouched = objects.size === 0 && gone.size === 0
      for (let i = 0; i < count; i++) {
        const object = make(i)
        if (object !== undefined && (untouched || !(objects.has(object.anchor) || gone.has(object.anchor))))
          yield object
      }
      yield* objects.values()
    },
    reset() {
      for (const collection of [objects, names, gone, passwords, faults.rejectWrites]) collection.clear()
      log.length = 0
      generated = undefined
      nextAnchor = 1
      Object.assign(faults, {
        open: undefined,
        cutReadAfter: undefined,
        answerEmpty: undefined,
        cutWriteAfter: undefined,
        loseAnswersAfter: undefined,
      })
      this.schema = undefined
    },
  }
}

// A walk over all of them: only tests ask, for a few objects.
function findGenerated(
  generated: Generated | undefined,
  gone: ReadonlySet<string>,
  wanted: (object: MemoryObject) => boolean,
): MemoryObject | undefined {
  for (let i = 0; generated !== undefined && i < generated.count; i++) {
    const object = generated.make(i)
    if (wanted(object) && !gone.has(object.anchor)) return object
  }
  return undefined
}
