import type { MetaverseSchema } from '../metaverse/schema.js'
import type { ObjectTypeDocument } from './document.js'
import type { Path } from './place.js'
import type { ReadableSide } from './readable-side.js'
import type { Report } from './report.js'
import type { AgentCode } from './rules-in-code.js'

/** What outbound rules can read, by metaverse type. Made when first asked for. */
export type MetaverseSides = (type: string) => ReadableSide

/** Everything that the rules of one object type are compiled with. */
export interface TypeContext {
  readonly agent: string
  readonly agentId: number
  readonly objectType: string
  readonly written: ObjectTypeDocument
  readonly path: Path
  readonly side: ReadableSide
  readonly metaverse: MetaverseSchema
  readonly metaverseSide: MetaverseSides
  /** Undefined when the connector is unknown. */
  readonly canRename: boolean | undefined
  readonly code: AgentCode
  readonly report: Report
  ruleId(name: string): number
}
