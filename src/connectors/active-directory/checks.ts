import { AndFilter, EqualityFilter } from 'ldapts'
import { dnKey } from '../../model/dn.js'
import { type Check, type ConnectorContext, ConnectorError, type ObjectTypeSelection } from '../connector.js'
import { connectionChecks } from '../kit/ldap/checks.js'
import { type Finding, look, warn } from '../kit/ldap/look.js'
import { searchOnce } from '../kit/ldap/pages.js'
import type { Wire } from '../kit/ldap/wire.js'
import { type Forest, type Link, openForest, type Partition } from './forest.js'
import { primaryGroups } from './primary-group.js'
import { cookieIfAllowed } from './read.js'
import { readController, readEntry, textOf, textsOf } from './root-dse.js'
import { type Selection, selectionOf } from './selection.js'
import type { ActiveDirectorySettings } from './settings.js'
import { ofClass } from './type-filter.js'
import { seesDeleted } from './usn-delta.js'
import { readWhole, type WholePage } from './whole.js'

const SAMPLE_PAGE = 20
const SAMPLE_MILLISECONDS = 60_000

/** Looks at the way to the forest and at what the account may see there, step by step. */
export async function* testActiveDirectory(
  settings: ActiveDirectorySettings,
  context: ConnectorContext,
): AsyncGenerator<Check> {
  let reached = false
  for (const url of allServers(settings)) {
    const wire = yield* connectionChecks({ ...settings, url }, context)
    if (wire === undefined) continue
    yield await look(`domain controller ${url}`, () => whoAnswers(wire, url))
    await wire[Symbol.asyncDispose]()
    reached = true
  }
  if (!reached) return
  let forest: Forest | undefined
  yield await look('naming contexts', async () => {
    forest = await openForest(settings, context)
    return describeContexts(forest)
  })
  if (forest === undefined) return
  try {
    yield* lookInside(forest, settings, context.types)
  } finally {
    await forest[Symbol.asyncDispose]()
  }
}

const allServers = ({ servers, partitions = [] }: ActiveDirectorySettings): ReadonlySet<string> =>
  new Set([...servers, ...partitions.flatMap(one => one.servers ?? [])])

async function* lookInside(
  forest: Forest,
  settings: ActiveDirectorySettings,
  types: readonly ObjectTypeSelection[],
): AsyncGenerator<Check> {
  let selection: Selection | undefined
  yield await look('schema', async () => {
    selection = await selectionOf(settings, types, forest.linkOf(''))
    return describeSchema(selection, forest.linkOf(''))
  })
  for (const partition of forest.partitions) {
    yield await look(`deleted objects of ${partition.dn}`, () => describeDeleted(partition))
    const some = selection
    if (some === undefined) continue
    yield await look(`DirSync of ${partition.dn}`, () => describeDirSync(partition, some, settings))
  }
  yield await look('limits', () => describeLimits(forest.linkOf('')))
  if (selection === undefined) return
  for (const type of types) {
    const some = selection
    yield await look(`sample of ${type.name}`, () => sampleOf(type, forest, some))
  }
}

async function whoAnswers(wire: Wire, url: string): Promise<string> {
  const { host, domain, forest } = await readController(wire, url)
  return `${host} answers, of the domain ${domain} in the forest ${forest}.`
}

async function describeContexts(forest: Forest): Promise<Finding> {
  const read = forest.partitions.map(({ dn, scope }) => `${dn} (${scope.bases.join('; ')})`).join(', ')
  const others = (await domainsOf(forest.linkOf(''))).filter(
    dn => !forest.partitions.some(partition => dnKey(partition.dn) === dnKey(dn)),
  )
  if (others.length === 0) return `Read: ${read}.`
  return warn(
    'source.referral',
    `Read: ${read}. Other domains of the forest are not read: ${others.join('; ')}.`,
    'List them in partitions with servers of their own, if they are to be read.',
  )
}

const IS_DOMAIN = 0x2

/** The domains of the forest, by its cross references. */
async function domainsOf({ wire, controller }: Link): Promise<string[]> {
  const base = `CN=Partitions,${controller.configuration}`
  const attributes = ['nCName', 'systemFlags']
  const entries = await searchOnce(wire, { base, scope: 'one', filter: ofClass('crossRef'), attributes, timeLimit: 0 })
  return entries
    .filter(entry => (Number(textOf(entry, 'systemFlags') ?? 0) & IS_DOMAIN) !== 0)
    .flatMap(entry => textsOf(entry, 'nCName'))
}

