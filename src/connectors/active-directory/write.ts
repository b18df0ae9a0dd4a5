import { Attribute, Change } from 'ldapts'
import type { AddDelta, Changes, ModifyDelta } from '../../model/delta.js'
import { parentDn, rdnOf } from '../../model/dn.js'
import type { Problem } from '../../model/problem.js'
import type { DeltaResult, ExportDelta } from '../connector.js'
import { changedValues } from '../kit/changes.js'
import { lookAt } from '../kit/ldap/already.js'
import { codeOf, connectionLost, serverText, writeProblem } from '../kit/ldap/trouble.js'
import type { Wire } from '../kit/ldap/wire.js'
import { type Writer, writeAll, writeDelta } from '../kit/ldap/write.js'
import { rdnPairs } from '../kit/rdn.js'
import { isSecret } from './connection.js'
import { quoted } from './dialect.js'
import type { Source } from './read.js'
import { ANCHOR, PRIMARY_GROUP } from './selection.js'

type Sent<Kind> = Kind & { readonly mayBeSent?: boolean }

const PASSWORD = 'unicodePwd'
const CONTROL = 'userAccountControl'
const DISABLED = 0x2

/** Writes to the domain controllers of the objects' partitions. */
export function writeDeltas(source: Source, deltas: readonly ExportDelta[]): AsyncGenerator<DeltaResult> {
  const { forest, settings, context, selection } = source
  const writing = { ...settings, anchor: ANCHOR, dialect: selection.dialect }
  const write = (writer: Writer, delta: ExportDelta) => {
    const link = forest.linkOf(delta.dn)
    const refused = refusedBeforehand(delta, isSecret(link.url, settings))
    return refused === undefined ? writeOne({ ...writer, wire: link.wire }, delta) : Promise.resolve(failed(refused))
  }
  return writeAll(forest.linkOf('').wire, writing, { context, deltas, write })
}

async function writeOne(writer: Writer, delta: ExportDelta): Promise<DeltaResult> {
  writer.wire.assertOpen()
  if (delta.kind === 'add') {
    const result =
      firstOf(delta, PASSWORD) === undefined ? await writeDelta(writer, delta) : await addAccount(writer, delta)
    return explainedAdd(result, writer, delta)
  }
  if (delta.kind === 'delete') return writeDelta(writer, delta)
  const result = await writeDelta(writer, withoutName(delta))
  return explainedModify(result, writer, delta)
}

function refusedBeforehand(delta: ExportDelta, secret: boolean): Problem | undefined {
  if (delta.kind === 'delete') return undefined
  const names = Object.keys(delta.kind === 'add' ? delta.attributes : delta.changes)
  const has = (name: string) => names.some(one => one.toLowerCase() === name.toLowerCase())
  if (has(PRIMARY_GROUP)) {
    return {
      code: 'readonly-attribute',
      message: `${PRIMARY_GROUP} is made of primaryGroupID and cannot be written.`,
      hint: "Make the account a member of the group, and flow the group's number into primaryGroupID.",
      where: { dn: delta.dn, attribute: PRIMARY_GROUP },
    }
  }
  if (!has(PASSWORD) || secret) return undefined
  return {
    code: 'permission-issue',
    message: 'A domain controller takes a password over an encrypted connection only.',
    hint: 'Use ldaps:// addresses in servers, or startTls.',
    where: { dn: delta.dn, attribute: PASSWORD },
  }
}

/**
 * Adds an account with its password in one operation. Where the server wants that otherwise: disabled, then the password, then
 * what it is to be. An account that does not get its password is taken away again.
 */
async function addAccount(writer: Writer, delta: Sent<AddDelta>): Promise<DeltaResult> {
  const result = await writeDelta(writer, delta)
  if (result.ok || !mayGoStepwise(result.problem, delta)) return result
  const wanted = firstOf(delta, CONTROL)
  const bare: Sent<AddDelta> = {
    ...delta,
    attributes: {
      ...without(delta.attributes, [PASSWORD, CONTROL]),
      ...(wanted !== undefined && { [CONTROL]: [String(Number(wanted) | DISABLED)] }),
    },
  }
  const added = await writeDelta(writer, bare)
  if (!added.ok) return delta.mayBeSent ? result : added
  const password = firstOf(delta, PASSWORD) ?? ''
  const steps = [
    new Change({ operation: 'replace', modification: new Attribute({ type: PASSWORD, values: [quoted(password)] }) }),
    ...(wanted === undefined
      ? []
      : [new Change({ operation: 'replace', modification: new Attribute({ type: CONTROL, values: [wanted] }) })]),
  ]
  for (const step of steps) {
    try {
      await writer.wire.client.modify(delta.dn, step)
    } catch (error) {
      const code = codeOf(error)
      if (code === undefined) throw connectionLost(error)
      if (!delta.mayBeSent) await writeDelta(writer, { kind: 'delete', dn: delta.dn })
      return failed(writeProblem(code, serverText(error as Error), { dn: delta.dn, attribute: step.modification.type }))
    }
  }
  return added
}

