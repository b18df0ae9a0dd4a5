import type { Page } from '../connector.js'
import { checkSignal } from '../kit/stop.js'
import { assertMark, between, type Growing, isBeyond, precedes, settledOf } from './bounds.js'
import type { DeltaMethod } from './delta-method.js'
import type { Column } from './driver.js'
import { keyOf } from './key.js'
import { type Marks, parseMarks, printMarks } from './marks.js'
import { objectReader } from './objects.js'
import { pageOf } from './page-of.js'
import { type Relation, tablePath } from './relation.js'
import { chunksOf } from './rows.js'
import { type ChangeSettings, columnsOf, type DeltaSettings } from './settings.js'
import type { Source } from './source.js'
import { type Cell, name, type Sql, sql } from './statement.js'
import { fullImportRequired } from './trouble.js'

type Settings = Extract<DeltaSettings, { method: 'changes' }>

const PLACE = { method: 'changes', columnOf: ({ settings }: Relation) => settings.changes?.sequence ?? '' }
/** One connection reads the table of changes, then the objects: the keys are taken in parts. */
const INTERRUPTED = { isInterrupted: true }

interface Changes extends Growing {
  readonly relation: Relation
  readonly settings: ChangeSettings
  readonly keys: readonly Column[]
}

/** A table has a row for every change; see README, "Change table". */
export function changeTableMethod(source: Source, { delay }: Settings): DeltaMethod {
  const { driver } = source
  const relations = source.relations.filter(({ types, settings }) => types.length > 0 && settings.changes !== undefined)
  const settledMarks = async (tables: readonly Changes[]): Promise<Marks> => {
    const marks = new Map<string, Cell>()
    for (const table of tables) marks.set(table.relation.entry, await settledOf(driver, table, delay))
    return marks
  }

  return {
    async begin() {
      const marks = await settledMarks(await tablesOf(relations, source))
      await driver.begin('snapshot')
      return printMarks(marks, relations, PLACE)
    },
    async *changes({ watermark, pageSize, signal }) {
      const marks = parseMarks(watermark, relations, PLACE)
      const tables = await tablesOf(relations, source)
      const settled = await settledMarks(tables)
      await driver.begin('snapshot')
      for (const { relation, settings, keys, column, source: table } of tables) {
        const low = marks.get(relation.entry) ?? null
        assertMark(column, low)
        const high = settled.get(relation.entry) ?? null
        if (high === null || low === high) continue
        if (low !== null && precedes(column, high, low)) {
          if (column.kind === 'time') continue
          throw fullImportRequired(`The change table of ${relation.entry} begins anew: ${high} comes after ${low}.`)
        }
        marks.set(relation.entry, high)
        const where = between(column, low, high)
        yield* unknownWords(source, { settings, table, where })
        const reader = await objectReader(relation, source)
        const selection = { source: table, columns: keys, keys: keys.length, where, distinct: true }
        const places = keys.map((_, i) => i)
        for await (const rows of chunksOf(driver, selection, { size: pageSize, ...INTERRUPTED })) {
          checkSignal(signal)
          const changed = rows.map(row => keyOf(row, places)).filter(key => key !== undefined)
          yield pageOf(relation, await reader.byKey(changed), changed)
        }
      }
      yield { deltas: [], end: { watermark: printMarks(marks, relations, PLACE) } }
    },
    async hasNews(watermark) {
      const marks = parseMarks(watermark, relations, PLACE)
      for (const table of await tablesOf(relations, source))
        if (await isBeyond(driver, table, marks.get(table.relation.entry) ?? null)) return true
      return false
    },
  }
}

async function tablesOf(relations: readonly Relation[], { catalogue }: Source): Promise<Changes[]> {
  const tables: Changes[] = []
  for (const relation of relations) {
    const { changes } = relation.settings
    if (changes === undefined) continue
    const table = tablePath(changes.table)
    const names = [changes.sequence, ...columnsOf(changes.key)]
    const [column, ...keys] = await catalogue.columns(table, names)
    if (column === undefined) continue
    const path = `settings.objects.${relation.entry}.changes.sequence`
    tables.push({ relation, settings: changes, source: table, column, keys, path })
  }
  return tables
}

interface Wording {
  readonly settings: ChangeSettings
  readonly table: Sql
  readonly where: Sql
}

async function* unknownWords({ driver }: Source, { settings, table, where }: Wording): AsyncGenerator<Page> {
  if (settings.operation === undefined) return
  const known = new Set(settings.words.map(word => word.toLowerCase()))
  const { rows } = await driver.query(sql`select distinct ${name(settings.operation)} from ${table} where ${where}`)
  const problems = rows
    .filter(([word]) => !known.has((word ?? '').trim().toLowerCase()))
    .map(([word]) => ({
      code: word === null ? ('missing-change-type' as const) : ('invalid-change-type' as const),
      message: `The change table says ${word ?? 'nothing'} where ${settings.words.join(', ')} are known.`,
      hint: 'The objects were read all the same. Add the word to `words`, or correct what writes the table.',
    }))
  if (problems.length > 0) yield { deltas: [], problems }
}
