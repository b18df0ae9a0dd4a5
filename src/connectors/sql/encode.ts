import type { AddDelta, DeleteDelta, ModifyDelta } from '../../model/delta.js'
import type { Attributes } from '../../model/value.js'
import type { DeltaResult, ExportDelta } from '../connector.js'
import { decideWrite, type Held, type WriteDecision } from '../kit/decide-write.js'
import { checkSignal } from '../kit/stop.js'
import { DatabaseError } from './driver.js'
import { type Found, findByAnchor, findByDn } from './find.js'
import { type Asked, askedOf, imageOf } from './image.js'
import { Refused, refused } from './refused.js'
import type { Relation } from './relation.js'
import { changeRow } from './row-change.js'
import { insertRow } from './row-insert.js'
import { removeRow } from './row-remove.js'
import type { Source } from './source.js'
import { attributesByName, storedAttributes, storedChanges, type Terms } from './stored.js'
import { connectionLost, writeProblem } from './trouble.js'

type Sent<Kind> = Kind & { readonly mayBeSent?: boolean }

/** An object that is there, as far as its write has to know it. */
interface HeldRow extends Held {
  readonly found: Found
}

/**
 * Writes one object after the other, each in a transaction of its own.
 * @throws ConnectorError when the connection is lost: what has no result by then may or may not be done.
 */
export async function* writeAll(source: Source, deltas: readonly ExportDelta[]): AsyncGenerator<DeltaResult> {
  for (const delta of deltas) {
    checkSignal(source.context.signal)
    yield await writeOne(source, delta)
  }
}

async function writeOne(source: Source, delta: ExportDelta): Promise<DeltaResult> {
  const { driver } = source
  try {
    await driver.begin('write')
    const result = await carryOut(source, delta)
    if (result.ok) await driver.commit()
    else await driver.rollback()
    return result
  } catch (error) {
    if (error instanceof DatabaseError && error.lost) throw connectionLost(error)
    await driver.rollback().catch(() => undefined)
    if (error instanceof Refused) return { ok: false, problem: error.problem }
    if (error instanceof DatabaseError)
      return { ok: false, problem: writeProblem(error, driver.dialect, { dn: delta.dn }) }
    throw error
  }
}

async function carryOut(source: Source, delta: ExportDelta): Promise<DeltaResult> {
  const relations = writableFor(source.relations, delta)
  if (delta.kind === 'add') return add(source, relations, delta)
  const found = await find(source, relations, delta)
  if (delta.kind === 'delete') return remove(source, delta, found)
  return modify(source, relations, { delta, found })
}

function writableFor(relations: readonly Relation[], { objectType, dn }: ExportDelta): readonly Relation[] {
  if (objectType === undefined) return relations
  const fitting = relations.filter(({ types }) => types.some(({ name }) => name === objectType))
  if (fitting.length > 0) return fitting
  throw refused('schema-violation', `No entry of objects has the selected type ${objectType}.`, { dn })
}

async function find(source: Source, relations: readonly Relation[], { anchor, dn }: ExportDelta) {
  const anchored = anchor === undefined ? undefined : await findByAnchor(anchor, relations, source)
  return anchored ?? (await findByDn(dn, relations, source))
}

async function add(source: Source, relations: readonly Relation[], delta: Sent<AddDelta>): Promise<DeltaResult> {
  const relation = relations[0]
  if (relation === undefined) throw refused('schema-violation', 'There is nothing to write to.', { dn: delta.dn })
  const { dn, objectType } = delta
  const terms: Terms = { source, dn, attributes: attributesByName(relation, objectType, dn) }
  const stored = { ...delta, attributes: await storedAttributes(delta.attributes, terms) }
  const found = await find(source, relations, delta)
  const isSame = found !== undefined && found.objectType === objectType && found.relation.entry === relation.entry
  const asked: Asked = new Map(Object.entries(stored.attributes))
  const held = found && heldRow(found, isSame && delta.mayBeSent ? await imageOf(found, asked, terms) : {})
  const decision = decideWrite<HeldRow>(held === undefined ? stored : known(stored, held), finderOf(delta, held))
  if (decision.kind !== 'add') return carriedOut(source, decision)
  return { ok: true, anchor: await insertRow(source, relation, { delta: stored, attributes: terms.attributes }) }
}

/** Attributes that cannot be read back cannot be compared. */
function known(delta: Sent<AddDelta>, { found }: HeldRow): Sent<AddDelta> {
  const type = found.relation.types.find(({ name }) => name === delta.objectType)
  const hidden = new Set(type?.attributes.flatMap(({ name, exportOnly }) => (exportOnly ? [name] : [])))
  const shown = Object.entries(delta.attributes).filter(([name]) => !hidden.has(name))
  return { ...delta, attributes: Object.fromEntries(shown) }
}

async function remove(source: Source, delta: Sent<DeleteDelta>, found: Found | undefined): Promise<DeltaResult> {
  const held = found && heldRow(found, {})
  return carriedOut(source, decideWrite<HeldRow>(delta, finderOf(delta, held)))
}

interface Modification {
  readonly delta: Sent<ModifyDelta>
  readonly found: Found | undefined
}

async function modify(
  source: Source,
  relations: readonly Relation[],
  { delta, found }: Modification,
): Promise<DeltaResult> {
  const isRenamed = delta.newDn !== undefined && delta.newDn !== found?.dn
  const there = isRenamed && delta.newDn !== undefined ? await findByDn(delta.newDn, relations, source) : undefined
  const row = found ?? (delta.mayBeSent ? there : undefined)
  if (row === undefined) return carriedOut(source, decideWrite<HeldRow>(delta, finderOf(delta, undefined)))
  const terms = { source, dn: delta.dn, attributes: attributesByName(row.relation, row.objectType, delta.dn) }
  const stored = { ...delta, changes: await storedChanges(delta.changes, terms) }
  const held = heldRow(row, await imageOf(row, askedOf(stored.changes), terms))
  const other = there === undefined || there.anchor === held.anchor ? undefined : heldRow(there, {})
  return carriedOut(source, decideWrite<HeldRow>(stored, finderOf(delta, held, other)))
}

const heldRow = (found: Found, attributes: Attributes): HeldRow => ({
  anchor: found.anchor,
  dn: found.dn,
  objectType: found.objectType,
  attributes,
  found,
})

/** Answers from what was looked up. */
function finderOf(delta: ExportDelta, held: HeldRow | undefined, there?: HeldRow) {
  const isNewName = (dn: string) => delta.kind === 'modify' && dn === delta.newDn && dn !== delta.dn
  return {
    byAnchor: (anchor: string) => (anchor === held?.anchor ? held : undefined),
    byDn: (dn: string) => (isNewName(dn) ? (there ?? (held?.dn === dn ? held : undefined)) : held),
  }
}

async function carriedOut(source: Source, decision: WriteDecision<HeldRow>): Promise<DeltaResult> {
  switch (decision.kind) {
    case 'refused':
      return { ok: false, problem: decision.problem }
    case 'remove':
      await removeRow(source, decision.held.found)
      return { ok: true }
    case 'change': {
      const { found, attributes } = decision.held
      const definitions = attributesByName(found.relation, found.objectType, decision.delta.dn)
      await changeRow(source, found, { delta: decision.delta, image: attributes, attributes: definitions })
      return { ok: true }
    }
    case 'done':
      return { ok: true, ...(decision.held && { anchor: decision.held.anchor }) }
    default:
      throw refused('cd-existing-object', 'There is an object of this name already.', { dn: decision.delta.dn })
  }
}
