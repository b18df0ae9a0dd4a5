import { nameKey } from '../connector-space/hash.js'
import type { Changes } from '../model/delta.js'
import { isValidDn } from '../model/dn.js'
import { ProblemError } from '../model/problem.js'
import type { Attributes } from '../model/value.js'
import type { ProvisioningCommand } from '../rules/extension.js'
import type { ProvisioningRule } from '../rules/rule-set.js'
import { deleteObject, deprovision, recall } from './disconnect.js'
import { flowImport } from './import-flow.js'
import { link } from './link.js'
import { isListedForRemoval } from './listed-deletes.js'
import { applicableRules, nameIn, type TakenNames } from './names.js'
import { objectScope } from './scope.js'
import type { ProvisionedEvent } from './trace.js'
import { deletionRule, provisioningRuleEvents } from './trace-outbound.js'
import { objectView, plannedImage } from './views.js'
import type { WorkEntry, WorkObject } from './work.js'
import type { Workspace } from './workspace.js'

/** What provisioning did to one connector of an object. */
export interface Provisioned {
  readonly entry: number
  readonly agent: number
  readonly kind: 'add' | 'rename' | 'delete-add' | 'disconnect' | 'join'
}

/**
 * Gives the object the connectors that its rules want, and takes those away that they do not (domain.md 2.3): declared rules
 * first, then the metaverse's extension.
 */
export function provision(workspace: Workspace, id: number, taken: TakenNames): Provisioned[] {
  const done: Provisioned[] = []
  let seen = workspace.object(id).attributes
  let applicable = applicableRules(workspace, workspace.object(id))
  if (workspace.trace !== undefined)
    for (const event of provisioningRuleEvents(workspace, workspace.object(id), applicable)) workspace.trace.add(event)
  for (const agent of [...applicable.keys()]) {
    const object = workspace.object(id)
    if (object.life === 'deleted') return done
    // What went before may have changed what is asked for now.
    if (object.attributes !== seen) applicable = applicableRules(workspace, object)
    seen = object.attributes
    const rule = applicable.get(agent)
    const connector = object.links.map(linked => workspace.entry(linked)).find(entry => entry.agent === agent)
    if (rule === undefined) {
      if (connector !== undefined) done.push(withdraw(workspace, object, connector))
      continue
    }
    const wish: Wish = { ...rule, attributes: {}, dn: () => nameOf(object, rule), taken }
    if (connector === undefined) done.push(create(workspace, object, wish))
    else if (rule.replace && isOfOtherType(connector, rule.objectType))
      done.push(...replace(workspace, connector, wish))
    else if (rule.rename) done.push(...rename(workspace, connector, wish))
  }
  return [...done, ...provisionInCode(workspace, id, taken)]
}

/** What a connector is to be like. */
interface Wish {
  readonly agent: number
  readonly objectType: string
  readonly rule: number | undefined
  readonly name: string
  readonly attributes: Attributes
  readonly taken: TakenNames
  readonly dn: () => string
}

function provisionInCode(workspace: Workspace, id: number, taken: TakenNames): Provisioned[] {
  const { extension } = workspace.rules
  const held = workspace.object(id)
  if (extension?.provision === undefined || held.life === 'deleted') return []
  return extension.provision(objectView(workspace, held, plannedImage)).flatMap(command => {
    const object = workspace.object(id)
    return object.life === 'deleted' ? [] : obey(workspace, object, { command, taken })
  })
}

function obey(
  workspace: Workspace,
  object: WorkObject,
  { command, taken }: { readonly command: ProvisioningCommand; readonly taken: TakenNames },
): Provisioned[] {
  const wish = { rule: undefined, name: 'provisioning extension', attributes: {}, taken }
  if (command.kind === 'add') {
    const { agent, objectType, attributes } = command
    checkSingle(workspace, object, agent)
    return [
      create(workspace, object, {
        ...wish,
        agent,
        objectType,
        attributes,
        dn: () => validName(command.dn, object, wish.name),
      }),
    ]
  }
  const connector = workspace.entry(command.entry)
  if (command.kind === 'disconnect') return [withdraw(workspace, object, connector)]
  const { agent } = connector
  const dn = (): string => validName(command.dn, object, wish.name)
  return command.kind === 'rename'
    ? rename(workspace, connector, { ...wish, agent, objectType: connector.objectType, dn })
    : replace(workspace, connector, { ...wish, agent, objectType: command.objectType, dn })
}

