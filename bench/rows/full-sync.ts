import { entriesOf } from '../../src/storage/partitions.js'
import { timeCopy } from '../baselines/copy-rows.js'
import type { Bench } from '../bench.js'
import { benchConfiguration, DIRECTORY, TARGET } from '../configuration.js'
import { objectsOf } from '../data.js'
import { generatedSource } from '../generated-source.js'
import { type BenchHub, createHub, openHub } from '../hub.js'
import { median, settle } from '../measure.js'
import type { Row } from '../report.js'

const RATE_BUDGET = 5_000
const RATIO_BUDGET = 6
const IMPORTED = 'bench_imported'
const SYNCHRONIZED = 'bench_synchronized'

interface Sample {
  readonly synchronization: number
  readonly copy: number
}

/** A full synchronization into an empty metaverse that provisions a connector of the target for every object. */
export async function fullSync(bench: Bench): Promise<Row[]> {
  await prepare(bench)
  const samples: Sample[] = []
  for (let i = 1; i <= bench.repetitions; i++) {
    bench.say(`full-sync: ${i} of ${bench.repetitions}`)
    samples.push(await sample(bench))
  }
  await bench.environment.dropDatabase(IMPORTED)
  const objects = objectsOf(bench.people)
  const value = (objects / median(samples.map(each => each.synchronization))) * 1000
  const baseline = (objects / median(samples.map(each => each.copy))) * 1000
  const ratio = baseline / value
  const budget = `≥ ${RATE_BUDGET} objects/s and ≤ ${RATIO_BUDGET}×`
  return [
    {
      name: 'full-sync',
      value,
      unit: 'objects/s',
      baseline,
      ratio,
      budget,
      ok: value >= RATE_BUDGET && ratio <= RATIO_BUDGET,
    },
  ]
}

/** A database with everything imported and nothing synchronized, to start from again and again. */
async function prepare({ environment, people, say }: Bench): Promise<void> {
  say('full-sync: importing')
  const url = await environment.createDatabase(IMPORTED)
  const hub = await createHub(url, benchConfiguration(generatedSource('directory', people)))
  await hub.run(DIRECTORY, 'full-import')
  await hub.database.query('vacuum (analyze)')
  await hub.close()
}

async function sample({ environment, people }: Bench): Promise<Sample> {
  const hub = await openHub(await environment.createDatabase(SYNCHRONIZED, IMPORTED))
  try {
    await readOnce(hub)
    await settle(hub.database)
    const { milliseconds, counters, step } = await hub.run(DIRECTORY, 'full-synchronization')
    if (counters.projected !== objectsOf(people) && !hasProvisioned(counters, people)) {
      throw new Error(`the synchronization counts ${JSON.stringify(counters)}`)
    }
    return { synchronization: milliseconds, copy: await timeCopy(hub.database, await writtenTables(hub, step)) }
  } finally {
    await hub.close()
    await environment.dropDatabase(SYNCHRONIZED)
  }
}

const hasProvisioned = (counters: Readonly<Record<string, number>>, people: number): boolean =>
  counters[`provisioned-add-flow@${TARGET}`] === objectsOf(people)

/** What the import has just written would be in the server's cache, had the database not been copied. */
async function readOnce({ database, agent }: BenchHub): Promise<void> {
  const id = await agent(DIRECTORY)
  for (const table of [`entry_${id}`, `entry_reference_${id}`, 'pending_import']) {
    await database.query(`select count(*) from ${table} t where t::text <> ''`)
  }
}

async function writtenTables(hub: BenchHub, step: number) {
  return [
    { name: 'metaverse_object' },
    { name: 'metaverse_reference' },
    { name: 'link' },
    { name: entriesOf(await hub.agent(TARGET)) },
    { name: 'export_change' },
    { name: 'export_reference' },
    { name: 'change_feed' },
    { name: 'run_detail', where: `step_id = ${step}` },
  ]
}
