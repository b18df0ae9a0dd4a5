import type { Preview } from '../../../src/runs/preview/preview.js'
import { standingsOf } from '../../../src/runs/preview/preview.js'
import type { Database } from '../../../src/storage/database.js'
import type { EntryStanding } from '../../../src/storage/preview/standing.js'
import { COPIED_TABLES, EMPTY_TABLES } from '../../../src/storage/what-if/scratch-tables.js'

/** One number for all that the hub holds: equal exactly when nothing has changed. */
export async function checksum(database: Database): Promise<string> {
  const tables = [...COPIED_TABLES, ...EMPTY_TABLES].filter(name => name !== 'lease')
  const parts = tables.map(
    name =>
      `select '${name}' as name, md5(coalesce(string_agg(t::text, E'\\n' order by t::text), '')) as sum from ${name} t`,
  )
  const rows = await database.query<{ name: string; sum: string }>(`${parts.join(' union all ')} order by name`)
  return rows.map(row => `${row.name} ${row.sum}`).join('\n')
}

/** What is said of entries and objects, without the numbers of those that were made on the way. */
export interface Facts {
  readonly entries: readonly object[]
  readonly objects: readonly object[]
}

export function statedFacts(preview: Preview): Facts {
  const known = {
    entries: new Set(preview.entries.filter(each => each.before !== undefined).map(each => each.id)),
    objects: new Set(preview.objects.filter(each => each.before !== undefined).map(each => each.id)),
  }
  return facts(
    preview.entries.flatMap(each => each.after ?? []),
    preview.objects.flatMap(each => each.after ?? []),
    known,
  )
}

/** The same of what is, after a run: of what the preview spoke of, and of everything that was made since. */
export async function actualFacts(database: Database, preview: Preview, since: Existing): Promise<Facts> {
  const now = await existing(database)
  const made = {
    entries: now.entries.filter(id => !since.entries.includes(id)),
    objects: now.objects.filter(id => !since.objects.includes(id)),
  }
  const { entries, objects } = await standingsOf(database, {
    entries: [...preview.entries.filter(each => each.before !== undefined).map(each => each.id), ...made.entries],
    objects: [...preview.objects.filter(each => each.before !== undefined).map(each => each.id), ...made.objects],
  })
  return facts(entries, objects, { entries: new Set(since.entries), objects: new Set(since.objects) })
}

export interface Existing {
  readonly entries: readonly number[]
  readonly objects: readonly number[]
}

export async function existing(database: Database): Promise<Existing> {
  const entries = await database.query<{ id: number }>('select id from entry')
  const objects = await database.query<{ id: number }>('select id from metaverse_object')
  return { entries: entries.map(row => row.id), objects: objects.map(row => row.id) }
}

interface Known {
  readonly entries: ReadonlySet<number>
  readonly objects: ReadonlySet<number>
}

function facts(entries: readonly EntryStanding[], objects: readonly object[], known: Known): Facts {
  const sorted = (rows: readonly object[]) =>
    rows
      .map(row => JSON.stringify(row))
      .sort()
      .map(text => JSON.parse(text))
  return {
    entries: sorted(
      entries.map(entry => ({
        ...entry,
        id: known.entries.has(entry.id) ? entry.id : 'new',
        object: entry.object === null || known.objects.has(entry.object) ? entry.object : 'new',
      })),
    ),
    objects: sorted(
      objects.map(object => {
        const { id } = object as { id: number }
        return { ...object, id: known.objects.has(id) ? id : 'new' }
      }),
    ),
  }
}
