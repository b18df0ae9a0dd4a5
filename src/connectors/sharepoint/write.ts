import type { AddDelta, DeleteDelta, ModifyDelta } from '../../model/delta.js'
import type { Problem } from '../../model/problem.js'
import type { Values } from '../../model/value.js'
import type { ConnectorContext, DeltaResult, ExportDelta } from '../connector.js'
import { checkSignal, orCancelled } from '../kit/stop.js'
import { accountKey, accountOf } from './account.js'
import { claimDefaults } from './claim-defaults.js'
import { sameAccount } from './claims.js'
import { anchorOf } from './decode.js'
import { encodeValues, isUnlike, needsCurrent, type Schema, schemaOf, valuesAfter } from './encode.js'
import type { Farm } from './farm.js'
import { ACCOUNT_PROPERTY, PHOTO_ATTRIBUTE } from './names.js'
import { missingPersons, refersToPersons } from './persons.js'
import type { Profile } from './profiles.js'
import { valuesIn, type WrittenProperty } from './properties.js'
import type { SharePointSettings } from './settings.js'
import { SoapFault } from './soap/fault.js'
import { type PhotoOf, writePhoto } from './write-photo.js'
import { createdOtherwise, existing, missing, refused, renamed, tooLong, unnamed } from './write-problems.js'

/** Longest account name that the service takes ([MS-UPSWS]). */
const LONGEST_ACCOUNT = 400

/** Writes deltas: several at once, with their results in order. */
export function profileWriter(
  settings: SharePointSettings,
  farm: Farm,
  { signal }: ConnectorContext,
): (deltas: readonly ExportDelta[]) => AsyncIterable<DeltaResult> {
  let schema: Promise<Schema> | undefined
  const created = new Set<string>()
  const writing = {
    settings,
    farm,
    created,
    schema: () => {
      schema ??= farm.profiles.schema().then(schemaOf)
      return schema
    },
  }
  return async function* (deltas) {
    const under: Promise<DeltaResult>[] = []
    const { concurrent } = settings.throttle
    for (let i = 0; i < deltas.length; i++) {
      checkSignal(signal)
      while (under.length < deltas.length && under.length < i + concurrent) {
        const result = writeOne(deltas[under.length] as ExportDelta, writing)
        // Whoever waits for an earlier one must not be surprised by a later one that fails.
        result.catch(() => {})
        under.push(result)
      }
      yield await orCancelled(under[i] as Promise<DeltaResult>, signal)
    }
  }
}

interface Writing {
  readonly settings: SharePointSettings
  readonly farm: Farm
  /** Accounts whose profile this session has created: what was refused of their values may go on where it ended. */
  readonly created: Set<string>
  schema(): Promise<Schema>
}

async function writeOne(delta: ExportDelta, writing: Writing): Promise<DeltaResult> {
  const account = accountOf(delta.dn)
  if (account === undefined || account === '') return failed(unnamed(delta.dn))
  if (account.length > LONGEST_ACCOUNT) return failed(tooLong(delta.dn))
  try {
    if (delta.kind === 'add') return await add(delta, account, writing)
    return delta.kind === 'modify' ? await modify(delta, account, writing) : await remove(delta, account, writing)
  } catch (error) {
    if (error instanceof SoapFault) return failed(refused(error, delta.dn))
    throw error
  }
}

const failed = (problem: Problem): DeltaResult => ({ ok: false, problem })
const done = (anchor: string | undefined): DeltaResult => ({ ok: true, ...(anchor !== undefined && { anchor }) })

async function add(
  delta: AddDelta & { readonly mayBeSent?: boolean },
  account: string,
  writing: Writing,
): Promise<DeltaResult> {
  const { settings, farm, created } = writing
  const schema = await writing.schema()
  const { [ACCOUNT_PROPERTY]: _, ...attributes } = delta.attributes
  const encoded = encodeValues({ ...claimDefaults(account, settings, schema), ...attributes }, schema, delta.dn)
  if (!encoded.ok) return failed(encoded.problem)
  const key = accountKey(account)
  let profile = await find(account, writing)
  if (profile !== undefined && !created.has(key) && !(delta.mayBeSent && !isUnlike(profile, encoded.properties)))
    return failed(existing(delta.dn))
  if (profile === undefined) {
    profile = await farm.profiles.create(account)
    const [name] = valuesIn(profile, ACCOUNT_PROPERTY)
    if (name === undefined || !sameAccount(name, account)) return failed(createdOtherwise(delta.dn, name))
    created.add(key)
  }
  const photo = delta.attributes[PHOTO_ATTRIBUTE]
  const problem = await writeProperties(
    { account, dn: delta.dn, known: delta.mayBeSent === true, ...(photo && { photo }) },
    encoded.properties,
    writing,
  )
  return problem === undefined ? done(anchorOf(profile, settings.anchor)) : failed(problem)
}

