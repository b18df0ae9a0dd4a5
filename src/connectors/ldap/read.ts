import { AndFilter, EqualityFilter, type Filter, FilterParser, OrFilter, PresenceFilter } from 'ldapts'
import type { Delta } from '../../model/delta.js'
import type { Problem } from '../../model/problem.js'
import type { Values } from '../../model/value.js'
import type { ConnectorContext, Page, ReadRequest } from '../connector.js'
import { orCancelled, stop } from '../kit/stop.js'
import { type DecodedEntry, decodeValues, entryDecoder, type Remainder } from './decode.js'
import { searchOnce, searchPages } from './pages.js'
import { classDepths, readSchema } from './schema.js'
import { basesOf, type LdapSettings } from './settings.js'
import { requestedAttributes, type Slot, slotsOf } from './slots.js'
import { noPermission, readTrouble } from './trouble.js'
import type { Wire } from './wire.js'

const ANY: Filter = new PresenceFilter({ attribute: 'objectClass' })

/** Reads every selected object below the bases. */
export async function* readAll(
  wire: Wire,
  settings: LdapSettings,
  { context, request }: { readonly context: ConnectorContext; readonly request: ReadRequest },
): AsyncGenerator<Page> {
  if (request.mode === 'delta') throw noDelta()
  const { types } = context
  const { anchor, scope, timeLimit } = settings
  const filter = filterOf(
    settings,
    types.map(({ name }) => name),
  )
  const depths = types.length > 1 ? await orCancelled(depthsOf(wire), request.signal) : new Map<string, number>()
  const decode = entryDecoder({ types, anchor, depths })
  const attributes = requestedAttributes(types, anchor)
  for (const base of basesOf(settings.base)) {
    let found = false
    const search = { base, scope, filter, attributes, timeLimit }
    for await (const decoded of searchPages(wire, search, { ...request, read: decode })) {
      found = true
      yield await pageOf(wire, decoded, request.signal)
    }
    if (!found) await orCancelled(assertReadable(wire, base), request.signal)
  }
  yield { deltas: [], end: {} }
}

async function pageOf(wire: Wire, decoded: readonly DecodedEntry[], signal: AbortSignal): Promise<Page> {
  const deltas: Delta[] = []
  const problems: Problem[] = []
  for (const one of decoded) {
    if (one.kind === 'problem') problems.push(one.problem)
    if (one.kind !== 'object') continue
    if (one.remainders === undefined) deltas.push(one.delta)
    else {
      const attributes: Record<string, Values> = { ...one.delta.attributes }
      for (const remainder of one.remainders) {
        const { name } = remainder.attribute
        const rest = await orCancelled(readRest(wire, one.delta.dn, remainder), signal)
        attributes[name] = [...(attributes[name] ?? []), ...rest]
      }
      deltas.push({ ...one.delta, attributes })
    }
  }
  return { deltas, ...(problems.length > 0 && { problems }) }
}

/** Fetches the values that did not fit into the first answer (range retrieval, [MS-ADTS] 3.1.1.3.1.3.3). */
async function readRest(wire: Wire, dn: string, { attribute, from }: Remainder): Promise<Values> {
  const values: string[] = []
  const slots = slotsOf([{ name: '', attributes: [attribute] }], '')
  for (let next: number | undefined = from; next !== undefined; ) {
    const wanted: string = `${attribute.name};range=${next}-*`
    const [entry] = await lookUp(wire, dn, [wanted])
    const part = entry?.attributes.find(one => one.values.length > 0 && isOf(slots(one.type)))
    if (part === undefined) throw cutOff(dn, wanted)
    const decoded = decodeValues(attribute, part)
    if ('code' in decoded) throw cutOff(dn, wanted)
    for (const value of decoded) values.push(value)
    const slot = slots(part.type)
    next = slot.kind === 'wanted' ? slot.rest : undefined
  }
  return values
}

const isOf = (slot: Slot): boolean => slot.kind === 'wanted' && slot.definition !== undefined

async function lookUp(wire: Wire, base: string, attributes: readonly string[]) {
  try {
    return await searchOnce(wire, { base, scope: 'base', filter: ANY, attributes, timeLimit: 0 })
  } catch (error) {
    throw readTrouble(error, base)
  }
}

// A base that answers nothing is empty only if it can be seen itself.
async function assertReadable(wire: Wire, base: string): Promise<void> {
  const entries = await lookUp(wire, base, ['1.1'])
  if (entries.length === 0) throw noPermission(base)
}

// Several types may be classes of one another: the schema says which is the more specific.
async function depthsOf(wire: Wire): Promise<ReadonlyMap<string, number>> {
  try {
    return classDepths(await readSchema(wire))
  } catch (error) {
    throw readTrouble(error, 'the schema')
  }
}

function filterOf({ filter }: LdapSettings, types: readonly string[]): Filter {
  const classes = types.map(value => new EqualityFilter({ attribute: 'objectClass', value }))
  const ofType = classes.length === 1 && classes[0] !== undefined ? classes[0] : new OrFilter({ filters: classes })
  if (filter === undefined) return ofType
  try {
    // ldapts takes what is missing at the end for granted.
    if (filter.split('(').length !== filter.split(')').length) throw new Error('parentheses do not match')
    return new AndFilter({ filters: [FilterParser.parseString(filter), ofType] })
  } catch (error) {
    throw stop('no-start-bad-ma-configuration', {
      code: 'run.configuration',
      message: `The filter ${filter} is malformed: ${(error as Error).message}`,
      hint: 'Write it as in RFC 4515, for example (&(mail=*)(!(employeeType=guest))).',
      where: { path: 'settings.filter' },
    })
  }
}

function cutOff(dn: string, wanted: string) {
  return stop('stopped-import-read', {
    code: 'source.cut-off',
    message: `The server did not give the rest of the values (${wanted}) of ${dn}.`,
    hint: 'Run the import again: the object was changed while it was read.',
    where: { dn },
  })
}

function noDelta() {
  return stop('no-start-delta-step-type-not-configured', {
    code: 'run.configuration',
    message: 'The ldap connector cannot tell what has changed.',
    hint: 'Use a full import: unchanged objects cost a read and no write.',
  })
}
