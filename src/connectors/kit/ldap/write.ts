import type { AddDelta, DeleteDelta, ModifyDelta } from '../../../model/delta.js'
import type { Problem } from '../../../model/problem.js'
import type { ConnectorContext, DeltaResult, ExportDelta } from '../../connector.js'
import { definitionsOf } from '../selection.js'
import { checkSignal } from '../stop.js'
import { anchorOf, areMade, isAdded, lookAt } from './already.js'
import type { Dialect } from './dialect.js'
import { changesAfterRename, encodeAdd, encodeChanges, encodeNewDn, type Wording } from './encode.js'
import { mustWait, type Touched, touchedBy } from './related.js'
import { resultCode } from './result-codes.js'
import { codeOf, connectionLost, serverText, writeProblem } from './trouble.js'
import type { Wire } from './wire.js'

type Sent<Kind> = Kind & { readonly mayBeSent?: boolean }

export interface WriteSettings {
  /** How many writes may be on their way at once. */
  readonly window: number
  /** Object classes of a new object by type. */
  readonly objectClasses: Readonly<Record<string, readonly string[]>>
  readonly anchor: string
  readonly dialect?: Dialect
}

/** What one write needs. */
export interface Writer extends Wording {
  readonly wire: Wire
  readonly settings: WriteSettings
}

export interface Writes {
  readonly context: ConnectorContext
  readonly deltas: readonly ExportDelta[]
  /** Writes one delta in a way of the connector's own. */
  readonly write?: (writer: Writer, delta: ExportDelta) => Promise<DeltaResult>
}

const OK: DeltaResult = { ok: true }
/** A value to add is there, or one to delete is not: 16 and 20, and what Active Directory says of members: 53 and 68. */
const VALUE_IS_SO: ReadonlySet<number> = new Set([16, 20, 53, 68])
const VALUE_EXISTS = 20
const NO_SUCH_OBJECT = 32
const NAMING_VIOLATION = 64
const NOT_ALLOWED_ON_RDN = 67
const ALREADY_EXISTS = 68

/**
 * Writes with a few operations on their way at once and gives the results in order. A write waits for every earlier one
 * that touches the same object, one above or below it, or one that it refers to.
 * @throws ConnectorError when the connection is lost: what has no result by then may or may not be done.
 */
export async function* writeAll(
  wire: Wire,
  settings: WriteSettings,
  { context, deltas, write = writeDelta }: Writes,
): AsyncGenerator<DeltaResult> {
  const { dialect = {} } = settings
  const writer: Writer = { wire, settings, definitions: definitionsOf(context.types), dialect }
  const underWay: { readonly touched: Touched; readonly result: Promise<DeltaResult> }[] = []
  for (const delta of deltas) {
    const touched = touchedBy(delta, writer.definitions)
    while (underWay.length >= settings.window || underWay.some(earlier => mustWait(touched, earlier.touched))) {
      const first = underWay.shift()
      if (first !== undefined) yield await first.result
    }
    checkSignal(context.signal)
    const result = write(writer, delta)
    result.catch(() => {}) // told when its turn comes
    underWay.push({ touched, result })
  }
  for (const { result } of underWay) yield await result
}

/** Writes one delta. @throws ConnectorError when the connection is lost. */
export async function writeDelta(writer: Writer, delta: ExportDelta): Promise<DeltaResult> {
  writer.wire.assertOpen()
  try {
    if (delta.kind === 'add') return await add(writer, delta)
    if (delta.kind === 'delete') return await remove(writer, delta)
    return await modify(writer, delta)
  } catch (error) {
    return refused(error, delta.dn)
  }
}

async function add(writer: Writer, delta: Sent<AddDelta>): Promise<DeltaResult> {
  const { wire, settings } = writer
  const classes = settings.objectClasses[delta.objectType] ?? [delta.objectType]
  try {
    await wire.client.add(delta.dn, encodeAdd(delta, classes, writer))
  } catch (error) {
    if (codeOf(error) === NO_SUCH_OBJECT) return failed(noParent(delta.dn, serverText(error as Error)))
    const alreadySo = codeOf(error) === ALREADY_EXISTS && delta.mayBeSent && (await isAdded(wire, delta, writer))
    if (!alreadySo) throw error
  }
  const anchor = await anchorOf(wire, delta.dn, settings)
  return anchor === undefined ? OK : { ok: true, anchor }
}

