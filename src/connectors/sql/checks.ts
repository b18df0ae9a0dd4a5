import { lookup } from 'node:dns/promises'
import { connect as connectTcp, isIP } from 'node:net'
import type { Problem } from '../../model/problem.js'
import { type Check, type ConnectorContext, ConnectorError } from '../connector.js'
import { addressOf } from './address.js'
import { settledOf } from './bounds.js'
import { catalogueOf, titleOf } from './catalogue.js'
import { connect, dialectOf } from './connect.js'
import { deltaMethod } from './delta.js'
import { type Address, DatabaseError, type Driver } from './driver.js'
import { objectReader } from './objects.js'
import { type Relation, relationsOf, tablePath, valueRelation } from './relation.js'
import type { SqlSettings } from './settings.js'
import { slotToBegin } from './slot.js'
import type { Source } from './source.js'
import { name, sql } from './statement.js'
import { readTrouble } from './trouble.js'

/** Looks at the way to the database step by step, for `hub agent test`. */
export async function* checkSource(settings: SqlSettings, context: ConnectorContext): AsyncGenerator<Check> {
  const dialect = dialectOf(settings)
  let address: Address
  try {
    address = await addressOf(settings, dialect, context)
  } catch (error) {
    yield failed('settings', error)
    return
  }
  for (const check of [() => resolves(address), () => answers(address)]) {
    const result = await check()
    yield result
    if (result.outcome === 'failed') return
  }
  let driver: Driver
  try {
    driver = await connect(settings, context)
  } catch (error) {
    yield failed(address.tls === undefined ? 'login' : 'TLS and login', error)
    return
  }
  await using _ = driver
  yield passed(
    'login',
    `${dialect.title} let ${address.user ?? 'the account'} in${address.tls === undefined ? ', without encryption' : ' over TLS'}.`,
  )
  const relations = relationsOf(settings, context.types)
  const source: Source = { driver, settings, context, relations, catalogue: catalogueOf(driver) }
  for (const relation of relations) yield* checkRelation(source, relation)
  yield* checkDelta(source)
}

async function resolves({ host }: Address): Promise<Check> {
  if (isIP(host) !== 0) return passed('name resolution', `${host} is an address.`)
  try {
    const found = await lookup(host, { all: true })
    return passed('name resolution', `${host} is ${found.map(({ address }) => address).join(', ')}.`)
  } catch (error) {
    const problem: Problem = {
      code: 'source.unreachable',
      message: `There is no machine named ${host}: ${(error as Error).message}`,
      hint: 'Correct the host, or the name service of this machine.',
      where: { path: 'settings.host' },
    }
    return { name: 'name resolution', outcome: 'failed', message: problem.message, problem }
  }
}

function answers({ host, port, connectTimeout }: Address): Promise<Check> {
  return new Promise(resolve => {
    const socket = connectTcp({ host, port })
    const done = (check: Check) => {
      socket.destroy()
      resolve(check)
    }
    const refuse = (reason: string) => {
      const problem: Problem = {
        code: 'source.unreachable',
        message: `Nothing answers at ${host}:${port}: ${reason}`,
        hint: 'Check the port, that the database listens on this address, and what lies between: routes, firewalls.',
        where: { path: 'settings.port' },
      }
      done({ name: 'connection', outcome: 'failed', message: problem.message, problem })
    }
    socket.setTimeout(connectTimeout, () => refuse('no answer in time'))
    socket.once('error', error => refuse(error.message))
    socket.once('connect', () => done(passed('connection', `${host}:${port} answers.`)))
  })
}

/** One entry of `objects`: its columns, those of its values, and one object as an import would read it. */
async function* checkRelation(source: Source, relation: Relation): AsyncGenerator<Check> {
  const title = `objects of ${relation.entry}`
  try {
    const reader = await objectReader(relation, source)
    const count = reader.shape.columns.length
    yield passed(title, `${titleOf(relation.source, source.driver)} has the ${count} columns that are to be read.`)
  } catch (error) {
    yield failed(title, error)
    return
  }
  yield* sample(source, relation)
  yield* rights(source, relation)
}

