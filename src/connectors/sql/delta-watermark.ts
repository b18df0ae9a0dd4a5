import type { Page, ReadRequest } from '../connector.js'
import { checkSignal } from '../kit/stop.js'
import { assertMark, between, type Growing, isBeyond, precedes, settledOf } from './bounds.js'
import { isMarked, typeOf } from './decode.js'
import type { DeltaMethod } from './delta-method.js'
import { anchorOf, keyOf } from './key.js'
import { type Marks, parseMarks, printMarks } from './marks.js'
import { type ObjectReader, objectReader } from './objects.js'
import { pageOf } from './page-of.js'
import type { Relation } from './relation.js'
import { chunksOf } from './rows.js'
import type { DeltaSettings } from './settings.js'
import type { Source } from './source.js'
import type { Cell } from './statement.js'

type Settings = Extract<DeltaSettings, { method: 'watermark' }>

const columnOf = ({ settings }: Relation): string => settings.watermark ?? ''
const PLACE = { method: 'watermark', columnOf }
const LISTED_AT_ONCE = 5_000

/** Rows tell by a column that grows when they changed; see README, "Watermark column". */
export function watermarkMethod(source: Source, { deletions, delay }: Settings): DeltaMethod {
  const { driver, catalogue } = source
  const relations = source.relations.filter(({ types }) => types.length > 0)
  const growing = async (relation: Relation): Promise<Growing> => {
    const [column] = await catalogue.columns(relation.source, [columnOf(relation)])
    const path = `settings.objects.${relation.entry}.watermark`
    return { source: relation.source, column: column ?? { name: columnOf(relation), kind: 'text' }, path }
  }
  const settledMarks = async (): Promise<Marks> => {
    const marks = new Map<string, Cell>()
    for (const relation of relations) marks.set(relation.entry, await settledOf(driver, await growing(relation), delay))
    return marks
  }

  return {
    async begin() {
      const marks = await settledMarks()
      await driver.begin('snapshot')
      return printMarks(marks, relations, PLACE)
    },
    async *changes(request) {
      const marks = parseMarks(request.watermark, relations, PLACE)
      const settled = await settledMarks()
      await driver.begin('snapshot')
      for (const relation of relations) {
        const { column } = await growing(relation)
        const low = marks.get(relation.entry) ?? null
        assertMark(column, low)
        const high = settled.get(relation.entry) ?? null
        if (high === null || (low !== null && !precedes(column, low, high))) continue
        marks.set(relation.entry, high)
        const reader = await objectReader(relation, source)
        const where = between(column, low, high)
        for await (const chunk of reader.all({ size: request.pageSize, where })) {
          checkSignal(request.signal)
          yield pageOf(relation, chunk)
        }
      }
      if (deletions === 'listing') for (const relation of relations) yield* listing(relation, source, request)
      const listed = deletions === 'listing' ? { listed: true } : {}
      yield { deltas: [], end: { ...listed, watermark: printMarks(marks, relations, PLACE) } }
    },
    async hasNews(watermark) {
      const marks = parseMarks(watermark, relations, PLACE)
      for (const relation of relations)
        if (await isBeyond(driver, await growing(relation), marks.get(relation.entry) ?? null)) return true
      return false
    },
  }
}

/** The anchors of everything that is there. */
async function* listing(relation: Relation, source: Source, { signal }: ReadRequest): AsyncGenerator<Page> {
  const { shape }: ObjectReader = await objectReader({ ...relation, types: [] }, source)
  const types = new Set(relation.types.map(({ name }) => name))
  const selection = { source: relation.source, columns: shape.columns, keys: shape.key.length }
  for await (const rows of chunksOf(source.driver, selection, { size: LISTED_AT_ONCE, isInterrupted: false })) {
    checkSignal(signal)
    const present = rows.flatMap(row => {
      const key = keyOf(row, shape.key)
      if (key === undefined || isMarked(row, shape) || !types.has(typeOf(row, shape) ?? '')) return []
      return [anchorOf(relation.entry, key)]
    })
    yield { deltas: [], present }
  }
}
