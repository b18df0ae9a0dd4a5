import type { Page } from '../../src/connectors/connector.js'
import type { AddDelta, Delta, ModifyDelta } from '../../src/model/delta.js'
import { dnKey } from '../../src/model/dn.js'

/** What a connector space holds after pages of imports, kept as plainly as can be. Values are sets: what is told twice counts once. */
export class ImportedState {
  readonly #objects = new Map<string, AddDelta>()
  readonly #followed: readonly string[]

  /** @param followed reference attributes whose values are the names that their targets have now, whenever they were told. */
  constructor(followed: readonly string[] = []) {
    this.#followed = followed
  }

  /** Takes one page in, as an import does: nothing of it is taken back when the read breaks off later. */
  take({ deltas, gone = [] }: Page): void {
    for (const delta of deltas) this.#apply(delta)
    for (const anchor of gone) this.#objects.delete(anchor)
  }

  /** Ends a read: where it listed everything, what it did not name is gone. */
  end(pages: readonly Page[]): void {
    if (pages.at(-1)?.end?.listed !== true) return
    const there = new Set(pages.flatMap(page => [...(page.present ?? []), ...page.deltas.map(one => one.anchor ?? '')]))
    for (const anchor of this.#objects.keys()) if (!there.has(anchor)) this.#objects.delete(anchor)
  }

  objects(): AddDelta[] {
    return [...this.#objects.values()]
  }

  #apply(delta: Delta): void {
    const anchor = this.#anchorOf(delta)
    if (delta.kind === 'add') {
      if (anchor === undefined) throw new Error(`An import told no anchor of ${delta.dn}`)
      this.#put(anchor, delta)
    } else if (anchor === undefined) {
      // Told again after the object has gone: nothing is left to change.
    } else if (delta.kind === 'delete') this.#objects.delete(anchor)
    else {
      const held = this.#objects.get(anchor)
      if (held !== undefined) this.#put(anchor, changed(held, delta))
    }
  }

  #put(anchor: string, object: AddDelta): void {
    const before = this.#objects.get(anchor)?.dn
    this.#objects.set(anchor, object)
    if (before === undefined || before === object.dn) return
    for (const [key, other] of this.#objects) {
      const renamed = this.#followed.filter(name => other.attributes[name]?.includes(before))
      if (renamed.length === 0) continue
      const values = renamed.map(name => [
        name,
        other.attributes[name]?.map(value => (value === before ? object.dn : value)),
      ])
      this.#objects.set(key, { ...other, attributes: { ...other.attributes, ...Object.fromEntries(values) } })
    }
  }

  #anchorOf({ anchor, dn }: Delta): string | undefined {
    if (anchor !== undefined) return anchor
    const key = dnKey(dn)
    return [...this.#objects].find(([, object]) => dnKey(object.dn) === key)?.[0]
  }
}

/** The object after a modify. */
export function changed(object: AddDelta, { changes, newDn }: ModifyDelta): AddDelta {
  const attributes: Record<string, readonly string[]> = { ...object.attributes }
  for (const [name, list] of Object.entries(changes)) {
    let values = attributes[name] ?? []
    for (const change of list) {
      if (change.operation === 'replace') values = change.values
      if (change.operation === 'delete') values = values.filter(value => !change.values.includes(value))
      if (change.operation === 'add')
        values = [...values.filter(value => !change.values.includes(value)), ...change.values]
    }
    if (values.length > 0) attributes[name] = values
    else delete attributes[name]
  }
  return { ...object, dn: newDn ?? object.dn, attributes }
}
