import { graphTypes } from '../metaverse/graph/graph-types.js'
import type { MetaverseSchema } from '../metaverse/schema.js'
import type { Problem } from '../model/problem.js'
import type { Locate } from './place.js'
import { newReport } from './report.js'

/**
 * Types and attributes of the metaverse that have no name of their own in the graph. Asked when a document is checked, not when a
 * stored one is loaded: the hub's own part of the graph grows, and what was applied once goes on.
 */
export function checkGraph(metaverse: MetaverseSchema, locate: Locate): readonly Problem[] {
  const report = newReport(locate)
  for (const { type, attribute, message } of graphTypes(metaverse).clashes) {
    const path = attribute === undefined ? ['metaverse', 'types', type] : ['metaverse', 'attributes', attribute]
    const what = attribute === undefined ? `type ${type}` : `attribute ${attribute} of ${type}`
    const hint = `Use another name for the ${what}: letters, digits and underscores make names of the graph.`
    report.error({ path, part: 'key', message, hint })
  }
  return report.problems
}
