import type { Database } from '../database.js'
import { Rule } from '../entities/index.js'
import type { EditTransaction } from './transaction.js'

/** Numbers rules that have no number yet. A name keeps its number for ever. */
export async function numberRules(edit: EditTransaction, names: readonly string[]): Promise<void> {
  const held = new Set((await edit.find(Rule, { name: { $in: [...names] } })).map(rule => rule.name))
  for (const name of names) if (!held.has(name)) edit.create(Rule, { name })
  await edit.flush()
}

/** The numbers of rules by name. */
export async function loadRuleNumbers(database: Database, names: readonly string[]): Promise<Map<string, number>> {
  const rows = await database.query<{ id: number; name: string }>('select id, name from rule where name = any($1)', [
    names,
  ])
  return new Map(rows.map(row => [row.name, row.id]))
}