// Two connectors of one agent would make every declared flow ambiguous (domain.md 5.2).
function checkSingle(workspace: Workspace, object: WorkObject, agent: number): void {
  const other = object.links.map(linked => workspace.entry(linked)).find(entry => entry.agent === agent)
  if (other === undefined) return
  throw new ProblemError({
    code: 'ambiguous-import-flow-from-multiple-connectors',
    message: `Provisioning in code adds a second connector of one agent; “${other.dn}” is there already.`,
    hint: 'Ask for the connectors of the agent before adding one.',
    where: { dn: other.dn },
  })
}

function create(workspace: Workspace, object: WorkObject, wish: Wish): Provisioned {
  const dn = wish.dn()
  const name = nameIn(wish.agent, nameKey(dn))
  const holder = holderOf(workspace, wish, dn)
  if (holder !== undefined) return takeOver(workspace, object, { wish, holder, dn })
  const entry: WorkEntry = {
    id: workspace.nextId(),
    agent: wish.agent,
    objectType: wish.objectType,
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
    pendingExport: { operation: 'add', dn, changes: replacements(wish.attributes) },
  }
  note(workspace, wish, { object: object.id, entry: entry.id, action: 'add', before: undefined, after: dn })
  workspace.setEntry(entry)
  link(workspace, entry, { object: object.id, rule: wish.rule })
  wish.taken.set(name, entry.id)
  return { entry: entry.id, agent: wish.agent, kind: 'add' }
}

type Noted = Pick<ProvisionedEvent, 'object' | 'entry' | 'action' | 'before' | 'after'>

const note = (workspace: Workspace, { agent, rule }: Pick<Wish, 'agent' | 'rule'>, done: Noted): void =>
  workspace.trace?.add({ kind: 'provisioned', agent, rule, ...done })

const replacements = (attributes: Attributes): Changes =>
  Object.fromEntries(Object.entries(attributes).map(([name, values]) => [name, [{ operation: 'replace', values }]]))

const isOfOtherType = ({ objectType, pendingExport }: WorkEntry, wanted: string): boolean =>
  (pendingExport?.objectType ?? objectType) !== wanted

/** Delete-add: the object goes and comes again as another type, with the next export. */
function replace(workspace: Workspace, connector: WorkEntry, wish: Wish): Provisioned[] {
  const dn = wish.dn()
  const done: Provisioned[] = [{ entry: connector.id, agent: wish.agent, kind: 'delete-add' }]
  const held = connector.pendingExport
  checkName(workspace, connector, { dn, wish })
  const object = connector.link?.object as number
  note(workspace, wish, { object, entry: connector.id, action: 'delete-add', before: connector.dn, after: dn })
  wish.taken.set(nameIn(wish.agent, nameKey(dn)), connector.id)
  if (held?.operation === 'add') {
    // The source has not heard of it: it is simply planned otherwise.
    workspace.setEntry({ ...connector, objectType: wish.objectType, dn, pendingExport: { ...held, dn } })
    return connector.sent.length === 0 ? done : []
  }
  const changes = replacements(wish.attributes)
  const back = connector.objectType === wish.objectType && wish.rule !== undefined
  workspace.setEntry({
    ...connector,
    pendingExport: back ? undefined : { operation: 'delete-add', dn, changes, objectType: wish.objectType },
  })
  return back ? [] : done
}

// An object of that name that nothing is linked to is taken over: a join by name, from the other side (domain.md 2.3).
function takeOver(
  workspace: Workspace,
  object: WorkObject,
  { wish, holder, dn }: { readonly wish: Wish; readonly holder: WorkEntry; readonly dn: string },
): Provisioned {
  const listed = isListedForRemoval(workspace, holder)
  const free =
    holder.link === undefined &&
    (holder.state === 'disconnector' || listed) &&
    holder.life !== 'removed' &&
    holder.objectType === wish.objectType
  if (!free) {
    throw new ProblemError({
      code: 'provisioning-dn-exists',
      message: `“${dn}” exists already and ${holder.link === undefined ? `is a ${holder.state} of type ${holder.objectType}` : 'belongs to another metaverse object'}.`,
      hint: 'Make the dn expression of the provisioning rule unique, or join the existing object.',
      where: { dn, rule: wish.name },
    })
  }
  note(workspace, wish, { object: object.id, entry: holder.id, action: 'join', before: holder.dn, after: holder.dn })
  // Its deprovisioning had parted it for good; now it is wanted again.
  link(workspace, listed ? { ...holder, state: 'disconnector' } : holder, { object: object.id, rule: wish.rule })
  flowImport(workspace, { object: object.id, entry: holder.id, fresh: true, attributes: undefined })
  return { entry: holder.id, agent: wish.agent, kind: 'join' }
}

