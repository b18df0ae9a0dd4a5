import type { AddDelta, Changes, DeleteDelta, ModifyDelta } from '../../model/delta.js'
import type { Problem } from '../../model/problem.js'
import { sameValues } from '../../model/value.js'
import type { DeltaResult, ExportDelta } from '../connector.js'
import { checkSignal } from '../kit/stop.js'
import { inWindow } from '../kit/window.js'
import { applied, type EncodedChange, heldValues, withValues } from './encode.js'
import { resourceOf } from './listing.js'
import type { Found } from './names.js'
import { sendChanges } from './patch.js'
import type { Reader } from './read.js'
import { type Resolved, resolve } from './references.js'
import { ScimRefusal } from './refusal.js'
import { idOf, type Json } from './resource.js'
import type { SelectedType } from './selection.js'
import { writeProblem } from './trouble.js'

type Sent<Kind> = Kind & { readonly mayBeSent?: boolean }

const NOT_FOUND = 404
const CONFLICT = 409
const OK: DeltaResult = { ok: true }
const failed = (problem: Problem): DeltaResult => ({ ok: false, problem })

/**
 * Writes with a few objects on their way at once and gives the results in order; what depends on an earlier delta waits for it.
 * @throws ConnectorError when the service is lost or too busy: what has no result by then may or may not be done.
 */
export async function* writeDeltas(writer: Reader, deltas: readonly ExportDelta[]): AsyncGenerator<DeltaResult> {
  yield* inWindow(deltas, {
    size: writer.settings.concurrency,
    types: writer.context.types,
    write: async delta => {
      checkSignal(writer.context.signal)
      try {
        if (delta.kind === 'add') return await add(writer, delta)
        if (delta.kind === 'delete') return await remove(writer, delta)
        return await modify(writer, delta)
      } catch (error) {
        return failed(writeProblem(error, delta.dn))
      }
    },
  })
}

async function add(writer: Reader, delta: Sent<AddDelta>): Promise<DeltaResult> {
  const selected = writer.types.find(({ type }) => type.name === delta.objectType)
  if (selected === undefined) return failed(unknownType(delta))
  const { type, naming } = selected
  const changes = changesOfAdd(delta, selected)
  const resolved = await resolve(writer, changes, delta.dn)
  if (!resolved.ok) return failed(resolved.problem)
  // Where the service lets several have one name, the name is nobody else's only if the hub looks.
  const looks = naming !== undefined && (delta.mayBeSent || naming.uniqueness !== 'server')
  const there = looks ? (await writer.names.find([delta.dn], [type])).get(delta.dn) : undefined
  if (there !== undefined) return alreadyThere(writer, delta, resolved.changes, there)
  const { now, later } = split(resolved.changes, writer.settings.maxValues)
  const body = now.reduce<Json>((resource, { flat, changes: list }) => withValues(resource, flat, applied([], list)), {
    schemas: schemasOf(selected, now),
  })
  const created = await create(writer, type.endpoint, body)
  const id = idOf(created)
  if (id === undefined) {
    const message = 'The service made the object but told no id.'
    return failed({
      code: 'cd-error',
      message,
      hint: 'Run an import to see what became of it.',
      where: { dn: delta.dn },
    })
  }
  writer.names.learn(type, id, naming === undefined ? id : delta.dn)
  writer.names.alias(type, id, delta.dn)
  await sendChanges(writer, { type, id }, later)
  return { ok: true, anchor: id }
}

async function create({ client }: Reader, endpoint: string, body: Json): Promise<Json> {
  const { resource } = await client.ask({ method: 'POST', path: endpoint, body })
  return resource
}

/** The schemas that a new resource uses (RFC 7643 section 3.1). */
function schemasOf({ type }: SelectedType, changes: readonly EncodedChange[]): string[] {
  return [type.schema, ...new Set(changes.flatMap(({ flat }) => flat.schema ?? []))]
}

