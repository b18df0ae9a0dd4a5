import type { MetaverseAttribute } from '../metaverse/schema.js'
import type { Condition } from '../storage/read/graph/plan.js'

/** A SharePoint farm or another portal that reads its people here. */
export interface Farm {
  readonly name: string
  /** The agent that writes its profile store. */
  readonly agent: string | undefined
  /** The metaverse type of its profiles. */
  readonly type: string
  /** What profiles are called by. */
  readonly account: MetaverseAttribute
  /** Who is a profile; undefined: everybody of the type. */
  readonly scope: Condition | undefined
  /** The attributes that decide who is one. */
  readonly scopeAttributes: ReadonlySet<string>
  /** What is seen of a profile, by the farm's names. */
  readonly view: ReadonlyMap<string, MetaverseAttribute>
}