function rename(workspace: Workspace, connector: WorkEntry, wish: Wish): Provisioned[] {
  const dn = wish.dn()
  const current =
    connector.pendingExport?.dn ?? connector.sent.findLast(each => each.dn !== undefined)?.dn ?? connector.dn
  // Sources spell names in their own way (escapes, letter case): another spelling is no reason to rename for ever.
  if (nameKey(current) === nameKey(dn)) return []
  checkName(workspace, connector, { dn, wish })
  const object = connector.link?.object as number
  note(workspace, wish, { object, entry: connector.id, action: 'rename', before: current, after: dn })
  const pending = connector.pendingExport
  const operation = pending?.operation ?? 'update'
  workspace.setEntry({
    ...connector,
    dn: operation === 'add' ? dn : connector.dn,
    pendingExport: { ...pending, operation, dn: dn === connector.dn ? undefined : dn, changes: pending?.changes ?? {} },
  })
  wish.taken.set(nameIn(wish.agent, nameKey(dn)), connector.id)
  return [{ entry: connector.id, agent: wish.agent, kind: 'rename' }]
}

function checkName(
  workspace: Workspace,
  connector: WorkEntry,
  { dn, wish }: { readonly dn: string; readonly wish: Wish },
): void {
  const holder = holderOf(workspace, wish, dn)
  if (holder === undefined || holder.id === connector.id) return
  throw new ProblemError({
    code: 'provisioning-dn-exists',
    message: `“${connector.dn}” should be renamed to “${dn}”, which exists already.`,
    hint: 'Make the dn expression of the provisioning rule unique.',
    where: { dn: connector.dn, rule: wish.name },
  })
}

// A name is held by who has it and by who is to be renamed to it. An entry that leaves, that got another name before it was sent,
// or that was taken back with an object that failed, holds its name no more.
function holderOf(workspace: Workspace, { agent, taken }: Wish, dn: string): WorkEntry | undefined {
  const key = nameKey(dn)
  const id = taken.get(nameIn(agent, key))
  const holder = id === undefined ? undefined : workspace.entries.get(id)
  if (holder === undefined || holder.life === 'removed') return undefined
  const planned = holder.pendingExport?.dn
  return nameKey(holder.dn) === key || (planned !== undefined && nameKey(planned) === key) ? holder : undefined
}

const nameOf = (object: WorkObject, rule: ProvisioningRule): string =>
  validName(rule.dn.evaluate(objectScope(object))?.[0], object, rule.name)

function validName(dn: string | undefined, object: WorkObject, rule: string): string {
  if (dn !== undefined && isValidDn(dn)) return dn
  throw new ProblemError({
    code: 'provisioning-missing-dn',
    message:
      dn === undefined ? `Provisioning rule ${rule} gives this ${object.type} no name.` : `“${dn}” is no valid name.`,
    hint: 'An attribute that the dn expression reads is absent. Let `when` ask for it with has(), or give a fallback.',
    where: { rule },
  })
}

// Provisioning takes a connector away: no object deletion rule is asked (domain.md 7.2), but what it gave is recalled.
function withdraw(workspace: Workspace, object: WorkObject, connector: WorkEntry): Provisioned {
  const { id: entry, agent, dn } = connector
  const by = { agent, rule: undefined }
  note(workspace, by, { object: object.id, entry, action: 'disconnect', before: dn, after: undefined })
  deprovision(workspace, entry)
  const links = object.links.filter(link => link !== entry)
  workspace.trace?.add({
    kind: 'deletion',
    object: object.id,
    entry,
    status: links.length === 0 ? 'deleted' : 'kept',
    rule: deletionRule(workspace, object, { entry, evaluateDeletion: false }),
    due: undefined,
  })
  workspace.setObject({ ...object, links })
  // Whatever the rules say, an object without a connector cannot be.
  if (links.length === 0) deleteObject(workspace, object.id)
  else recall(workspace, object.id, connector)
  return { entry, agent, kind: 'disconnect' }
}