/** The first request carries no more values than one may; the rest of a long list follows. */
function split(changes: readonly EncodedChange[], most: number): { now: EncodedChange[]; later: EncodedChange[] } {
  const later: EncodedChange[] = []
  const now = changes.map(({ flat, changes: list }) => {
    const values = applied([], list)
    if (values.length <= most) return { flat, changes: list }
    later.push({ flat, changes: [{ operation: 'add', values: values.slice(most) }] })
    return { flat, changes: [{ operation: 'replace' as const, values: values.slice(0, most) }] }
  })
  return { now, later }
}

function changesOfAdd(delta: AddDelta, { naming }: SelectedType): Changes {
  const changes = Object.entries(delta.attributes).map(([name, values]) => [name, [{ operation: 'replace', values }]])
  const isNamed = naming === undefined || Object.keys(delta.attributes).includes(naming.definition.name)
  return Object.fromEntries([
    ...changes,
    ...(isNamed ? [] : [[naming.definition.name, [{ operation: 'replace', values: [delta.dn] }]]]),
  ])
}

async function alreadyThere(
  writer: Reader,
  delta: Sent<AddDelta>,
  changes: readonly EncodedChange[],
  { type, id }: Found,
): Promise<DeltaResult> {
  const held = delta.mayBeSent ? await resourceOf(writer.client, type.endpoint, id) : undefined
  const lacking = held === undefined ? undefined : changes.filter(change => !holds(held, change))
  if (lacking?.length === 0) return { ok: true, anchor: id }
  // A long list goes out in several requests: a crash may have left it half there.
  const isBegun = lacking?.every(({ flat, changes: list }) => {
    const values = new Set(applied([], list))
    return (
      flat.isList &&
      values.size > writer.settings.maxValues &&
      heldValues(held ?? {}, flat).every(value => values.has(value))
    )
  })
  if (isBegun && lacking !== undefined) {
    await sendChanges(
      writer,
      { type, id },
      lacking.map(change => missingOf(held ?? {}, change)),
    )
    return { ok: true, anchor: id }
  }
  const hint = 'Run an import and join to it, or let the rule build another name.'
  const message = `There is an object named ${delta.dn} already.`
  return failed({ code: 'cd-existing-object', message, hint, where: { dn: delta.dn } })
}

const holds = (held: Json, { flat, changes }: EncodedChange): boolean =>
  flat.definition.exportOnly === true ||
  applied([], changes).every(value => heldValues(held, flat).some(one => sameText(one, value, flat.definition.type)))

function missingOf(held: Json, { flat, changes }: EncodedChange): EncodedChange {
  const there = new Set(heldValues(held, flat))
  return { flat, changes: [{ operation: 'add', values: applied([], changes).filter(value => !there.has(value)) }] }
}

const sameText = (one: string, other: string, type: string): boolean =>
  one === other || (type === 'binary' && Buffer.from(one, 'base64').equals(Buffer.from(other, 'base64')))

async function remove(writer: Reader, delta: Sent<DeleteDelta>): Promise<DeltaResult> {
  const found = await locate(writer, delta)
  if (found === undefined) return delta.mayBeSent ? OK : failed(missing(delta.dn))
  try {
    await writer.client.ask({ method: 'DELETE', path: `${found.type.endpoint}/${encodeURIComponent(found.id)}` })
  } catch (error) {
    const isGone = error instanceof ScimRefusal && error.status === NOT_FOUND
    if (!isGone) throw error
    if (!delta.mayBeSent) return failed(missing(delta.dn))
  }
  writer.names.forget(delta.dn, found.id)
  return OK
}

