import { modify, put, remove, rename, type Source, type SourceObject } from './model/source.js'
import type { Change } from './model/values.js'

/** Something that happens outside of the hub. Numbers are taken modulo what there is, so that every event makes sense at every time. */
export interface Event {
  readonly kind: EventKind
  readonly a: number
  readonly b: number
}

export const EVENT_KINDS = [
  'hire',
  'hire',
  'set',
  'set',
  'set',
  'boss',
  'deputy',
  'rename',
  'retype',
  'fire',
  'team',
  'member',
  'member',
  'disband',
  'account',
  'account',
  'account set',
  'account set',
  'account rename',
  'account gone',
  'owner',
  'drift',
  'drift rename',
  'drift gone',
  'foreign',
  'refuse',
  'allow',
] as const
export type EventKind = (typeof EVENT_KINDS)[number]

/** What an event does to a source. */
export type Deed =
  | { readonly kind: 'put'; readonly agent: string; readonly object: SourceObject }
  | {
      readonly kind: 'modify'
      readonly agent: string
      readonly anchor: string
      readonly changes: Record<string, Change[]>
    }
  | { readonly kind: 'rename'; readonly agent: string; readonly anchor: string; readonly dn: string }
  | { readonly kind: 'remove'; readonly agent: string; readonly anchor: string }
  | { readonly kind: 'refuse'; readonly agent: string; readonly dn: string; readonly code: string | undefined }

export type Sources = Readonly<Record<string, Source>>

export function carryOut(sources: Sources, deed: Deed): void {
  const source = sourceOf(sources, deed.agent)
  if (deed.kind === 'put') put(source, deed.object)
  else if (deed.kind === 'modify') modify(source, deed.anchor, deed.changes)
  else if (deed.kind === 'rename') rename(source, deed.anchor, deed.dn)
  else if (deed.kind === 'remove') remove(source, deed.anchor)
  else if (deed.code === undefined) delete source.refuses[deed.dn.toLowerCase()]
  else source.refuses[deed.dn.toLowerCase()] = deed.code
}

export function sourceOf(sources: Sources, agent: string): Source {
  const source = sources[agent]
  if (source === undefined) throw new Error(`no source ${agent}`)
  return source
}

const REFERENCES = ['boss', 'deputy', 'members', 'manager', 'assistant', 'member', 'owner']

/** A directory keeps its references right: they follow new names and leave with what they name. */
export const redirect = (
  source: Source,
  agent: string,
  { from, to }: { readonly from: string; readonly to: string | undefined },
): Deed[] =>
  source.objects.flatMap(object =>
    REFERENCES.flatMap((name): Deed[] => {
      const held = object.values[name] ?? []
      if (!held.includes(from)) return []
      const values = held.flatMap(value => (value !== from ? [value] : to === undefined ? [] : [to]))
      return [{ kind: 'modify', agent, anchor: object.anchor, changes: { [name]: [{ operation: 'set', values }] } }]
    }),
  )

/** After the hub has written: what it renamed or deleted is followed by what refers to it. */
export function redirectAfterExport(before: Source, after: Source, agent: string): Deed[] {
  return before.objects.flatMap(object => {
    const now = after.objects.find(each => each.anchor === object.anchor)
    return now?.dn === object.dn ? [] : redirect(after, agent, { from: object.dn, to: now?.dn })
  })
}
