import type { MetaverseSchema } from '../metaverse/schema.js'
import { didYouMean } from '../rules/nearest.js'
import type { HubDocument, InboundSourceDocument } from './document.js'
import { entriesOf, inboundSourceOf, type PlainPrecedence, precedenceOf } from './normal-forms.js'
import type { Path } from './place.js'
import type { Report } from './report.js'

interface Surroundings {
  readonly document: HubDocument
  readonly metaverse: MetaverseSchema
  readonly report: Report
}

/** Reports ranks that rank nothing, and flows that cannot get on as the document says. */
export function checkPrecedence(document: HubDocument, metaverse: MetaverseSchema, report: Report): void {
  for (const [type, attributes] of entriesOf(document.precedence)) {
    for (const [attribute, written] of entriesOf(attributes)) {
      const path = ['precedence', type, attribute]
      const precedence = precedenceOf(written)
      const around = { document, metaverse, report }
      const flows = flowsTo(document, type, attribute)
      const listPath = Array.isArray(written) ? path : [...path, 'order']
      checkOrder(precedence.order, { path: listPath, target: `${type}.${attribute}`, flows }, around)
      if (precedence.order.length === 0 && flows.length === 0) {
        const hint = 'Is the name right?'
        report.error({ path, part: 'key', message: `No agent has an import flow to ${type}.${attribute}`, hint })
      }
      const kindPath = typeof written === 'string' ? path : [...path, 'kind']
      checkKind(precedence.kind, { path: kindPath, target: `${type}.${attribute}`, flows }, around)
      checkMerge(precedence.kind, attribute, kindPath, around)
    }
  }
}

// Looks at the document alone, so that a flow that is wrong otherwise is not told twice.
interface WrittenFlow {
  readonly agent: string
  readonly path: Path
  readonly written: InboundSourceDocument
}

function flowsTo(document: HubDocument, type: string, attribute: string): WrittenFlow[] {
  return entriesOf(document.agents).flatMap(([agent, { objects }]) =>
    entriesOf(objects).flatMap(([objectType, rules]): WrittenFlow[] => {
      const written = rules.import?.[type]?.[attribute]
      const path = ['agents', agent, 'objects', objectType, 'import', type, attribute]
      return written === undefined ? [] : [{ agent, path, written }]
    }),
  )
}

interface Target {
  readonly path: Path
  /** `type.attribute`. */
  readonly target: string
  readonly flows: readonly WrittenFlow[]
}

function checkOrder(
  names: readonly string[],
  { path: list, target, flows }: Target,
  { document, report }: Surroundings,
): void {
  const givers = [...new Set(flows.map(flow => flow.agent))]
  names.forEach((name, i) => {
    const path = [...list, i]
    if (document.agents?.[name] === undefined) {
      const hint = didYouMean(name, Object.keys(document.agents ?? {}))
      report.error({ path, message: `Unknown agent ${name}`, hint })
    } else if (!givers.includes(name)) {
      const hint =
        givers.length > 0 ? `Agents that have one: ${givers.join(', ')}.` : 'No agent has one. Is the name right?'
      report.error({ path, message: `${name} has no import flow to ${target}`, hint })
    } else if (names.indexOf(name) < i) {
      report.error({ path, message: `${name} is ranked twice`, hint: 'Keep its higher rank.' })
    }
  })
}

// MIM makes such an attribute ranked again and says nothing.
function checkKind(kind: PlainPrecedence['kind'], { target, flows }: Target, { report }: Surroundings): void {
  if (kind !== 'manual') return
  for (const { path, written } of flows) {
    if (inboundSourceOf(written).kind === 'extension') continue
    const message = `${target} has manual precedence, where every flow is a function that decides for itself; this one is not`
    const hint = 'Write { extension: name }, or give the attribute another precedence.'
    report.error({ path, message, hint })
  }
}

function checkMerge(
  kind: PlainPrecedence['kind'],
  attribute: string,
  path: Path,
  { metaverse, report }: Surroundings,
): void {
  const definition = metaverse.attributes.get(attribute)
  if (definition === undefined || !kind.startsWith('merge')) return
  if (!definition.multivalued) {
    const message = `${attribute} takes one value: there is nothing to merge`
    report.error({ path, message, hint: 'Give an order of agents, or equal, where the last change wins.' })
  } else if (kind === 'merge-case-insensitive' && definition.type !== 'string') {
    const message = `${attribute} is a ${definition.type}, whose values have no case`
    report.error({ path, message, hint: 'Write merge.' })
  }
}
