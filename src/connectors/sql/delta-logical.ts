import type { Page } from '../connector.js'
import { checkSignal } from '../kit/stop.js'
import type { DeltaMethod } from './delta-method.js'
import { joinParts, type Key } from './key.js'
import { objectReader } from './objects.js'
import { pageOf } from './page-of.js'
import { type Message, parseMessage, type Tuple } from './pgoutput.js'
import { canonical } from './postgresql.js'
import { type Published, publishedTables } from './published.js'
import type { Relation } from './relation.js'
import type { DeltaSettings } from './settings.js'
import { advanceSlot, parsePosition, printPosition, slotToBegin } from './slot.js'
import { type Snapshot, snapshotOf } from './snapshot.js'
import type { Source } from './source.js'
import { type ColumnKind, sql, value } from './statement.js'
import { fullImportRequired } from './trouble.js'

type Settings = Extract<DeltaSettings, { method: 'logical' }>

const MESSAGES_AT_ONCE = 1_000

interface Watermark {
  /** Everything before it is told. */
  readonly position: bigint
  /** What a full import told beyond that. */
  readonly contained: Snapshot | undefined
}

/** PostgreSQL tells its own change stream; see README, "Logical decoding". */
export function logicalMethod(source: Source, settings: Settings): DeltaMethod {
  const { driver } = source
  const { slot, publication } = settings
  const only = async (statement: ReturnType<typeof sql>) => (await driver.query(statement)).rows[0]?.[0] ?? ''
  const beginSnapshot = async () => {
    await driver.begin('snapshot')
    const text = await only(sql`select pg_current_snapshot()::text`)
    return snapshotOf(text) ?? { text, sees: () => false }
  }

  return {
    async begin() {
      await publishedTables(source, publication)
      const { position } = await slotToBegin(driver, slot)
      return print(settings, { position, contained: await beginSnapshot() })
    },
    async *changes({ watermark, pageSize, signal }) {
      const { position, contained } = parse(settings, watermark)
      const tables = await publishedTables(source, publication)
      await advanceSlot(driver, slot, position)
      const snapshot = await beginSnapshot()
      const until = await only(sql`select pg_current_wal_flush_lsn()::text`)
      const touched = new TouchedKeys(source, tables, pageSize)
      const end = { position, isWhole: true }
      for await (const message of messages(source, settings, until)) {
        checkSignal(signal)
        if (message.kind === 'begin') {
          // What this snapshot does not see yet is left for the next import, with all that comes after it.
          end.isWhole = snapshot.sees(message.xid)
          if (!end.isWhole) break
          touched.isSkipping = contained?.sees(message.xid) === true
        } else if (message.kind === 'commit') end.position = message.end
        else await touched.note(message)
        if (touched.isFull) yield* touched.pages()
      }
      yield* touched.pages()
      const told = end.isWhole && parsePosition(until) > end.position ? parsePosition(until) : end.position
      yield { deltas: [], end: { watermark: print(settings, { position: told, contained: undefined }) } }
    },
    async hasNews(watermark) {
      const { position, contained } = parse(settings, watermark)
      await driver.begin('snapshot')
      try {
        const until = await only(sql`select pg_current_wal_flush_lsn()::text`)
        return await isTold(messages(source, settings, until), { position, contained })
      } finally {
        await driver.rollback()
      }
    },
  }
}

/** Whether a transaction with changes comes after the watermark. */
async function isTold(stream: AsyncIterable<Message>, { position, contained }: Watermark): Promise<boolean> {
  let isNew = false
  let isEmpty = true
  for await (const message of stream) {
    if (message.kind === 'begin') {
      isNew = contained?.sees(message.xid) !== true
      isEmpty = true
    } else if (message.kind === 'change' || message.kind === 'truncate') isEmpty = false
    else if (message.kind === 'commit' && isNew && !isEmpty && message.end > position) return true
  }
  return false
}

