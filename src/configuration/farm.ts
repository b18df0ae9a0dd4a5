import type { MetaverseAttribute } from '../metaverse/schema.js'
import type { Condition } from '../storage/read/graph/plan.js'

/** What a farm sees of the objects of one type. */
export interface FarmSight {
  /** The farm's name. */
  readonly name: string
  /** The metaverse type of what it sees. */
  readonly type: string
  /** What they are called by. */
  readonly account: MetaverseAttribute
  /** Which it sees; undefined: all of the type. */
  readonly scope: Condition | undefined
  /** The attributes that decide which it sees. */
  readonly scopeAttributes: ReadonlySet<string>
  /** What is seen of one, by the farm's names. */
  readonly view: ReadonlyMap<string, MetaverseAttribute>
}

/** A SharePoint farm or another portal that reads its people here: they are its profiles. */
export interface Farm extends FarmSight {
  /** The agent that writes its profile store. */
  readonly agent: string | undefined
  /** Undefined: it sees none. */
  readonly groups: FarmGroups | undefined
}

/** The groups of a farm. */
export interface FarmGroups extends FarmSight {
  /** The reference attribute that leads to members. */
  readonly members: string
}
