import { flowExport, plannedImage } from './export-flow.js'
import { isFiltered } from './filter.js'
import { flowImport } from './import-flow.js'
import { linkTo, withdraw } from './link.js'
import { type Page, Refused } from './page.js'
import { agentRules, type ProvisionRule } from './rules.js'
import { connectorsOf, type Entry, holderOf, type MetaverseObject, nameKey, newEntry, objectOf } from './state.js'

interface Wanted {
  readonly agent: string
  readonly objectType: string
  readonly rule: ProvisionRule
}

/** How often provisioning may change what provisioning depends on. */
const PASSES = 10

/** Provisioning, then export flow to every connector (domain.md 2.3). */
export function outbound(page: Page, id: number): void {
  const { world } = page
  const object = objectOf(world, id)
  if (object === undefined) return
  const provisioned = provisionToRest(page, object)
  for (const { entry, kind } of provisioned.values()) {
    if (kind === 'disconnect') page.outbound.push({ entry, counter: 'provisioned-disconnect', flowed: false })
  }
  if (objectOf(world, id) === undefined) return
  for (const entry of connectorsOf(world, id)) {
    const kind = provisioned.get(entry.id)?.kind
    const rules = agentRules(world.rules, entry.agent).types[entry.type]
    const hasFlows = rules?.exports.some(flow => flow.type === object.type) === true
    if (kind === undefined && !hasFlows && entry.pending === undefined) continue
    const flowed = flowExport(world, object, entry)
    const isMade = kind === 'add' || kind === 'rename'
    // What its own agent would filter out must not be made; nor may what is sent make it so.
    const isSent = isMade || (flowed && !isFiltered(rules, entry.image))
    if (isSent && isFiltered(rules, plannedImage(entry))) throw new Refused('connector-filter-rule-violation')
    page.outbound.push({ entry, counter: isMade ? `provisioned-${kind}` : 'outbound-connector', flowed })
  }
}

type Provisioned = Map<number, { readonly entry: Entry; readonly kind: string }>

function provisionToRest(page: Page, object: MetaverseObject): Provisioned {
  const provisioned: Provisioned = new Map()
  for (let pass = 0; pass < PASSES; pass++) {
    const before = JSON.stringify(object.values)
    for (const { name: agent } of page.world.rules.agents) provisionIn(page, object, { agent, provisioned })
    if (objectOf(page.world, object.id) === undefined || JSON.stringify(object.values) === before) return provisioned
  }
  throw new Refused('extension-provisioning-call-limit-reached')
}

interface Provisioning {
  readonly agent: string
  /** What was done to which entry. */
  readonly provisioned: Provisioned
}

function provisionIn(page: Page, object: MetaverseObject, { agent, provisioned }: Provisioning): void {
  const { world } = page
  if (objectOf(world, object.id) === undefined) return
  const rules = Object.entries(agentRules(world.rules, agent).types).flatMap(([objectType, type]) =>
    type.provision.filter(rule => rule.type === object.type).map(rule => ({ agent, objectType, rule })),
  )
  if (rules.length === 0) return
  const wanted = rules.find(({ rule }) => applies(rule, object))
  const connector = connectorsOf(world, object.id).find(entry => entry.agent === agent)
  if (wanted === undefined) {
    if (connector === undefined) return
    withdraw(page, connector, object)
    // What came and went within one decision has never been.
    if (provisioned.get(connector.id)?.kind === 'add') provisioned.delete(connector.id)
    else provisioned.set(connector.id, { entry: connector, kind: 'disconnect' })
  } else if (connector === undefined) {
    const [entry, kind] = create(page, object, wanted)
    provisioned.set(entry.id, { entry, kind })
  } else if (wanted.rule.rename && rename(page, object, { wanted, connector }))
    provisioned.set(connector.id, { entry: connector, kind: 'rename' })
}

const applies = ({ when }: ProvisionRule, object: MetaverseObject): boolean =>
  when === undefined || object.values[when.attribute]?.includes(when.equals) === true

function nameOf(object: MetaverseObject, { name }: ProvisionRule): string {
  const [value] = object.values[name.attribute] ?? []
  if (value === undefined) throw new Refused('provisioning-missing-dn')
  return `${name.before}${value}${name.after}`
}

// A free object of that name is taken over; any other is in the way.
function create(page: Page, object: MetaverseObject, { agent, objectType, rule }: Wanted): [Entry, string] {
  const { world } = page
  const dn = nameOf(object, rule)
  const holder = takerOf(page, agent, dn)
  if (holder === undefined) {
    const entry = newEntry(world, { agent, type: objectType, dn })
    entry.pending = { operation: 'add', dn, changes: {}, references: [], doubtful: false }
    linkTo(page, entry, object)
    return [entry, 'add']
  }
  const isFree = holder.link === undefined && ['new', 'disconnector'].includes(holder.state)
  if (!isFree || holder.type !== objectType) throw new Refused('provisioning-dn-exists')
  linkTo(page, holder, object)
  flowImport(page, { object: object.id, entry: holder, fresh: true, attributes: undefined })
  return [holder, 'join']
}

// Who has the name, or is to be renamed to it by this page.
function takerOf({ world, planned }: Page, agent: string, dn: string): Entry | undefined {
  const holder = holderOf(world, agent, dn)
  if (holder !== undefined) return holder
  const id = planned.get(`${agent} ${nameKey(dn)}`)
  return world.entries.find(entry => entry.id === id && nameKey(entry.pending?.dn ?? '') === nameKey(dn))
}

function rename(
  page: Page,
  object: MetaverseObject,
  { wanted, connector }: { readonly wanted: Wanted; readonly connector: Entry },
): boolean {
  const dn = nameOf(object, wanted.rule)
  const current = connector.pending?.dn ?? connector.escrowed?.dn ?? connector.unconfirmed?.dn ?? connector.dn
  if (nameKey(current) === nameKey(dn)) return false
  const holder = takerOf(page, connector.agent, dn)
  if (holder !== undefined && holder.id !== connector.id) throw new Refused('provisioning-dn-exists')
  const pending = connector.pending ?? {
    operation: 'update' as const,
    changes: {},
    references: [],
    doubtful: false,
  }
  // Another may have come by the name it was to have; nobody has this one.
  if (pending.operation === 'add') Object.assign(connector, { dn, named: true })
  connector.pending = { ...pending, dn: pending.operation === 'update' && dn === connector.dn ? undefined : dn }
  page.planned.set(`${connector.agent} ${nameKey(dn)}`, connector.id)
  return true
}