async function modify(delta: ModifyDelta, account: string, writing: Writing): Promise<DeltaResult> {
  const { dn, changes, newDn } = delta
  if (newDn !== undefined && newDn !== dn) return failed(renamed(dn))
  const current = needsCurrent(changes) ? await find(account, writing) : []
  if (current === undefined) return failed(missing(dn))
  const values = Object.fromEntries(
    Object.entries(changes).map(([name, list]): [string, Values] => [name, valuesAfter(name, list, current)]),
  )
  const encoded = encodeValues(values, await writing.schema(), dn)
  if (!encoded.ok) return failed(encoded.problem)
  const photo = values[PHOTO_ATTRIBUTE]
  const problem = await writeProperties(
    { account, dn, known: true, ...(photo && { photo }) },
    encoded.properties,
    writing,
  )
  return problem === undefined ? { ok: true } : failed(problem)
}

/** These services cannot delete a profile: it is left to the farm administrator, emptied and marked if that is wanted. */
async function remove(
  { dn, mayBeSent }: DeleteDelta & { readonly mayBeSent?: boolean },
  account: string,
  writing: Writing,
): Promise<DeltaResult> {
  const { onDelete, clear, markProperty, markValue } = writing.settings
  const profile = await find(account, writing)
  if (profile === undefined) return mayBeSent ? { ok: true } : failed(missing(dn))
  if (onDelete === 'list') return { ok: true }
  const wanted: Record<string, Values> = Object.fromEntries(clear.map(name => [name, []]))
  if (markProperty !== undefined && markValue !== undefined) wanted[markProperty] = [markValue]
  const encoded = encodeValues(wanted, await writing.schema(), dn)
  if (!encoded.ok) return failed(encoded.problem)
  const problem = await writeProperties({ account, dn, known: true }, encoded.properties, writing)
  return problem === undefined ? { ok: true } : failed(problem)
}

interface Target extends Omit<PhotoOf, 'values'> {
  readonly photo?: Values
}

async function writeProperties(
  { photo, ...target }: Target,
  properties: readonly WrittenProperty[],
  { settings, farm, schema }: Writing,
): Promise<Problem | undefined> {
  let written = properties
  if (photo !== undefined) {
    const outcome = await writePhoto({ ...target, values: photo }, settings, farm)
    if ('problem' in outcome) return outcome.problem
    const { property } = outcome
    if (property !== undefined) written = [...properties.filter(({ name }) => name !== property.name), property]
  }
  if (written.length === 0) return undefined
  const attempt = async (): Promise<Problem | SoapFault | undefined> => {
    try {
      await farm.profiles.modify(target.account, written)
      return undefined
    } catch (error) {
      if (!(error instanceof SoapFault)) throw error
      return (await explained(error, target, { written, farm, schema: await schema() })) ?? error
    }
  }
  let outcome = await attempt()
  // Profiles are made side by side: whom it refers to may have come since it was refused.
  if (outcome instanceof SoapFault && refersToPersons(written, await schema())) outcome = await attempt()
  return outcome instanceof SoapFault ? refused(outcome, target.dn, written) : outcome
}

interface Refusal {
  readonly written: readonly WrittenProperty[]
  readonly farm: Farm
  readonly schema: Schema
}

/** A missing profile or manager behind a refused write, which a fault's words alone do not tell apart; undefined for anything else. */
async function explained(
  fault: SoapFault,
  { account, dn }: Omit<Target, 'photo'>,
  refusal: Refusal,
): Promise<Problem | undefined> {
  const { written, farm, schema } = refusal
  if (fault.kind === 'no-such-profile' || fault.kind === 'unknown' || fault.kind === 'bad-value') {
    if (fault.kind === 'no-such-profile' && (await find(account, { farm })) === undefined) return missing(dn)
    const absent = await missingPersons(written, schema, one => find(one, { farm }))
    if (absent !== undefined) return absent(dn)
  }
  return undefined
}

/** The profile of an account; undefined when there is none. @throws SoapFault when the farm refuses for another reason */
async function find(account: string, { farm }: { readonly farm: Farm }): Promise<Profile | undefined> {
  try {
    const profile = await farm.profiles.byName(account)
    const [name] = valuesIn(profile, ACCOUNT_PROPERTY)
    return name !== undefined && sameAccount(name, account) ? profile : undefined
  } catch (error) {
    if (error instanceof SoapFault && error.kind === 'no-such-profile') return undefined
    throw error
  }
}
