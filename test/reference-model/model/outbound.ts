import { flowExport } from './export-flow.js'
import { flowImport } from './import-flow.js'
import { linkTo, withdraw } from './link.js'
import { type Outbound, type Page, Refused } from './page.js'
import { agentRules, type ProvisionRule } from './rules.js'
import { connectorsOf, type Entry, holderOf, type MetaverseObject, nameKey, newEntry, objectOf } from './state.js'

interface Wanted {
  readonly agent: string
  readonly objectType: string
  readonly rule: ProvisionRule
}

/** Provisioning, then export flow to every connector (domain.md 2.3). */
export function outbound(page: Page, id: number): void {
  const { world } = page
  const object = objectOf(world, id)
  if (object === undefined) return
  const provisioned = new Map<number, string>()
  for (const { name: agent } of world.rules.agents) provisionIn(page, object, { agent, provisioned })
  if (objectOf(world, id) === undefined) return
  for (const entry of connectorsOf(world, id)) {
    const kind = provisioned.get(entry.id)
    const rules = agentRules(world.rules, entry.agent).types[entry.type]
    const hasFlows = rules?.exports.some(flow => flow.type === object.type) === true
    if (kind === undefined && !hasFlows && entry.pending === undefined) continue
    const flowed = flowExport(world, object, entry)
    const counter = kind === 'add' || kind === 'rename' ? `provisioned-${kind}` : 'outbound-connector'
    page.outbound.push({ entry, counter, flowed } satisfies Outbound)
  }
}

interface Provisioning {
  readonly agent: string
  /** What was done to which entry. */
  readonly provisioned: Map<number, string>
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
    page.outbound.push({ entry: connector, counter: 'provisioned-disconnect', flowed: false })
  } else if (connector === undefined) {
    const [entry, kind] = create(page, object, wanted)
    provisioned.set(entry.id, kind)
  } else if (wanted.rule.rename && rename(page, object, { wanted, connector })) provisioned.set(connector.id, 'rename')
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
  const holder = holderOf(world, agent, dn)
  if (holder === undefined) {
    const entry = newEntry(world, { agent, type: objectType, dn })
    entry.pending = { operation: 'add', dn, changes: {}, references: [], doubtful: false }
    linkTo(entry, object)
    return [entry, 'add']
  }
  const isFree = holder.link === undefined && ['new', 'disconnector'].includes(holder.state)
  if (!isFree || holder.type !== objectType) throw new Refused('provisioning-dn-exists')
  linkTo(holder, object)
  flowImport(page, { object: object.id, entry: holder, attributes: undefined })
  return [holder, 'join']
}

function rename(
  { world }: Page,
  object: MetaverseObject,
  { wanted, connector }: { readonly wanted: Wanted; readonly connector: Entry },
): boolean {
  const dn = nameOf(object, wanted.rule)
  const current = connector.pending?.dn ?? connector.escrowed?.dn ?? connector.unconfirmed?.dn ?? connector.dn
  if (nameKey(current) === nameKey(dn)) return false
  const holder = holderOf(world, connector.agent, dn)
  if (holder !== undefined && holder.id !== connector.id) throw new Refused('provisioning-dn-exists')
  const pending = connector.pending ?? {
    operation: 'update' as const,
    changes: {},
    references: [],
    doubtful: false,
  }
  if (pending.operation === 'add') connector.dn = dn
  connector.pending = { ...pending, dn: pending.operation === 'update' && dn === connector.dn ? undefined : dn }
  return true
}