async function remove({ wire }: Writer, delta: Sent<DeleteDelta>): Promise<DeltaResult> {
  try {
    await wire.client.del(delta.dn)
  } catch (error) {
    if (!(codeOf(error) === NO_SUCH_OBJECT && delta.mayBeSent)) throw error
  }
  return OK
}

async function modify(writer: Writer, delta: Sent<ModifyDelta>): Promise<DeltaResult> {
  const { dn, newDn } = delta
  const renames = newDn !== undefined && newDn !== dn
  if (renames) {
    const problem = await rename(writer, delta, newDn)
    if (problem !== undefined) return failed(problem)
  }
  const changes = renames ? changesAfterRename(delta.changes, dn, newDn) : delta.changes
  const encoded = encodeChanges(changes, writer)
  if (encoded.length === 0) return OK
  const target = renames ? newDn : dn
  try {
    await writer.wire.client.modify(target, encoded)
  } catch (error) {
    const code = codeOf(error)
    const maybeMade = delta.mayBeSent && code !== undefined && VALUE_IS_SO.has(code)
    if (!(maybeMade && (await areMade(writer.wire, target, changes, writer)))) {
      return renames ? failed(afterRename(error, delta, newDn)) : refusedChange(error, dn)
    }
  }
  return OK
}

/** The problem of a rename that failed; undefined when the entry has its new name. */
async function rename(
  { wire, settings }: Writer,
  delta: Sent<ModifyDelta>,
  newDn: string,
): Promise<Problem | undefined> {
  try {
    await wire.client.modifyDN(delta.dn, encodeNewDn(delta.dn, newDn))
    return undefined
  } catch (error) {
    const code = codeOf(error)
    const text = serverText(error as Error)
    const where = { dn: delta.dn }
    if (code === ALREADY_EXISTS) return { ...writeProblem(code, text, where), code: 'rename-to-existing-dn' }
    if (code !== NO_SUCH_OBJECT) throw error
    if ((await lookAt(wire, delta.dn, ['1.1'])) !== undefined) return { ...noParent(newDn, text), where }
    if (delta.mayBeSent && (await isRenamed(wire, settings, { anchor: delta.anchor, newDn }))) return undefined
    throw error
  }
}

async function isRenamed(
  wire: Wire,
  settings: WriteSettings,
  { anchor, newDn }: { anchor: string | undefined; newDn: string },
) {
  const there = await anchorOf(wire, newDn, settings)
  return there !== undefined && (anchor === undefined || there === anchor)
}

function noParent(dn: string, text: string): Problem {
  return {
    ...writeProblem(NO_SUCH_OBJECT, text, { dn }),
    code: 'non-existent-parent',
    message: `The container that ${dn} is to be in does not exist${text === '' ? '' : ` (${text})`}.`,
    hint: 'Create the container first, or correct the rule that builds the distinguished name.',
  }
}

function afterRename(error: unknown, { dn }: ModifyDelta, newDn: string): Problem {
  const result = refusedChange(error, dn)
  if (result.ok) return noParent(newDn, '')
  return { ...result.problem, message: `Renamed to ${newDn}, but not changed further. ${result.problem.message}` }
}

// Some servers say "naming violation" of a change that would contradict the name.
function refusedChange(error: unknown, dn: string): DeltaResult {
  const result = refused(error, dn)
  const code = codeOf(error)
  if (result.ok) return result
  if (code === ALREADY_EXISTS) return failed(writeProblem(VALUE_EXISTS, serverText(error as Error), { dn }))
  if (code !== NAMING_VIOLATION) return result
  return failed({ ...result.problem, code: 'modify-naming-attribute', hint: resultCode(NOT_ALLOWED_ON_RDN).hint })
}

/** @throws ConnectorError when the error is none of the server's answers. */
function refused(error: unknown, dn: string): DeltaResult {
  const code = codeOf(error)
  if (code === undefined) throw connectionLost(error)
  return failed(writeProblem(code, serverText(error as Error), { dn }))
}

const failed = (problem: Problem): DeltaResult => ({ ok: false, problem })
