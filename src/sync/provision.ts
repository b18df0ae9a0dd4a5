import { nameKey } from '../connector-space/hash.js'
import { isValidDn } from '../model/dn.js'
import { ProblemError } from '../model/problem.js'
import type { ProvisioningRule } from '../rules/rule-set.js'
import { deprovision } from './disconnect.js'
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
  const holder = taken.get(name)
  if (holder !== undefined) return takeOver(workspace, object, { rule, holder: workspace.entry(holder), dn })
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
    sent: undefined,
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
  const current = connector.pendingExport?.dn ?? connector.sent?.dn ?? connector.dn
  if (current === dn) return []
  const holder = taken.get(nameIn(rule.agent, nameKey(dn)))
  if (holder !== undefined && holder !== connector.id) {
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
  return [{ entry: connector.id, agent: rule.agent, kind: 'rename' }]
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
  workspace.setObject({ ...object, links: object.links.filter(link => link !== connector.id) })
  if (contributed.size > 0 && workspace.rules.agents.get(connector.agent)?.recall !== false) {
    flowImport(workspace, { object: object.id, entry: undefined, attributes: contributed })
  }
  return { entry: connector.id, agent: connector.agent, kind: 'disconnect' }
}
