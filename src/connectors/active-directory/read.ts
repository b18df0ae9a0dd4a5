import type { ConnectorContext, Page, ReadRequest } from '../connector.js'
import { codeOf, readTrouble } from '../kit/ldap/trouble.js'
import { orCancelled, stop } from '../kit/stop.js'
import { DIRSYNC } from './controls.js'
import { cookieOfNow } from './dirsync.js'
import type { Forest, Partition } from './forest.js'
import { readPartition } from './full.js'
import { primaryGroups } from './primary-group.js'
import { highestUsn } from './root-dse.js'
import type { Selection } from './selection.js'
import type { ActiveDirectorySettings } from './settings.js'
import { type Position, writeWatermark } from './watermark.js'
import type { Reading } from './whole.js'

/** An agent's forest, and what it reads of it. */
export interface Source {
  readonly forest: Forest
  readonly settings: ActiveDirectorySettings
  readonly selection: Selection
  readonly context: ConnectorContext
}

export function readingOf(
  { selection, settings: { timeLimit } }: Pick<Source, 'selection' | 'settings'>,
  partition: Partition,
  { pageSize, signal }: Pick<ReadRequest, 'pageSize' | 'signal'>,
): Reading {
  return { partition, selection, groups: primaryGroups(partition, signal), pageSize, signal, timeLimit }
}

/** Reads everything. The place from which deltas go on is taken first: what changes meanwhile is told again by the next one. */
export async function* readFull(source: Source, request: ReadRequest): AsyncGenerator<Page> {
  const { forest } = source
  const partitions: Position[] = []
  for (const partition of forest.partitions) {
    partitions.push(await orCancelled(positionOf(partition, source), request.signal))
  }
  for (const partition of forest.partitions) yield* readPartition(readingOf(source, partition, request))
  const [first] = forest.partitions
  const watermark = writeWatermark({ forest: first?.link.controller.forest ?? '', partitions })
  yield { deltas: [], end: { watermark } }
}

/** Where a partition is now. */
export async function positionOf(
  partition: Partition,
  { settings, selection }: Pick<Source, 'settings' | 'selection'>,
): Promise<Position> {
  const { wire, controller } = partition.link
  const usn = String(await highestUsn(wire))
  const cookie = settings.delta === 'usn' ? undefined : await cookieIfAllowed(partition, selection)
  if (cookie === undefined && settings.delta === 'dirsync') throw mayNotDirSync(partition)
  const place = { dn: partition.dn, server: controller.name, invocation: controller.invocation, usn }
  return cookie === undefined ? place : { ...place, cookie }
}

const REFUSALS = new Set([8, 12, 50, 53])

/** DirSync's cookie of now in base64; undefined when the account may not use DirSync, or the server has none. */
export async function cookieIfAllowed(partition: Partition, selection: Selection): Promise<string | undefined> {
  if (!partition.link.controller.controls.has(DIRSYNC)) return undefined
  try {
    return (await cookieOfNow(partition, selection)).toString('base64')
  } catch (error) {
    if (REFUSALS.has(codeOf(error) ?? -1)) return undefined
    throw readTrouble(error, partition.dn)
  }
}

const mayNotDirSync = ({ dn }: Partition) =>
  stop('no-start-credentials', {
    code: 'source.permission',
    message: `The agent's account may not use DirSync on ${dn}.`,
    hint: 'Grant it "Replicating Directory Changes" on the head of the naming context, or set delta: auto.',
    where: { path: 'settings.delta' },
  })