async function* sample(source: Source, relation: Relation): AsyncGenerator<Check> {
  if (relation.types.length === 0) return
  const { driver } = source
  const title = `sample of ${relation.entry}`
  try {
    await driver.begin('snapshot')
    const reader = await objectReader(relation, source)
    const { rows } = await driver.query(
      sql`select ${name(relation.key[0] ?? '')} from ${relation.source} order by ${name(relation.key[0] ?? '')}${driver.dialect.first(1)}`,
    )
    const first = rows[0]?.[0]
    const reads = relation.key.length === 1 && typeof first === 'string' ? await reader.byKey([[first]]) : []
    await driver.commit()
    const item = reads[0]?.item
    if (rows.length === 0)
      yield warned(title, {
        code: 'source.empty',
        message: 'There is no row.',
        hint: 'Check that this is the right table.',
      })
    else if (item?.kind === 'problem') yield warned(title, item.problem)
    else if (item?.kind === 'add')
      yield passed(title, `${item.dn} has ${Object.keys(item.attributes).join(', ') || 'no attributes'}.`)
  } catch (error) {
    await driver.rollback().catch(() => undefined)
    yield failed(title, error)
  }
}

/** Statements that change nothing, but need the rights that an export needs. */
async function* rights({ driver, catalogue }: Source, relation: Relation): AsyncGenerator<Check> {
  const { table, key, settings, entry } = relation
  const title = `writing of ${entry}`
  if (table === undefined) return
  const tables = [{ table, columns: key }]
  for (const each of Object.values(settings.values)) {
    const values = valueRelation(each)
    if (values.table !== undefined) tables.push({ table: values.table, columns: [...values.key, values.column] })
  }
  try {
    await driver.begin('write')
    for (const { table: to, columns } of tables) {
      const [first] = await catalogue.columns(to, columns)
      const column = name(first?.name ?? '')
      await driver.query(sql`update ${to} set ${column} = ${column} where 1 = 0`)
      await driver.query(sql`delete from ${to} where 1 = 0`)
    }
    yield passed(title, `Rows of ${tables.length} tables can be changed and deleted.`)
  } catch (error) {
    const message = error instanceof DatabaseError ? error.message : String(error)
    const hint = 'Needed for exports only: grant insert, update and delete on the tables to the account.'
    yield warned(title, { code: 'permission-issue', message: `The account may not write all tables: ${message}`, hint })
  } finally {
    await driver.rollback().catch(() => undefined)
  }
}

async function* checkDelta(source: Source): AsyncGenerator<Check> {
  const { delta } = source.settings
  if (delta === undefined) return
  try {
    if (delta.method === 'logical') {
      await slotToBegin(source.driver, delta.slot)
      yield passed('replication slot', `${delta.slot} is there and has everything since it was read last.`)
    }
    await deltaMethod(source)?.begin()
    await source.driver.commit()
    yield passed('delta imports', `A delta import by ${delta.method} can begin.`)
    yield* clocks(source)
  } catch (error) {
    await source.driver.rollback().catch(() => undefined)
    yield failed('delta imports', error)
  }
}

/** Where the account may not see what runs, delta imports stay behind. */
async function* clocks(source: Source): AsyncGenerator<Check> {
  const { settings, driver, catalogue, relations } = source
  if (settings.delta?.method === 'logical') return
  for (const { entry, source: from, settings: object } of relations) {
    const table = object.changes === undefined ? from : tablePath(object.changes.table)
    const title = object.changes?.sequence ?? object.watermark
    if (title === undefined) continue
    const [column] = await catalogue.columns(table, [title])
    if (column === undefined) continue
    const path = `settings.objects.${entry}`
    const settled = await settledOf(driver, { source: table, column, path }, settings.delta?.delay)
    yield passed(`order of ${entry}`, `${title} is settled below ${settled ?? 'nothing yet'}.`)
  }
}

const passed = (title: string, message: string): Check => ({ name: title, outcome: 'passed', message })

const warned = (title: string, problem: Problem): Check => ({
  name: title,
  outcome: 'warning',
  message: problem.message,
  problem,
})

function failed(title: string, error: unknown): Check {
  const { problem } = error instanceof ConnectorError ? error : readTrouble(error, title)
  return { name: title, outcome: 'failed', message: problem.message, problem }
}
