import { searchKey } from '../metaverse/keys.js'
import type { MetaverseAttribute, MetaverseSchema } from '../metaverse/schema.js'
import { didYouMean } from '../rules/nearest.js'
import type { Condition, TextPlace, ValueTest } from '../storage/read/graph/plan.js'
import { checkOperand } from './check-operand.js'
import type { HubDocument } from './document.js'
import type { FarmDocument, ScopeDocument } from './document-farms.js'
import type { Farm } from './farm.js'
import { agentNames, canonical, entriesOf } from './normal-forms.js'
import type { Path } from './place.js'
import type { Report } from './report.js'

/** All that is seen of a profile is read in one piece. */
const LARGEST_VIEW = 80

/** The farms of a document, checked against its metaverse. */
export function compileFarms(document: HubDocument, metaverse: MetaverseSchema, report: Report): Map<string, Farm> {
  const farms = new Map<string, Farm>()
  for (const [name, written] of entriesOf(document.farms)) {
    const farm = compileFarm(name, written, { document, metaverse, report })
    if (farm !== undefined) farms.set(name, farm)
  }
  return farms
}

interface Surroundings {
  readonly document: HubDocument
  readonly metaverse: MetaverseSchema
  readonly report: Report
}

function compileFarm(
  name: string,
  written: FarmDocument,
  { document, metaverse, report }: Surroundings,
): Farm | undefined {
  const path = ['farms', name]
  const { agent, type: typeName = 'person', where = [] } = written
  if (agent !== undefined && document.agents?.[agent] === undefined) {
    const hint = didYouMean(agent, agentNames(document), 'Define it under agents, or leave agent out.')
    report.error({ path: [...path, 'agent'], message: `Unknown agent ${agent}`, hint })
  }
  const type = metaverse.types.get(typeName)
  if (type === undefined) {
    const hint = didYouMean(typeName, metaverse.types.keys(), 'Define it under metaverse.types.')
    report.error({ path: [...path, 'type'], message: `Unknown metaverse type ${typeName}`, hint })
    return undefined
  }
  const find = (attribute: string, at: Path): MetaverseAttribute | undefined => {
    const found = type.attributes.has(attribute) ? metaverse.attributes.get(attribute) : undefined
    if (found === undefined) {
      const hint = didYouMean(attribute, type.attributes, `Add it to metaverse.types.${typeName}.attributes.`)
      report.error({ path: at, message: `${typeName} has no attribute ${attribute}`, hint })
    }
    return found
  }
  const account = accountOf(written, find, path, report)
  const view = new Map<string, MetaverseAttribute>()
  for (const [property, attribute] of Object.entries(written.view)) {
    const found = find(attribute, [...path, 'view', property])
    if (found !== undefined && isOpen(found, [...path, 'view', property], report)) view.set(property, found)
  }
  if (view.size > LARGEST_VIEW) {
    const message = `The view has ${view.size} properties; ${LARGEST_VIEW} are the most`
    report.error({ path: [...path, 'view'], message, hint: 'Leave out what the portal does not show.' })
  }
  const of = where.flatMap((condition, i) => compileCondition(condition, find, [...path, 'where', i], report))
  if (account === undefined) return undefined
  const scope: Condition | undefined =
    of.length === 0 ? undefined : { kind: 'unrestricted', condition: { kind: 'all', of } }
  const scopeAttributes = new Set(where.map(({ attribute }) => attribute))
  return { name, agent, type: typeName, account, scope, scopeAttributes, view }
}

/** Whether a farm may see it: whoever reads a farm sees all of its view. */
function isOpen({ name, visibleTo }: MetaverseAttribute, path: Path, report: Report): boolean {
  if (visibleTo === undefined) return true
  const hint = 'Leave it out of the farm, or visibleTo out of the attribute.'
  report.error({ path, message: `${name} is visible to ${visibleTo.join(', ')} only`, hint })
  return false
}

type Find = (attribute: string, at: Path) => MetaverseAttribute | undefined

function accountOf(written: FarmDocument, find: Find, path: Path, report: Report): MetaverseAttribute | undefined {
  const at = [...path, 'account']
  const account = find(written.account ?? 'accountName', at)
  if (account === undefined || !isOpen(account, at, report)) return undefined
  if (account.type === 'string' && !account.multivalued) return account
  const message = `${account.name} cannot be what profiles are called by: it is ${account.multivalued ? 'multivalued' : account.type}`
  report.error({ path: at, message, hint: 'Choose an attribute with one text, such as accountName.' })
  return undefined
}

const PLACES: Readonly<Record<string, TextPlace>> = {
  'substring-start': 'start',
  'substring-any': 'inside',
  'substring-end': 'end',
}

function compileCondition(written: ScopeDocument, find: Find, path: Path, report: Report): Condition[] {
  const attribute = find(written.attribute, [...path, 'attribute'])
  if (attribute === undefined) return []
  const { operator } = written
  if (attribute.type === 'reference' || attribute.type === 'binary') {
    const message = `${attribute.name} is ${attribute.type}, which a scope cannot look at`
    report.error({ path: [...path, 'attribute'], message, hint: 'Use an attribute of texts, numbers or booleans.' })
    return []
  }
  if (!checkOperand(written, path, report)) return []
  const key = searchKey(written.value === undefined ? '' : canonical(written.value))
  const isNegated = operator.startsWith('not-') || operator === 'inequality'
  const condition: Condition = { kind: 'value', attribute, test: testOf(operator.replace(/^not-/, ''), key) }
  return [isNegated ? { kind: 'not', condition } : condition]
}

function testOf(operator: string, key: string): ValueTest {
  if (operator === 'present') return { kind: 'present' }
  const where = PLACES[operator]
  return where === undefined ? { kind: 'equals-key', keys: [key] } : { kind: 'text-key', where, key }
}
