import { Attribute, Change, Client } from 'ldapts'
import type { HubDocument } from '../../src/configuration/document.js'
import { entriesOf, referencesOf } from '../../src/storage/partitions.js'
import { hasSamba, type Samba } from '../../test/support/samba.js'
import { timeCopy } from '../baselines/copy-rows.js'
import { readChanges, readForest } from '../baselines/read-forest.js'
import type { Bench } from '../bench.js'
import { ACCOUNT_ATTRIBUTES, accountName, FOREST_SUFFIX, STAFF } from '../forest-data.js'
import { type BenchHub, createHub } from '../hub.js'
import { median, settle, timeOf } from '../measure.js'
import type { Row } from '../report.js'

const BUDGET = 2
/** Samba takes a while to make accounts; the rows measure rates. */
const MOST_PEOPLE = 2_000
const CHANGED = 500
const AGENT = 'forest'
const CHANGES_AT_ONCE = 8

interface Sample {
  readonly full: number
  readonly fullBaseline: number
  readonly delta: number
  readonly deltaBaseline: number
}

/** A full import of a forest through the active-directory connector, and a delta import of what has changed in it. */
export async function forest(bench: Bench): Promise<Row[]> {
  if (!hasSamba()) {
    bench.say('ad-full-import, ad-delta: left out, there is no Samba that could be started (as root)')
    return []
  }
  const people = Math.min(bench.people, MOST_PEOPLE)
  bench.say(`ad-full-import: a domain controller with ${people.toLocaleString('en-US')} people`)
  const samba = await bench.environment.forest(people)
  const found = await readForest(samba)
  if (found !== people + 1) throw new Error(`the domain controller shows ${found} objects instead of ${people + 1}`)
  const samples: Sample[] = []
  for (let i = 1; i <= bench.repetitions; i++) {
    bench.say(`ad-full-import, ad-delta: ${i} of ${bench.repetitions}`)
    samples.push(await sample(bench, samba, { people, round: i }))
  }
  const of = (name: keyof Sample): number => median(samples.map(each => each[name]))
  return [row('ad-full-import', of('full'), of('fullBaseline')), row('ad-delta', of('delta'), of('deltaBaseline'))]
}

function row(name: string, value: number, baseline: number): Row {
  const ratio = value / baseline
  return { name, value, unit: 'ms', baseline, ratio, budget: `≤ ${BUDGET}×`, ok: ratio <= BUDGET }
}

async function sample(
  { environment }: Bench,
  samba: Samba,
  { people, round }: { people: number; round: number },
): Promise<Sample> {
  process.env.BENCH_AD_PASSWORD = samba.password
  const hub = await createHub(await environment.createDatabase('bench_forest'), configurationOf(samba))
  try {
    await settle(hub.database)
    const full = await counted(hub, 'full-import', people + 1)
    const read = await timeOf(() => readForest(samba))
    const copied = await timeCopy(hub.database, await tablesOf(hub, `step_id = ${full.step}`))
    const { cookie } = await readChanges(samba, Buffer.alloc(0))
    // What is staged already is no work of the delta import.
    await hub.run(AGENT, 'delta-synchronization')
    const changed = Math.min(CHANGED, people)
    await change(samba, changed, round)
    await settle(hub.database)
    const delta = await counted(hub, 'delta-import', changed)
    const asked = await timeOf(async () => {
      const { entries } = await readChanges(samba, cookie)
      if (entries !== changed) throw new Error(`DirSync tells ${entries} changes instead of ${changed}`)
    })
    const pending = [{ name: 'pending_import' }, { name: 'run_detail', where: `step_id = ${delta.step}` }]
    const deltaCopied = await timeCopy(hub.database, pending)
    return {
      full: full.milliseconds,
      fullBaseline: read + copied,
      delta: delta.milliseconds,
      deltaBaseline: asked + deltaCopied,
    }
  } finally {
    await hub.close()
    await environment.dropDatabase('bench_forest')
  }
}

async function counted(hub: BenchHub, step: 'full-import' | 'delta-import', objects: number) {
  const cost = await hub.run(AGENT, step)
  const counter = step === 'full-import' ? 'stage-add' : 'stage-update'
  if (cost.counters[counter] !== objects)
    throw new Error(`the ${step} counts ${counter} ${cost.counters[counter]} times`)
  return cost
}

async function tablesOf(hub: BenchHub, where: string) {
  const agent = await hub.agent(AGENT)
  return [
    { name: entriesOf(agent) },
    { name: referencesOf(agent) },
    { name: 'pending_import' },
    { name: 'run_detail', where },
  ]
}

async function change(samba: Samba, count: number, round: number): Promise<void> {
  const client = new Client({ url: samba.url, tlsOptions: { rejectUnauthorized: false } })
  try {
    await client.bind(samba.bindDn, samba.password)
    const values = [`Title ${round} ${Date.now()}`]
    const one = (i: number) =>
      client.modify(
        accountName(i),
        new Change({ operation: 'replace', modification: new Attribute({ type: 'title', values }) }),
      )
    for (let i = 0; i < count; i += CHANGES_AT_ONCE) {
      await Promise.all(Array.from({ length: Math.min(CHANGES_AT_ONCE, count - i) }, (_, j) => one(i + j)))
    }
  } finally {
    await client.unbind()
  }
}

const configurationOf = ({ url, ca, bindDn }: Samba) =>
  ({
    version: 1,
    agents: {
      [AGENT]: {
        connector: 'active-directory',
        settings: {
          servers: [url],
          tls: { ca },
          bindDn,
          // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference that the configuration resolves
          password: '${env:BENCH_AD_PASSWORD}',
          partitions: [{ dn: FOREST_SUFFIX, containers: { include: [STAFF] } }],
        },
        objects: {
          user: {
            attributes: {
              ...Object.fromEntries(ACCOUNT_ATTRIBUTES.map(name => [name, 'string'])),
              manager: 'reference',
            },
          },
          group: { attributes: { cn: 'string', member: { type: 'reference', multivalued: true } } },
        },
      },
    },
  }) as HubDocument
