import type { Entry, MetaverseObject, World } from './state.js'

/** What is being decided at one time: one object, or several that the hub decides together. */
export interface Page {
  readonly world: World
  readonly agent: string
  readonly full: boolean
  /** The entries that are decided. */
  readonly ids: ReadonlySet<number>
  readonly entries: Done[]
  /** Objects that changed or changed hands, in the order of being touched. */
  readonly touched: Map<number, MetaverseObject>
  /** Entries linked by this page, be it to the object they had: what was to be sent of them until then has ended. */
  readonly linked: Set<number>
  /** `object attribute`: nobody refers to anything any more. */
  readonly emptied: Set<string>
  /** By `object attribute`, who was the last to give references. It may have left since, without recall. */
  readonly givers: Map<string, { readonly entry: Entry; readonly from: string }>
  /** `agent name`: the entry that this page wants to rename to it. */
  readonly planned: Map<string, number>
  readonly outbound: Outbound[]
}

/** An entry that went through inbound synchronization. */
export interface Done {
  readonly entry: Entry
  readonly situation: Situation
  readonly flowed: boolean
  /** Objects it touched; the last is the one it belongs to or belonged to. */
  readonly objects: readonly number[]
  /** All of it is news. */
  readonly whole: boolean
}

export type Situation =
  | 'deleted-disconnector'
  | 'deleted-connector'
  | 'retyped'
  | 'filtered'
  | 'connector-filtered'
  | 'joined'
  | 'projected'
  | 'connected'
  | 'remains'

export interface Outbound {
  readonly entry: Entry
  readonly counter: string
  readonly flowed: boolean
}

/** An object that cannot be synchronized; nothing that it caused stays. */
export class Refused extends Error {
  readonly code: string
  constructor(code: string) {
    super(code)
    this.code = code
  }
}
