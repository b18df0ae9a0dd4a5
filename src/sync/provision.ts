import { nameKey } from '../connector-space/hash.js'
import { isValidDn } from '../model/dn.js'
import { ProblemError } from '../model/problem.js'
import type { ProvisioningRule } from '../rules/rule-set.js'
import { deleteObject, deprovision } from './disconnect.js'
import { flowImport } from './import-flow.js'
import { link } from './inbound.js'
import { applicableRules, nameIn, type TakenNames } from './names.js'
import { objectScope } from './scope.js'
import type { WorkEntry, WorkObject } from './work.js'
import type { Workspace } from './workspace.js'

/** What provisioning did to one connector of an object. */
export interface Provisioned {
  readonly entry: number
  readonly agent: number
  readonly kind: 'add' | 'rename' | 'disconnect' | 'join'
}

/** Gives the object the connectors that its rules want, and takes those away that they do not (domain.md 2.3). */
export function provision(workspace: Workspace, id: number, taken: TakenNames): Provisioned[] {
  const done: Provisioned[] = []
  for (const [agent, rule] of applicableRules(workspace, workspace.object(id))) {
    const object = workspace.object(id)
    if (object.life === 'deleted') break
    const connector = object.links.map(linked => workspace.entry(linked)).find(entry => entry.agent === agent)
    if (rule === undefined) {
      if (connector !== undefined) done.push(withdraw(workspace, object, connector))
    } else if (connector === undefined) done.push(create(workspace, object, { rule, taken }))
    else if (rule.rename) done.push(...rename(workspace, object, { connector, rule, taken }))
  }
  return done
}

interface Creation {
  readonly rule: ProvisioningRule
  readonly taken: TakenNames
}

function create(workspace: Workspace, object: WorkObject, { rule, taken }: Creation): Provisioned {
  const dn = nameOf(object, rule)
  const name = nameIn(rule.agent, nameKey(dn))
  const holder = holderOf(workspace, taken, name)
  if (holder !== undefined) return takeOver(workspace, object, { rule, holder, dn })
  const entry: WorkEntry = {
    id: workspace.nextId(),
    agent: rule.agent,
    objectType: rule.objectType,
    anchor: undefined,
    dn,
    image: {},
    synchronized: {},
    present: [],
    pending: undefined,
    moved: false,
    state: 'disconnector',
    recorded: false,
    link: undefined,
    filteredBy: undefined,
    sent: [],
    life: 'new',
    pendingExport: { operation: 'add', dn, changes: {} },
  }
  workspace.setEntry(entry)
  link(workspace, entry, { object: object.id, rule: rule.rule })
  taken.set(name, entry.id)
  return { entry: entry.id, agent: rule.agent, kind: 'add' }
}

// An object of that name that nothing is linked to is taken over: a join by name, from the other side (domain.md 2.3).
function takeOver(
  workspace: Workspace,
  object: WorkObject,
  { rule, holder, dn }: { rule: ProvisioningRule; holder: WorkEntry; dn: string },
): Provisioned {
  const free =
    holder.link === undefined &&
    holder.state === 'disconnector' &&
    holder.life !== 'removed' &&
    holder.objectType === rule.objectType
  if (!free) {
    throw new ProblemError({
      code: 'provisioning-dn-exists',
      message: `“${dn}” exists already and ${holder.link === undefined ? `is a ${holder.state} of type ${holder.objectType}` : 'belongs to another metaverse object'}.`,
      hint: 'Make the dn expression of the provisioning rule unique, or join the existing object.',
      where: { dn, rule: rule.name },
    })
  }
  link(workspace, holder, { object: object.id, rule: rule.rule })
  flowImport(workspace, { object: object.id, entry: holder.id, attributes: undefined })
  return { entry: holder.id, agent: rule.agent, kind: 'join' }
}

function rename(
  workspace: Workspace,
  object: WorkObject,
  { connector, rule, taken }: Creation & { connector: WorkEntry },
): Provisioned[] {
  const dn = nameOf(object, rule)
  const current =
    connector.pendingExport?.dn ?? connector.sent.findLast(each => each.dn !== undefined)?.dn ?? connector.dn
  const key = nameKey(dn)
  // Sources spell names in their own way (escapes, letter case): another spelling is no reason to rename for ever.
  if (nameKey(current) === key) return []
  const name = nameIn(rule.agent, key)
  const holder = holderOf(workspace, taken, name)
  if (holder !== undefined && holder.id !== connector.id) {
    throw new ProblemError({
      code: 'provisioning-dn-exists',
      message: `“${connector.dn}” should be renamed to “${dn}”, which exists already.`,
      hint: 'Make the dn expression of the provisioning rule unique.',
      where: { dn: connector.dn, rule: rule.name },
    })
  }
  const pending = connector.pendingExport
  const operation = pending?.operation ?? 'update'
  workspace.setEntry({
    ...connector,
    dn: operation === 'add' ? dn : connector.dn,
    pendingExport: { operation, dn: dn === connector.dn ? undefined : dn, changes: pending?.changes ?? {} },
  })
  taken.set(name, connector.id)
  return [{ entry: connector.id, agent: rule.agent, kind: 'rename' }]
}

// An entry that leaves, or that was taken back with an object that failed, holds its name no more.
function holderOf(workspace: Workspace, taken: TakenNames, name: string): WorkEntry | undefined {
  const id = taken.get(name)
  const holder = id === undefined ? undefined : workspace.entries.get(id)
  return holder?.life === 'removed' ? undefined : holder
}

function nameOf(object: WorkObject, rule: ProvisioningRule): string {
  const dn = rule.dn.evaluate(objectScope(object))?.[0]
  if (dn !== undefined && isValidDn(dn)) return dn
  throw new ProblemError({
    code: 'provisioning-missing-dn',
    message:
      dn === undefined
        ? `Provisioning rule ${rule.name} gives this ${object.type} no name.`
        : `“${dn}” is no valid name.`,
    hint: 'An attribute that the dn expression reads is absent. Let `when` ask for it with has(), or give a fallback.',
    where: { rule: rule.name },
  })
}

// Provisioning takes a connector away: no object deletion rule is asked (domain.md 7.2), but what it gave is recalled.
function withdraw(workspace: Workspace, object: WorkObject, connector: WorkEntry): Provisioned {
  const contributed = new Set(Object.keys(connector.link?.contributions ?? {}))
  deprovision(workspace, connector.id)
  const links = object.links.filter(link => link !== connector.id)
  workspace.setObject({ ...object, links })
  // Whatever the rules say, an object without a connector cannot be.
  if (links.length === 0) deleteObject(workspace, object.id)
  else if (contributed.size > 0 && workspace.rules.agents.get(connector.agent)?.recall !== false) {
    flowImport(workspace, { object: object.id, entry: undefined, attributes: contributed })
  }
  return { entry: connector.id, agent: connector.agent, kind: 'disconnect' }
}
