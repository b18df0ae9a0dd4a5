import { dnKey } from '../../model/dn.js'
import { type ConnectorContext, ConnectorError } from '../connector.js'
import { openWire, type Wire } from '../kit/ldap/wire.js'
import { stop } from '../kit/stop.js'
import { type Controller, readController } from './root-dse.js'
import { type Scope, scopeOf } from './scope.js'
import { type ActiveDirectorySettings, isWithin, type PartitionSettings } from './settings.js'

/** A connection to one domain controller. */
export interface Link {
  readonly wire: Wire
  readonly url: string
  readonly controller: Controller
}

/** One domain or naming context, and who is asked about it. */
export interface Partition {
  readonly dn: string
  readonly scope: Scope
  readonly link: Link
}

/** The open connections of one agent. */
export interface Forest extends AsyncDisposable {
  readonly partitions: readonly Partition[]
  /** Who is asked about an object; names that lie in no partition go to the first domain controller. */
  linkOf(dn: string): Link
  /**
   * The partition, asked of the domain controller with this invocation, which another of its servers may be.
   * Undefined when none of them that answers is it.
   */
  bound(partition: Partition, invocation: string): Promise<Partition | undefined>
}

/** @throws ConnectorError `no-start-…` when no domain controller can be used. */
export async function openForest(settings: ActiveDirectorySettings, context: ConnectorContext): Promise<Forest> {
  const links = new Map<string, Link>()
  const close = async () => {
    for (const { wire } of links.values()) await wire[Symbol.asyncDispose]()
  }
  const linkTo = async (url: string): Promise<Link> => {
    const held = links.get(url)
    if (held !== undefined) return held
    const link = await openLink(url, settings, context)
    links.set(url, link)
    return link
  }
  try {
    const partitions = await partitionsOf(settings, urls => firstOf(urls, linkTo))
    const first = partitions[0]?.link ?? (await firstOf(settings.servers, linkTo))
    return {
      partitions,
      linkOf: dn => nearest(partitions, dn)?.link ?? first,
      bound: (partition, invocation) => findBound(partition, invocation, { settings, linkTo }),
      [Symbol.asyncDispose]: close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

async function openLink(url: string, settings: ActiveDirectorySettings, context: ConnectorContext): Promise<Link> {
  const wire = await openWire({ ...settings, url }, context)
  try {
    return { wire, url, controller: await readController(wire, url) }
  } catch (error) {
    await wire[Symbol.asyncDispose]()
    throw error
  }
}

/** The first that can be reached. A login that is refused is not tried elsewhere: that would lock the account. */
async function firstOf(urls: readonly string[], linkTo: (url: string) => Promise<Link>): Promise<Link> {
  const troubles: ConnectorError[] = []
  for (const url of urls) {
    try {
      return await linkTo(url)
    } catch (error) {
      if (!(error instanceof ConnectorError) || !isAway(error)) throw error
      troubles.push(error)
    }
  }
  const [only, ...others] = troubles
  if (only !== undefined && others.length === 0) throw only
  throw stop('no-start-connection', {
    code: 'source.unreachable',
    message: `None of the domain controllers can be used. ${troubles.map(({ message }) => message).join(' ')}`,
    hint: 'Check the names in servers, that one of them is running, and what lies between: names, routes, firewalls.',
    where: { path: 'settings.servers' },
  })
}

const isAway = ({ problem }: ConnectorError): boolean =>
  problem.code === 'source.unreachable' || problem.code === 'source.connection-lost'

async function partitionsOf(
  settings: ActiveDirectorySettings,
  firstLink: (urls: readonly string[]) => Promise<Link>,
): Promise<Partition[]> {
  if (settings.partitions === undefined) {
    const link = await firstLink(settings.servers)
    const dn = link.controller.domain
    return [{ dn, link, scope: scopeOf(dn, { include: [], exclude: [] }) }]
  }
  const partitions: Partition[] = []
  for (const one of settings.partitions) {
    const link = await firstLink(one.servers ?? settings.servers)
    assertHeld(one, link)
    partitions.push({ dn: one.dn, link, scope: scopeOf(one.dn, one.containers) })
  }
  const [first] = partitions
  const other = partitions.find(
    ({ link }) => dnKey(link.controller.forest) !== dnKey(first?.link.controller.forest ?? ''),
  )
  if (first !== undefined && other !== undefined) throw twoForests(first, other)
  return partitions
}

function assertHeld({ dn }: PartitionSettings, { url, controller }: Link): void {
  if (controller.namingContexts.some(one => dnKey(one) === dnKey(dn))) return
  throw stop('no-start-bad-ma-configuration', {
    code: 'run.configuration',
    message: `${url} does not hold ${dn}; it holds ${controller.namingContexts.join('; ')}.`,
    hint: 'Correct the dn of the partition, or give the partition servers of its own domain.',
    where: { path: 'settings.partitions' },
  })
}

const twoForests = (one: Partition, other: Partition) =>
  stop('no-start-bad-ma-configuration', {
    code: 'run.configuration',
    message: `${one.dn} and ${other.dn} are of different forests (${one.link.controller.forest}, ${other.link.controller.forest}).`,
    hint: 'Make one agent for each forest.',
    where: { path: 'settings.partitions' },
  })

function nearest(partitions: readonly Partition[], dn: string): Partition | undefined {
  const holding = partitions.filter(partition => isWithin(dn, partition.dn))
  return holding.sort((a, b) => b.dn.length - a.dn.length)[0]
}

async function findBound(
  partition: Partition,
  invocation: string,
  { settings, linkTo }: { settings: ActiveDirectorySettings; linkTo: (url: string) => Promise<Link> },
): Promise<Partition | undefined> {
  if (partition.link.controller.invocation === invocation) return partition
  const own = settings.partitions?.find(({ dn }) => dn === partition.dn)?.servers
  for (const url of own ?? settings.servers) {
    try {
      const link = await linkTo(url)
      if (link.controller.invocation === invocation) return { ...partition, link }
    } catch (error) {
      if (!(error instanceof ConnectorError) || !isAway(error)) throw error
    }
  }
  return undefined
}
