import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from '@jest/globals'
import type { Page } from '../../src/connectors/connector.js'
import { sql } from '../../src/connectors/sql/index.js'
import type { AddDelta } from '../../src/model/delta.js'
import { GROUP, PERSON, person } from './people.js'
import { type Opening, openSession, readAll } from './reading.js'
import type { TestSource } from './sql-databases.js'
import type { Method } from './sql-methods.js'
import { type Flavour, fill, type Run, schemaOf } from './sql-people.js'

const PEOPLE = 40
const WRITERS = 3
const TRANSACTIONS = 40
const PAGE = 7
/** Delta imports are broken off after at most so many pages, or not at all. */
const MOST_PAGES = 6
const PATIENCE = 20_000

/** What an importer holds: objects by anchor, as in a connector space. */
type Held = Map<string, AddDelta>

/**
 * Changes people at random in several transactions at once, some slow and some rolled back, while delta imports run and are broken off;
 * in the end what the imports told is what a fresh full import tells.
 */
export async function tellsTheTruth(source: TestSource, { prepare, settings }: Method, seed: number): Promise<void> {
  const named = (text: string) => text.replaceAll('SLOT', source.name)
  const seeds = Array.from({ length: PEOPLE }, (_, i) => person(`Person ${i}`, { description: [`first of ${i}`] }))
  await source.run(async run => {
    for (const statement of [...schemaOf(source.flavour), ...prepare]) await run(named(statement))
    await fill(run, seeds, source.flavour)
  })
  const opening: Opening = {
    connector: sql,
    settings: { ...source.settings, ...JSON.parse(named(JSON.stringify(settings))) },
    types: [PERSON, GROUP],
  }
  const random = randomFrom(seed)
  const held: Held = new Map()
  const full = await readAll(opening)
  for (const delta of full.deltas) held.set(delta.anchor ?? '', delta as AddDelta)
  let watermark = full.watermark ?? ''

  let writing = WRITERS
  const writers = Array.from({ length: WRITERS }, (_, i) =>
    source
      .run(run => write(run, { random: randomFrom(seed * 100 + i), writer: i, flavour: source.flavour }))
      .finally(() => writing--),
  )
  let imports = 0
  while (writing > 0) {
    watermark = await importDelta(opening, held, { watermark, breakAfter: Math.floor(random() * MOST_PAGES * 2) })
    imports++
  }
  await Promise.all(writers)
  expect(imports).toBeGreaterThan(1)
  // A method may stay behind the clock for a moment.
  const until = Date.now() + PATIENCE
  for (let isSame = false; !isSame; ) {
    watermark = await importDelta(opening, held, { watermark, breakAfter: Number.POSITIVE_INFINITY })
    const truth = sorted((await readAll(opening)).deltas as AddDelta[])
    const told = sorted([...held.values()])
    isSame = JSON.stringify(told) === JSON.stringify(truth)
    if (!isSame && Date.now() > until) expect(told).toEqual(truth)
    if (!isSame) await sleep(200)
  }
}

interface Importing {
  readonly watermark: string
  readonly breakAfter: number
}

/** What was told before it broke off stays, as batches that a hub has saved; the watermark is that of a complete import only. */
async function importDelta(opening: Opening, held: Held, { watermark, breakAfter }: Importing): Promise<string> {
  await using session = await openSession(opening)
  const present = new Set<string>()
  let pages = 0
  const request = { mode: 'delta', watermark, pageSize: PAGE, signal: new AbortController().signal } as const
  for await (const page of session.read(request)) {
    if (pages++ >= breakAfter) return watermark
    take(page, held, present)
    if (page.end?.watermark === undefined) continue
    if (page.end.listed) for (const anchor of held.keys()) if (!present.has(anchor)) held.delete(anchor)
    return page.end.watermark
  }
  throw new Error('The read ended without an end.')
}

function take(
  { deltas, gone = [], present: listed = [], problems = [] }: Page,
  held: Held,
  present: Set<string>,
): void {
  expect(problems).toEqual([])
  for (const delta of deltas) {
    if (delta.kind !== 'add' || delta.anchor === undefined) throw new Error(`Not a whole object: ${delta.kind}`)
    held.set(delta.anchor, delta)
    present.add(delta.anchor)
  }
  for (const anchor of gone) held.delete(anchor)
  for (const anchor of listed) present.add(anchor)
}

const sorted = (objects: readonly AddDelta[]): AddDelta[] =>
  [...objects].sort((a, b) => ((a.anchor ?? '') < (b.anchor ?? '') ? -1 : 1))

interface Writing {
  readonly flavour: Flavour
  readonly random: () => number
  readonly writer: number
}

async function write(run: Run, writing: Writing): Promise<void> {
  const { random } = writing
  for (let i = 0; i < TRANSACTIONS; i++) {
    try {
      await run('start transaction')
      for (let change = 0; change < 1 + random() * 3; change++) {
        await changeOne(run, writing, `${writing.writer} ${i} ${change}`)
        // Some commit long after they have drawn their numbers and times.
        if (random() < 0.3) await sleep(random() * 60)
      }
      await run(random() < 0.1 ? 'rollback' : 'commit')
    } catch {
      // Two writers wanted the same rows: the database chose one of them.
      await run('rollback')
    }
    if (random() < 0.3) await sleep(random() * 20)
  }
}

async function changeOne(run: Run, { random, flavour }: Writing, text: string): Promise<void> {
  const rows = await run('select id from person order by id')
  const id = rows[Math.floor(random() * rows.length)]?.id
  const kind = random()
  if (kind < 0.25 || id === undefined) {
    await fill(run, [person(`New ${text}`, { description: [text] })], flavour)
  } else if (kind < 0.4) {
    await run('delete from person_description where person = ?', [id])
    await run('delete from person where id = ?', [id])
  } else if (kind < 0.7) {
    await run('insert into person_description (person, value) values (?, ?)', [id, text])
    await run('update person set sn = ? where id = ?', [text, id])
  } else await run('update person set sn = ? where id = ?', [text, id])
}

/** The same numbers for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}