async function modify(writer: Reader, delta: Sent<ModifyDelta>): Promise<DeltaResult> {
  const found = await locate(writer, delta)
  if (found === undefined) return failed(missing(delta.dn))
  const naming = writer.names.namingOf(found.type)
  const renames = delta.newDn !== undefined && delta.newDn !== delta.dn
  if (renames && naming === undefined) return failed(noRename(delta, found))
  if (renames && naming !== undefined) {
    const taken = (await writer.names.find([delta.newDn], [found.type])).get(delta.newDn)
    if (taken !== undefined && taken.id !== found.id) return failed(nameTaken(delta))
  }
  const named = renames && naming !== undefined ? { [naming.definition.name]: replaced(delta.newDn) } : {}
  const resolved: Resolved = await resolve(writer, { ...delta.changes, ...named }, delta.dn, found.type)
  if (!resolved.ok) return failed(resolved.problem)
  const changes = delta.mayBeSent ? await stillNeeded(writer, found, resolved.changes) : resolved.changes
  if (changes === undefined) return failed(missing(delta.dn))
  try {
    await sendChanges(writer, found, changes)
  } catch (error) {
    const isTaken = renames && error instanceof ScimRefusal && error.status === CONFLICT
    if (!isTaken) throw error
    return failed(nameTaken(delta))
  }
  if (renames) {
    writer.names.forget(delta.dn, found.id)
    writer.names.learn(found.type, found.id, delta.newDn)
  }
  return OK
}

const replaced = (value: string) => [{ operation: 'replace', values: [value] } as const]

/** Of changes that a crashed run may have sent, those that are not so yet; undefined when the object has gone. */
async function stillNeeded(
  { client }: Reader,
  { type, id }: Found,
  changes: readonly EncodedChange[],
): Promise<EncodedChange[] | undefined> {
  const held = await resourceOf(client, type.endpoint, id)
  if (held === undefined) return undefined
  return changes.flatMap(({ flat, changes: list }): EncodedChange[] => {
    const before = heldValues(held, flat)
    const after = applied(before, list)
    if (flat.definition.exportOnly !== true && sameValues(before, after)) return []
    if (!flat.definition.multivalued) return [{ flat, changes: [{ operation: 'replace', values: after }] }]
    const [had, wanted] = [new Set(before), new Set(after)]
    const by = (operation: 'add' | 'delete', values: readonly string[]) =>
      values.length > 0 ? [{ operation, values }] : []
    return [
      {
        flat,
        changes: [
          ...by(
            'delete',
            before.filter(value => !wanted.has(value)),
          ),
          ...by(
            'add',
            after.filter(value => !had.has(value)),
          ),
        ],
      },
    ]
  })
}

/** Where the object of a delta is: by its anchor, else by its name, else by the name that a crashed run may have given it. */
async function locate(writer: Reader, delta: Sent<ModifyDelta | DeleteDelta>): Promise<Found | undefined> {
  const all = writer.types.map(({ type }) => type)
  const types = delta.objectType === undefined ? all : all.filter(({ name }) => name === delta.objectType)
  const { anchor } = delta
  if (anchor !== undefined) {
    const [only] = types
    if (types.length === 1 && only !== undefined) return { type: only, id: anchor }
    for (const type of types) {
      if ((await resourceOf(writer.client, type.endpoint, anchor)) !== undefined) return { type, id: anchor }
    }
    return undefined
  }
  const found = (await writer.names.find([delta.dn], types)).get(delta.dn)
  if (found !== undefined || delta.kind === 'delete' || !delta.mayBeSent || delta.newDn === undefined) return found
  return (await writer.names.find([delta.newDn], types)).get(delta.newDn)
}

const missing = (dn: string): Problem => ({
  code: 'cd-missing-object',
  message: 'There is no such object.',
  hint: 'Run an import: the object was deleted in the service.',
  where: { dn },
})

const unknownType = ({ dn, objectType }: AddDelta): Problem => ({
  code: 'schema-violation',
  message: `The agent has not selected the type ${objectType}.`,
  hint: "Add it to the agent's objects.",
  where: { dn },
})

const nameTaken = ({ dn, newDn }: ModifyDelta): Problem => ({
  code: 'rename-to-existing-dn',
  message: `There is another object named ${newDn}.`,
  hint: 'Let the rule build another name, or delete the other object first.',
  where: { dn },
})

const noRename = ({ dn }: ModifyDelta, { type }: Found): Problem => ({
  code: 'cd-error',
  message: `Resources of type ${type.name} are named by their id, which never changes.`,
  hint: `Name them by another attribute in the setting dn, or take rename out of the provisioning rule.`,
  where: { dn },
})
