import { entriesOf, referencesOf } from '../../src/storage/partitions.js'
import { timeCopy } from '../baselines/copy-rows.js'
import { readDirectory } from '../baselines/read-directory.js'
import type { Bench } from '../bench.js'
import { benchConfiguration, DIRECTORY } from '../configuration.js'
import { objectsOf } from '../data.js'
import { type BenchHub, createHub } from '../hub.js'
import { median, rowCounts, settle, timeOf, writtenBetween } from '../measure.js'
import type { Row } from '../report.js'

const IMPORT_BUDGET = 2
const UNCHANGED_BUDGET = 1.3
/** The LDIF of more people does not fit into one string; these rows measure a rate, which no longer changes. */
const MOST_PEOPLE = 400_000

interface Sample {
  readonly first: number
  readonly unchanged: number
  readonly read: number
  readonly readAgain: number
  readonly copy: number
}

/** A full import through the ldap connector, and the same again when nothing has changed. */
export async function fullImport(bench: Bench): Promise<Row[]> {
  const people = Math.min(bench.people, MOST_PEOPLE)
  bench.say(`full-import: loading slapd with ${people.toLocaleString('en-US')} people`)
  const slapd = await bench.environment.directory(people)
  // Once without measuring, so that neither side finds the server's cache cold.
  const found = await readDirectory(slapd)
  if (found !== objectsOf(people)) throw new Error(`slapd shows ${found} objects instead of ${objectsOf(people)}`)
  const samples: Sample[] = []
  for (let i = 1; i <= bench.repetitions; i++) {
    bench.say(`full-import: ${i} of ${bench.repetitions}`)
    samples.push(await sample(bench, people))
  }
  const of = (name: keyof Sample): number => median(samples.map(each => each[name])) / 1000
  return [
    row('full-import', { value: of('first'), baseline: of('read') + of('copy'), budget: IMPORT_BUDGET }),
    row('full-import-unchanged', { value: of('unchanged'), baseline: of('readAgain'), budget: UNCHANGED_BUDGET }),
  ]
}

function row(name: string, { value, baseline, budget }: { value: number; baseline: number; budget: number }): Row {
  const ratio = value / baseline
  return { name, value, unit: 's', baseline, ratio, budget: `≤ ${budget}×`, ok: ratio <= budget }
}

async function sample({ environment }: Bench, people: number): Promise<Sample> {
  const slapd = await environment.directory(people)
  process.env.BENCH_LDAP_PASSWORD = slapd.password
  const settings = {
    url: slapd.url,
    base: slapd.suffix,
    bindDn: slapd.rootDn,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference that the configuration resolves
    password: '${env:BENCH_LDAP_PASSWORD}',
    allowInsecure: true,
  }
  const url = await environment.createDatabase('bench_import')
  const hub = await createHub(url, benchConfiguration({ connector: 'ldap', settings }))
  try {
    await settle(hub.database)
    const first = await imported(hub, 'stage-add', people)
    const read = await timeOf(() => readDirectory(slapd))
    const copy = await timeCopy(hub.database, await writtenTables(hub, first.step))
    const before = await rowCounts(hub.database)
    const unchanged = await imported(hub, 'stage-no-change', people)
    await assertUntouched(hub, writtenBetween(before, await rowCounts(hub.database)))
    const readAgain = await timeOf(() => readDirectory(slapd))
    return { first: first.milliseconds, unchanged: unchanged.milliseconds, read, readAgain, copy }
  } finally {
    await hub.close()
    await environment.dropDatabase('bench_import')
  }
}

async function imported(hub: BenchHub, counter: string, people: number) {
  const cost = await hub.run(DIRECTORY, 'full-import')
  const count = cost.counters[counter]
  if (count !== objectsOf(people)) throw new Error(`the import counts ${counter} ${count} times`)
  return cost
}

async function writtenTables(hub: BenchHub, step: number) {
  const agent = await hub.agent(DIRECTORY)
  const where = `step_id = ${step}`
  return [
    { name: entriesOf(agent) },
    { name: referencesOf(agent) },
    { name: 'pending_import' },
    { name: 'run_detail', where },
  ]
}

async function assertUntouched(hub: BenchHub, written: ReadonlyMap<string, number>): Promise<void> {
  const agent = await hub.agent(DIRECTORY)
  for (const table of [entriesOf(agent), referencesOf(agent), 'pending_import', 'run_detail']) {
    if (written.has(table)) throw new Error(`an import without changes wrote ${written.get(table)} rows of ${table}`)
  }
}