/** A refusal that the steps may avoid; or an account that a crashed run may have left half made. */
function mayGoStepwise({ code }: Problem, { mayBeSent }: Sent<AddDelta>): boolean {
  if (code === 'cd-existing-object') return mayBeSent === true
  return code === 'cd-error' || code === 'constraint-violation' || code === 'schema-violation'
}

/** Names are single-valued and change by renaming alone: what would give them the value they have is left out. */
function withoutName(delta: Sent<ModifyDelta>): Sent<ModifyDelta> {
  const named = new Map(rdnPairs(rdnOf(delta.newDn ?? delta.dn)).map(([type, value]) => [type.toLowerCase(), value]))
  const [value] = named.values()
  if (value !== undefined) named.set('name', value)
  const before = new Map(rdnPairs(rdnOf(delta.dn)).map(([type, old]) => [type.toLowerCase(), old]))
  const left = Object.entries(delta.changes).filter(([name, list]) => {
    const key = name.toLowerCase()
    const wanted = named.get(key)
    const then = changedValues([before.get(key) ?? ''], list)
    return wanted === undefined || then.length !== 1 || then[0] !== wanted
  })
  return { ...delta, changes: Object.fromEntries(left) as Changes }
}

/** How the directory begins what it says of a reference to nothing ([MS-ERREF] 2.2, ERROR_DS_NAME_REFERENCE_INVALID). */
const INVALID_REFERENCE = /\b000020B5\b/

/** The server says of a value that points to nothing what it says of a container that is not there. */
async function explainedAdd(result: DeltaResult, { wire }: Writer, { dn }: AddDelta): Promise<DeltaResult> {
  if (result.ok) return result
  if (INVALID_REFERENCE.test(result.problem.message)) return failed(pointsNowhere(result.problem, dn))
  if (result.problem.code !== 'non-existent-parent') return result
  const parent = parentDn(dn)
  return parent !== undefined && (await isThere(wire, parent)) ? failed(pointsNowhere(result.problem, dn)) : result
}

async function explainedModify(
  result: DeltaResult,
  { wire }: Writer,
  { dn, newDn }: ModifyDelta,
): Promise<DeltaResult> {
  if (result.ok) return result
  const { code } = result.problem
  if (INVALID_REFERENCE.test(result.problem.message)) return failed(pointsNowhere(result.problem, dn))
  if (code === 'cd-missing-object' && (await isThere(wire, newDn ?? dn))) {
    return failed(pointsNowhere(result.problem, dn))
  }
  const parent = newDn === undefined ? undefined : parentDn(newDn)
  if (code === 'cd-error' && parent !== undefined && (await isThere(wire, parent)) === false) {
    const hint = 'Create the container first, or correct the rule that builds the distinguished name.'
    const message = `The container ${parent} does not exist. ${result.problem.message}`
    return failed({ ...result.problem, code: 'non-existent-parent', message, hint })
  }
  return result
}

/** Undefined when the server does not tell: what it said of the write stands then, and the next write meets a connection that is lost. */
const isThere = (wire: Wire, dn: string): Promise<boolean | undefined> =>
  lookAt(wire, dn, ['1.1']).then(
    entry => entry !== undefined,
    () => undefined,
  )

const pointsNowhere = (problem: Problem, dn: string): Problem => ({
  code: 'dn-attributes-failure',
  message: `A reference points to an object that does not exist. ${problem.message}`,
  hint: 'Create the object that is referred to first, or take the reference away.',
  where: { dn },
})

function firstOf({ attributes }: AddDelta, wanted: string): string | undefined {
  const name = Object.keys(attributes).find(one => one.toLowerCase() === wanted.toLowerCase())
  return name === undefined ? undefined : attributes[name]?.[0]
}

function without(attributes: AddDelta['attributes'], names: readonly string[]): AddDelta['attributes'] {
  const keys = new Set(names.map(name => name.toLowerCase()))
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => !keys.has(name.toLowerCase())))
}

const failed = (problem: Problem): DeltaResult => ({ ok: false, problem })
