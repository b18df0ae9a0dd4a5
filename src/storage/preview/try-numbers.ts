import type { Transaction } from '../database.js'
import { entriesOf, referencesOf } from '../partitions.js'

/** Numbers rules that have none yet, within a transaction that is going to be rolled back. Answers all of them by name. */
export async function tryRuleNumbers(transaction: Transaction, names: readonly string[]): Promise<Map<string, number>> {
  await transaction.query('insert into rule (name) select unnest($1::text[]) on conflict (name) do nothing', [names])
  return numbered(await transaction.query<Numbered>('select id, name from rule where name = any($1)', [names]))
}

/** Makes agents that do not exist yet, empty, within a transaction that is going to be rolled back. Answers all of them by name. */
export async function tryAgentNumbers(
  transaction: Transaction,
  agents: readonly { readonly name: string; readonly connector: string }[],
): Promise<Map<string, number>> {
  const made = await transaction.query<Numbered>(
    `insert into agent (name, connector, settings, position)
     select u.name, u.connector, '{}', 0 from unnest($1::text[], $2::text[]) u (name, connector)
     on conflict (name) do nothing returning id, name`,
    [agents.map(agent => agent.name), agents.map(agent => agent.connector)],
  )
  for (const { id } of made) {
    await transaction.query(`create table ${entriesOf(id)} partition of entry for values in (${id})`)
    await transaction.query(`create table ${referencesOf(id)} partition of entry_reference for values in (${id})`)
  }
  return numbered(await transaction.query<Numbered>('select id, name from agent'))
}

interface Numbered {
  readonly id: number
  readonly name: string
}

const numbered = (rows: readonly Numbered[]): Map<string, number> => new Map(rows.map(row => [row.name, row.id]))
