import { searchKey } from '../metaverse/keys.js'
import type { MetaverseAttribute, MetaverseSchema } from '../metaverse/schema.js'
import { didYouMean } from '../rules/nearest.js'
import type { Condition, TextPlace, ValueTest } from '../storage/read/graph/plan.js'
import { checkOperand } from './check-operand.js'
import type { HubDocument } from './document.js'
import type { FarmDocument, FarmGroupsDocument, ScopeDocument } from './document-farms.js'
import type { Farm, FarmGroups, FarmSight } from './farm.js'
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

function compileFarm(name: string, written: FarmDocument, around: Surroundings): Farm | undefined {
  const { document, report } = around
  const path = ['farms', name]
  const { agent } = written
  if (agent !== undefined && document.agents?.[agent] === undefined) {
    const hint = didYouMean(agent, agentNames(document), 'Define it under agents, or leave agent out.')
    report.error({ path: [...path, 'agent'], message: `Unknown agent ${agent}`, hint })
  }
  const { type = 'person', account = 'accountName', where, view } = written
  const called = { at: [...path, 'account'], what: 'profiles' }
  const people = compileSight(name, { type, account, where, view, path, called }, around)
  const groups = written.groups && compileGroups(name, written.groups, around)
  return people && { ...people, agent, groups }
}

function compileGroups(name: string, written: FarmGroupsDocument, around: Surroundings): FarmGroups | undefined {
  const { metaverse, report } = around
  const path = ['farms', name, 'groups']
  const { type = 'group', name: account = 'displayName', where, view, members = 'member' } = written
  const called = { at: [...path, 'name'], what: 'groups' }
  const sight = compileSight(name, { type, account, where, view, path, called }, around)
  for (const [property, attribute] of sight?.view ?? []) {
    if (attribute.type !== 'reference' && attribute.type !== 'binary') continue
    const message = `${attribute.name} is ${attribute.type}, which is not shown of groups`
    const hint = 'Leave it out; members are asked for by themselves.'
    report.error({ path: [...path, 'view', property], message, hint })
  }
  const attributes = metaverse.types.get(type)?.attributes ?? new Set<string>()
  const found = attributes.has(members) ? metaverse.attributes.get(members) : undefined
  if (sight === undefined || !isOpenReference(found, { name: members, type, attributes }, [...path, 'members'], report))
    return undefined
  return { ...sight, members }
}

function isOpenReference(
  found: MetaverseAttribute | undefined,
  { name, type, attributes }: { readonly name: string; readonly type: string; readonly attributes: Iterable<string> },
  path: Path,
  report: Report,
): boolean {
  if (found?.type === 'reference') return isOpen(found, path, report)
  const message =
    found === undefined ? `${type} has no attribute ${name}` : `${name} is ${found.type}, and no reference`
  const hint = 'Name the reference attribute that leads to members.'
  report.error({ path, message, hint: found === undefined ? didYouMean(name, attributes, hint) : hint })
  return false
}

interface WrittenSight {
  readonly type: string
  readonly account: string
  readonly where: readonly ScopeDocument[] | undefined
  readonly view: Readonly<Record<string, string>>
  readonly path: Path
  /** Where it is said what they are called by, and what they are. */
  readonly called: { readonly at: Path; readonly what: string }
}

function compileSight(
  name: string,
  { type: typeName, account: called, where = [], view: properties, path, called: { at, what } }: WrittenSight,
  { metaverse, report }: Surroundings,
): FarmSight | undefined {
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
  const account = nameOf(called, { find, path: at, what }, report)
  const view = new Map<string, MetaverseAttribute>()
  for (const [property, attribute] of Object.entries(properties)) {
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
  return { name, type: typeName, account, scope, scopeAttributes: new Set(where.map(each => each.attribute)), view }
}

/** Whether a farm may see it: whoever reads a farm sees all of its view. */
function isOpen({ name, visibleTo }: MetaverseAttribute, path: Path, report: Report): boolean {
  if (visibleTo === undefined) return true
  const hint = 'Leave it out of the farm, or visibleTo out of the attribute.'
  report.error({ path, message: `${name} is visible to ${visibleTo.join(', ')} only`, hint })
  return false
}

type Find = (attribute: string, at: Path) => MetaverseAttribute | undefined

interface Called {
  readonly find: Find
  readonly path: Path
  /** Who are called so. */
  readonly what: string
}

function nameOf(attribute: string, { find, path, what }: Called, report: Report): MetaverseAttribute | undefined {
  const found = find(attribute, path)
  if (found === undefined || !isOpen(found, path, report)) return undefined
  if (found.type === 'string' && !found.multivalued) return found
  const message = `${found.name} cannot be what ${what} are called by: it is ${found.multivalued ? 'multivalued' : found.type}`
  report.error({ path, message, hint: 'Choose an attribute with one text, such as accountName.' })
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
