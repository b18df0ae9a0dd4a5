import { type Check, type ConnectorContext, ConnectorError } from '../connector.js'
import { connectionChecks } from '../kit/ldap/checks.js'
import type { DecodedEntry } from '../kit/ldap/decode.js'
import { filterOf } from '../kit/ldap/filter.js'
import { type Finding, look, warn } from '../kit/ldap/look.js'
import { assertReadable } from '../kit/ldap/look-up.js'
import { searchRequest, searchSome } from '../kit/ldap/pages.js'
import { discoveredTypes, readSchema } from '../kit/ldap/schema.js'
import type { Wire } from '../kit/ldap/wire.js'
import { changelogExtent, recordedId } from './changelog.js'
import { type Directory, directoryOf } from './directory.js'
import { ANY } from './filters.js'
import { chooseMethod } from './method.js'
import { searchBelow } from './read-objects.js'
import { readRootDse } from './root-dse.js'
import type { LdapSettings } from './settings.js'
import { vendorOf } from './vendors.js'

/** More than any server gives at once to those whose answers it limits. */
const BEYOND_LIMITS = 5_000

/** Looks at the way to the directory and at what the account may see there, step by step. */
export async function* testLdap(settings: LdapSettings, context: ConnectorContext): AsyncGenerator<Check> {
  const wire = yield* connectionChecks(settings, context)
  if (wire === undefined) return
  try {
    yield await look('vendor', () => describeVendor(wire))
    let directory: Directory | undefined
    yield await look('schema', async () => {
      const found = await describeSchema(wire, context)
      directory = await directoryOf(wire, settings, { context, signal: context.signal })
      return found
    })
    if (directory !== undefined) yield* lookInside(directory)
  } finally {
    await wire[Symbol.asyncDispose]()
  }
}

async function* lookInside(directory: Directory): AsyncGenerator<Check> {
  const { bases, types } = directory
  let readable = true
  for (const base of bases) {
    const check = await look(`base ${base}`, async () => {
      await assertReadable(directory.wire, base)
      return `${base} can be read.`
    })
    readable &&= check.outcome !== 'failed'
    yield check
  }
  if (!readable) return
  yield await look('delta imports', () => describeMethod(directory))
  yield await look('limits', () => describeLimits(directory))
  for (const { name } of types) yield await look(`sample of ${name}`, () => describeSample(directory, name))
}

async function describeVendor(wire: Wire): Promise<string> {
  const root = await readRootDse(wire)
  const [version] = [...root.values('vendorVersion'), ...root.values('vendorName')]
  return `The server is ${vendorOf(root).name}${version === undefined ? '' : ` (${version})`}.`
}

async function describeSchema(wire: Wire, { types }: ConnectorContext): Promise<Finding> {
  const known = new Map(
    discoveredTypes(await readSchema(wire)).map(({ name, attributes }) => [
      name.toLowerCase(),
      new Set(attributes.map(one => one.name.toLowerCase())),
    ]),
  )
  const absent = types.filter(({ name }) => !known.has(name.toLowerCase())).map(({ name }) => name)
  if (absent.length === 0) return `The schema has ${known.size} types, all selected ones among them.`
  return warn(
    'run.configuration',
    `The schema has no structural object class ${absent.join(', ')}.`,
    'Correct the names of the object types. Auxiliary classes are read, too, if objects have them.',
  )
}

