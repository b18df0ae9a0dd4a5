import { stop } from '../kit/stop.js'
import type { Driver } from './driver.js'
import { sql, value } from './statement.js'
import { fullImportRequired } from './trouble.js'

/** A replication slot of PostgreSQL, which keeps every change until it is told that nobody needs it any more. */
export interface Slot {
  /** Everything before it was given up. */
  readonly position: bigint
}

/** The slot, if it is there and whole; else why not. */
export async function findSlot(driver: Driver, slot: string): Promise<Slot | string> {
  const { rows } = await driver.query(
    sql`select plugin, slot_type, database = current_database(), wal_status, confirmed_flush_lsn::text
      from pg_replication_slots where slot_name = ${value(slot, 'text')}`,
  )
  const [plugin, type, isHere, status, position] = rows[0] ?? []
  if (rows.length === 0) return `There is no replication slot ${slot}.`
  if (type !== 'logical' || plugin !== 'pgoutput' || isHere !== 'true')
    return `The replication slot ${slot} is not one of the plugin pgoutput in this database.`
  if (status === 'lost' || typeof position !== 'string')
    return `The server gave up the replication slot ${slot}: it has no longer what was to be read.`
  return { position: parsePosition(position) }
}

/** @throws ConnectorError when there is no slot to begin with. */
export async function slotToBegin(driver: Driver, slot: string): Promise<Slot> {
  const found = await findSlot(driver, slot)
  if (typeof found !== 'string') return found
  throw stop('no-start-bad-ma-configuration', {
    code: 'run.configuration',
    message: found,
    hint: `Make it with: select pg_create_logical_replication_slot('${slot}', 'pgoutput'). See the README of the connector.`,
    where: { path: 'settings.delta.slot' },
  })
}

/**
 * Gives up what a saved import has told, and nothing beyond it.
 * @throws ConnectorError `no-start-full-import-required` when the slot has not everything since then.
 */
export async function advanceSlot(driver: Driver, slot: string, position: bigint): Promise<void> {
  const found = await findSlot(driver, slot)
  if (typeof found === 'string') throw fullImportRequired(found)
  if (found.position > position)
    throw fullImportRequired(
      `The replication slot ${slot} is beyond what was read: it was made anew, or read by others.`,
    )
  if (found.position === position) return
  await driver.query(
    sql`select pg_replication_slot_advance(${value(slot, 'text')}, ${value(printPosition(position), 'text')}::pg_lsn)`,
  )
}

/** `16/B374D848` as a number. */
export function parsePosition(text: string): bigint {
  const [high = '0', low = '0'] = text.split('/')
  return (BigInt(`0x${high}`) << 32n) | BigInt(`0x${low}`)
}

export const printPosition = (position: bigint): string =>
  `${(position >> 32n).toString(16)}/${(position & 0xffff_ffffn).toString(16)}`.toUpperCase()
