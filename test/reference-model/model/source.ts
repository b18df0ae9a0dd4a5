import { type Change, changed, changedImage, type Image, sameImage } from './values.js'

/** A directory: objects with names, and a log of what happened to them. */
export interface Source {
  objects: SourceObject[]
  log: News[]
  /** Names whose writes are refused, with the reason. */
  refuses: Record<string, string>
  nextAnchor: number
}

export interface SourceObject {
  readonly type: string
  readonly dn: string
  readonly anchor: string
  readonly values: Image
}

export type News =
  | { readonly kind: 'whole'; readonly object: SourceObject }
  | {
      readonly kind: 'change'
      readonly type: string
      readonly dn: string
      readonly anchor: string
      readonly newDn?: string
      readonly changes: Readonly<Record<string, readonly Change[]>>
    }
  | { readonly kind: 'gone'; readonly dn: string; readonly anchor: string }

export const newSource = (): Source => ({ objects: [], log: [], refuses: {}, nextAnchor: 1 })

const byName = (source: Source, dn: string): SourceObject | undefined =>
  source.objects.find(object => object.dn.toLowerCase() === dn.toLowerCase())
export const byAnchor = (source: Source, anchor: string): SourceObject | undefined =>
  source.objects.find(object => object.anchor === anchor)

export function put(source: Source, object: SourceObject): void {
  const at = source.objects.findIndex(each => each.anchor === object.anchor)
  if (at < 0) source.objects.push(object)
  else source.objects[at] = object
  source.log.push({ kind: 'whole', object })
}

export function modify(source: Source, anchor: string, changes: Readonly<Record<string, readonly Change[]>>): void {
  const { type, dn } = replace(source, anchor, held => ({ ...held, values: changedImage(held.values, changes) }))
  source.log.push({ kind: 'change', type, dn, anchor, changes })
}

export function rename(source: Source, anchor: string, newDn: string): void {
  const { type, dn } = byAnchor(source, anchor) as SourceObject
  replace(source, anchor, held => ({ ...held, dn: newDn }))
  source.log.push({ kind: 'change', type, dn, anchor, newDn, changes: {} })
}

export function remove(source: Source, anchor: string): void {
  const { dn } = byAnchor(source, anchor) as SourceObject
  source.objects = source.objects.filter(object => object.anchor !== anchor)
  source.log.push({ kind: 'gone', dn, anchor })
}

function replace(source: Source, anchor: string, by: (held: SourceObject) => SourceObject): SourceObject {
  const at = source.objects.findIndex(object => object.anchor === anchor)
  const next = by(source.objects[at] as SourceObject)
  source.objects[at] = next
  return next
}

/** What the hub asks for. `doubtful`: it may have been done already, and is fine if it was. */
export interface Wish {
  readonly kind: 'add' | 'modify' | 'delete'
  readonly type: string
  readonly dn: string
  readonly anchor: string | undefined
  readonly newDn?: string
  readonly changes: Readonly<Record<string, readonly Change[]>>
  readonly doubtful: boolean
}

export interface Written {
  /** The anchor of a new object. */
  readonly anchor?: string
  readonly refused?: string
}

/** Does as it is asked, or says why not. */
export function write(source: Source, wish: Wish): Written {
  const refusal = source.refuses[wish.dn.toLowerCase()]
  if (refusal !== undefined) return { refused: refusal }
  const held =
    (wish.anchor === undefined ? undefined : byAnchor(source, wish.anchor)) ??
    byName(source, wish.dn) ??
    (wish.doubtful && wish.kind === 'modify' && wish.newDn !== undefined ? byName(source, wish.newDn) : undefined)
  if (wish.kind === 'add') return create(source, wish, held)
  if (wish.kind === 'modify') return held === undefined ? { refused: 'cd-missing-object' } : alter(source, wish, held)
  if (held !== undefined) remove(source, held.anchor)
  return held !== undefined || wish.doubtful ? {} : { refused: 'cd-missing-object' }
}

function create(source: Source, wish: Wish, held: SourceObject | undefined): Written {
  const values = changedImage({}, wish.changes)
  if (held === undefined) {
    const anchor = wish.anchor ?? `new${source.nextAnchor++}`
    put(source, { type: wish.type, dn: wish.dn, anchor, values })
    return { anchor }
  }
  const has = Object.entries(values).every(([name, list]) => list.every(value => held.values[name]?.includes(value)))
  return wish.doubtful && held.type === wish.type && has ? { anchor: held.anchor } : { refused: 'cd-existing-object' }
}

function alter(source: Source, { newDn, changes, doubtful }: Wish, held: SourceObject): Written {
  const other = newDn === undefined ? undefined : byName(source, newDn)
  if (other !== undefined && other.anchor !== held.anchor) return { refused: 'rename-to-existing-dn' }
  const isSo = sameImage(changedImage(held.values, changes), held.values)
  const isNamed = newDn === undefined || newDn === held.dn
  const conflict = conflictOf(held.values, changes)
  if (conflict !== undefined && !(isSo && doubtful)) return { refused: conflict }
  if (!isNamed) rename(source, held.anchor, newDn)
  const isDone = doubtful && (conflict !== undefined || (isSo && isNamed))
  if (!isDone && Object.keys(changes).length > 0) modify(source, held.anchor, changes)
  return {}
}

// A directory refuses to add what is there and to remove what is not.
function conflictOf(image: Image, changes: Wish['changes']): string | undefined {
  for (const [name, list] of Object.entries(changes)) {
    for (const [i, { operation, values }] of list.entries()) {
      const now = changed(image[name] ?? [], list.slice(0, i))
      if (operation === 'add' && values.some(value => now.includes(value))) return 'cd-existing-attribute-or-value'
      if (operation === 'remove' && values.some(value => !now.includes(value))) return 'cd-error'
    }
  }
  return undefined
}