async function* messages({ driver }: Source, { slot, publication }: Settings, until: string): AsyncGenerator<Message> {
  const names = `"${publication.replaceAll('"', '""')}"`
  const statement = sql`select data from pg_logical_slot_peek_binary_changes(${value(slot, 'text')},
    ${value(until, 'text')}::pg_lsn, null, 'proto_version', '1', 'publication_names', ${value(names, 'text')})`
  for await (const rows of driver.stream(statement, MESSAGES_AT_ONCE)) {
    for (const [data] of rows) yield parseMessage(Buffer.from(data ?? '', 'base64'))
  }
}

/** Keys of objects that were changed, until they are read. */
class TouchedKeys {
  isSkipping = false
  readonly #source: Source
  readonly #tables: readonly Published[]
  readonly #size: number
  readonly #told = new Map<number, { readonly title: string; readonly tables: readonly Told[] }>()
  readonly #keys = new Map<Relation, Map<string, Key>>()
  constructor(source: Source, tables: readonly Published[], size: number) {
    this.#source = source
    this.#tables = tables
    this.#size = size
  }

  get isFull(): boolean {
    return [...this.#keys.values()].some(keys => keys.size >= this.#size)
  }

  async note(message: Message): Promise<void> {
    if (message.kind === 'relation') await this.#meet(message)
    if (this.isSkipping) return
    if (message.kind === 'truncate') {
      const emptied = message.relations.map(id => this.#told.get(id)).find(each => (each?.tables.length ?? 0) > 0)
      if (emptied !== undefined) throw fullImportRequired(`The table ${emptied.title} was emptied (TRUNCATE).`)
    }
    if (message.kind !== 'change') return
    for (const { relation, places, kinds } of this.#told.get(message.relation)?.tables ?? []) {
      for (const tuple of message.tuples) {
        const key = keyIn(tuple, places, kinds)
        if (key !== undefined) this.#add(relation, key)
      }
    }
  }

  /** What became of the objects, in pages. */
  async *pages(): AsyncGenerator<Page> {
    for (const [relation, keys] of this.#keys) {
      const reader = await objectReader(relation, this.#source)
      const all = [...keys.values()]
      for (let i = 0; i < all.length; i += this.#size) {
        const asked = all.slice(i, i + this.#size)
        yield pageOf(relation, await reader.byKey(asked), asked)
      }
    }
    this.#keys.clear()
  }

  // Columns come in the order of the stream, which tells it before the first change and whenever it differs.
  async #meet({ id, schema, name, columns }: Extract<Message, { kind: 'relation' }>): Promise<void> {
    const tables: Told[] = []
    for (const table of this.#tables) {
      if (table.schema !== schema || table.name !== name) continue
      const { relation, key } = table
      const kinds = (await this.#source.catalogue.columns(relation.source, relation.key)).map(({ kind }) => kind)
      tables.push({ relation, kinds, places: key.map(column => columns.indexOf(column)) })
    }
    this.#told.set(id, { title: `${schema}.${name}`, tables })
  }

  #add(relation: Relation, key: Key): void {
    const keys = this.#keys.get(relation) ?? new Map<string, Key>()
    this.#keys.set(relation, keys.set(joinParts(key), key))
  }
}

interface Told {
  readonly relation: Relation
  readonly kinds: readonly ColumnKind[]
  readonly places: readonly number[]
}

function keyIn(tuple: Tuple, places: readonly number[], kinds: readonly ColumnKind[]): Key | undefined {
  const key: string[] = []
  for (const [i, place] of places.entries()) {
    const cell = tuple[place]
    if (cell === null || cell === undefined) return undefined
    key.push(canonical(kinds[i] ?? 'text', cell))
  }
  return key
}

const print = ({ slot, publication }: Settings, { position, contained }: Watermark): string =>
  JSON.stringify(['logical', slot, publication, printPosition(position), contained?.text ?? null])

function parse({ slot, publication }: Settings, text: string | undefined): Watermark {
  let found: unknown
  try {
    found = JSON.parse(text ?? '')
  } catch {
    found = undefined
  }
  const [method, ofSlot, ofPublication, position, contained] = Array.isArray(found) ? found : []
  if (method !== 'logical' || ofSlot !== slot || ofPublication !== publication || typeof position !== 'string')
    throw fullImportRequired('It is not known how far the changes of the database were read.')
  return { position: parsePosition(position), contained: snapshotOf(String(contained)) }
}