async function describeSchema({ definitions, facts }: Selection, { controller }: Link): Promise<Finding> {
  const unknown = [...definitions].filter(([key]) => !facts.has(key)).map(([, { name }]) => name)
  if (unknown.length > 0) {
    return warn(
      'schema-violation',
      `The schema of ${controller.forest} does not know ${unknown.join(', ')}.`,
      'Correct the names of the attributes; hub agent discover lists those that there are.',
    )
  }
  const silent = [...facts.values()].filter(fact => fact.silent).map(({ name }) => name)
  if (silent.length === 0) return `All ${facts.size} selected attributes are known.`
  return warn(
    'source.permission',
    `The changes of ${silent.join(', ')} are not told by delta imports: the directory computes them, or keeps them on one domain controller.`,
    'Run a full import now and then, or take member in place of memberOf.',
  )
}

async function describeDeleted(partition: Partition): Promise<Finding> {
  if (await seesDeleted(partition)) return 'Deleted objects can be seen.'
  return warn(
    'source.permission',
    'Deleted objects cannot be seen: a delta import without DirSync lists everything to find out what is gone.',
    `Let the account list them: dsacls "CN=Deleted Objects,${partition.dn}" /takeownership, then /G ACCOUNT:LCRP.`,
  )
}

async function describeDirSync(
  partition: Partition,
  selection: Selection,
  { delta }: ActiveDirectorySettings,
): Promise<Finding> {
  if (delta === 'usn') return 'Not used: delta is usn.'
  if ((await cookieIfAllowed(partition, selection)) !== undefined) return 'The account may use DirSync.'
  const message = 'The account may not use DirSync.'
  const hint = `Grant it "Replicating Directory Changes" on ${partition.dn}: dsacls "${partition.dn}" /G "ACCOUNT:CA;Replicating Directory Changes". Until then delta imports go by uSNChanged.`
  if (delta === 'auto') return warn('source.permission', message, hint)
  throw new ConnectorError('no-start-credentials', { code: 'source.permission', message, hint })
}

async function describeLimits({ wire, controller }: Link): Promise<string> {
  const policy = `CN=Default Query Policy,CN=Query-Policies,CN=Directory Service,CN=Windows NT,CN=Services,${controller.configuration}`
  const entry = await readEntry(wire, policy, ['lDAPAdminLimits']).catch(() => undefined)
  const limits = textsOf(entry, 'lDAPAdminLimits')
  const wanted = limits.filter(limit => /^(MaxPageSize|MaxValRange|MaxQueryDuration|MaxResultSetSize)=/i.test(limit))
  return wanted.length > 0 ? `${wanted.join(', ')}.` : 'The limits of the domain controller cannot be seen.'
}

async function sampleOf(type: ObjectTypeSelection, { partitions }: Forest, selection: Selection): Promise<Finding> {
  const structural = new AndFilter({
    filters: [new EqualityFilter({ attribute: 'objectClass', value: type.name }), selection.wanted],
  })
  for (const partition of partitions) {
    for await (const { deltas, problems } of someOf(partition, { filter: structural, selection })) {
      if (problems?.[0] !== undefined) throw new ConnectorError('stopped-import-read', problems[0])
      const found = deltas.find(({ objectType }) => objectType === type.name)
      if (found === undefined) continue
      const { length } = Object.keys(found.attributes)
      return `${found.dn}: ${length} of ${type.attributes.length} attributes have values.`
    }
  }
  const message = `No object of the type ${type.name} was found.`
  return warn('source.empty', message, 'Check containers, the filter, and what the account may see.')
}

async function* someOf(
  partition: Partition,
  { filter, selection }: { readonly filter: AndFilter; readonly selection: Selection },
): AsyncGenerator<WholePage> {
  const signal = AbortSignal.timeout(SAMPLE_MILLISECONDS)
  const groups = primaryGroups(partition, signal)
  const reading = { partition, selection, groups, pageSize: SAMPLE_PAGE, signal, timeLimit: 0 }
  for (const base of partition.scope.bases) yield* readWhole(reading, { base, filter })
}