async function describeMethod(directory: Directory): Promise<Finding> {
  const choice = await chooseMethod(directory, directory.context.signal)
  if (choice === undefined) {
    return warn(
      'run.configuration',
      'The server offers no way to learn what has changed: only full imports work.',
      'Let the account read modifyTimestamp, or prepare the server as the README of the connector says.',
    )
  }
  const { method, passedOver, log, vendor } = choice
  const before = passedOver.map(({ method: other, why }) => ` Not by ${other}: ${why}`).join('')
  const message = `Delta imports go by ${method}${log === undefined ? '' : ` of ${log}`}.${before}`
  if (method === 'timestamps') {
    return warn(
      'run.configuration',
      `${message} Every delta import lists all anchors to find deletions.`,
      'Let the server keep a log: overlay accesslog or syncprov of OpenLDAP, plugin Retro Changelog of 389 Directory Server.',
    )
  }
  if (method !== 'changelog' || log === undefined) return message
  const { wire, settings, context } = directory
  const reading = { pageSize: 1, signal: context.signal }
  const id = await recordedId({ wire, log, timeLimit: settings.timeLimit, reading }, vendor, settings.anchor)
  const { last } = await changelogExtent(wire, reading)
  if (id?.attribute.toLowerCase() === settings.anchor.toLowerCase() || last === 0) return message
  const record = vendor.recordIds.find(({ attribute }) => attribute.toLowerCase() === settings.anchor.toLowerCase())
  return warn(
    'run.configuration',
    `${message} Its records do not tell ${settings.anchor}: after deletions all anchors are listed.`,
    `Set nsslapd-attribute: ${record === undefined ? 'nsuniqueid:targetUniqueId' : `${record.attribute.toLowerCase()}:${record.record}`} in cn=Retro Changelog Plugin,cn=plugins,cn=config.`,
  )
}

/** Whether the server ends a search without pages before we do. */
async function isCutShort({ wire, settings }: Directory, base: string): Promise<boolean> {
  const { scope, timeLimit } = settings
  const request = searchRequest(wire, { base, scope, filter: ANY, attributes: ['1.1'], timeLimit })
  request.sizeLimit = BEYOND_LIMITS
  const { status, searchEntries } = await wire.search(request)
  return (status === 4 || status === 11) && searchEntries.length < BEYOND_LIMITS
}

/** A search without pages meets the limit on all at once; paged ones may be allowed more. */
async function describeLimits(directory: Directory): Promise<Finding> {
  const { bases, context } = directory
  for (const base of bases) {
    let seen = 0
    try {
      const reading = { pageSize: 500, signal: context.signal, filter: ANY, attributes: ['1.1'], read: () => true }
      for await (const page of searchBelow(directory, base, reading)) {
        seen += page.length
        if (seen > BEYOND_LIMITS) break
      }
    } catch (error) {
      if (!(error instanceof ConnectorError) || error.problem.code !== 'source.size-limit') throw error
      const problem = { ...error.problem, message: `The server ends the reading of ${base} after ${seen} objects.` }
      throw new ConnectorError(error.status, problem)
    }
    if (await isCutShort(directory, base)) {
      return warn(
        'source.size-limit',
        `The server limits what it tells at once below ${base}. Imports read page by page and are not concerned; a sync request is.`,
        "Raise the limit of the agent's account for syncrepl (OpenLDAP: limits dn.exact=… size=unlimited), or set delta: accesslog or timestamps.",
      )
    }
  }
  return 'No limit was met.'
}

async function describeSample(directory: Directory, type: string): Promise<Finding> {
  const { wire, settings, decode, bases, attributes } = directory
  const filter = filterOf(settings.filter, [type])
  for (const base of bases) {
    const search = { base, scope: settings.scope, filter, attributes, timeLimit: settings.timeLimit }
    const [found] = await searchSome(wire, search, 1)
    if (found !== undefined) return describeDecoded(decode(found), type)
  }
  return warn(
    'source.empty',
    `There is no object of the type ${type} below the bases.`,
    'Check base, scope and filter, and whether the account may see such objects.',
  )
}

function describeDecoded(found: DecodedEntry, type: string): Finding {
  if (found.kind === 'problem')
    return warn(found.problem.code, found.problem.message, 'Full imports leave such objects out.')
  if (found.kind === 'filtered') return `Objects of the class ${type} are of a more special type, too.`
  const { dn, anchor = '', attributes } = found.delta
  return `${dn} has the anchor ${anchor} and ${Object.keys(attributes).length} of the selected attributes: ${Object.keys(attributes).join(', ')}.`
}
