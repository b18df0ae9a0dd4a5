import { to as copyTo } from 'pg-copy-streams'
import { createApiKey } from '../../src/access/create-key.js'
import type { Database } from '../../src/storage/database.js'
import { answerByHand } from '../baselines/answer-by-hand.js'
import type { Bench } from '../bench.js'
import { benchConfiguration, DIRECTORY } from '../configuration.js'
import { generatedSource } from '../generated-source.js'
import { type Client, createClient, throughput } from '../http.js'
import { createHub } from '../hub.js'
import { median, settle, timeOf } from '../measure.js'
import { startPeer } from '../peer.js'
import type { Row } from '../report.js'
import { serveHub } from '../served-hub.js'
import { BY_HAND, GRAPH, PEER } from './graph-queries.js'

const LATENCY_BUDGET = 2
const TIMES = 200
const SECONDS = 4
const CLIENTS = 8
const DATABASE = 'bench_graph'

/**
 * What an application asks the graph, over HTTP: how long one answer takes beside the SQL that somebody would write by hand, and how
 * many there are a second beside PostGraphile on tables made for it in the same database.
 */
export async function graph(bench: Bench): Promise<Row[]> {
  const { environment, people, say } = bench
  say(`graph: filling a hub with ${people.toLocaleString('en-US')} people`)
  const filled = await createHub(
    await environment.createDatabase(DATABASE),
    benchConfiguration(generatedSource('graph directory', people), 'graph target'),
  )
  await filled.run(DIRECTORY, 'full-import')
  await filled.run(DIRECTORY, 'full-synchronization')
  await filled.database.query('vacuum (analyze)')
  await settle(filled.database)
  const { database } = filled
  const served = await serveHub(database, say)
  const peer = await startPeer(database)
  const key = await createApiKey(database, { name: 'bench', scopes: ['reader'] })
  const [ours, theirs] = [
    createClient(`${served.server.url}/graphql`, { authorization: `Bearer ${key}` }),
    createClient(peer.url),
  ]
  try {
    const rows: Row[] = []
    for (const name of ['query-list', 'query-one', 'query-search'] as const) {
      say(`graph: ${name}`)
      rows.push(await latency(name, ours, database), await answers(name, ours, theirs))
    }
    say('graph: bulk-export')
    rows.push(await bulkExport(ours, database, people))
    return rows
  } finally {
    ours.close()
    theirs.close()
    await peer.close()
    await served.close()
    await filled.close()
    await environment.dropDatabase(DATABASE)
  }
}

type Name = keyof typeof GRAPH

/**
 * One after the other, turn and turn about, so that all see the same machine. Who writes SQL by hand has to answer the application too:
 * the hub is held to that; what the SQL takes alone is told beside it.
 */
async function latency(name: Name, ours: Client, database: Database): Promise<Row> {
  const { text, values } = BY_HAND[name]
  const sql = () => database.pool.query({ name: `bench-${name}`, text, values: [...values] })
  const server = await answerByHand(sql)
  const client = createClient(server.url)
  const { query, size } = GRAPH[name]
  const [asked, byHand] = [() => ours.ask(query), () => client.ask(text)]
  try {
    const { rows } = await byHand()
    const found = size(await asked())
    const expected = (rows as unknown[]).length
    if (found !== expected || found === 0) throw new Error(`${name}: ${found} and ${expected} answers`)
    for (let i = 0; i < TIMES / 4; i++) await Promise.all([asked(), byHand(), sql()])
    const times = { ours: [] as number[], byHand: [] as number[], sql: [] as number[] }
    for (let i = 0; i < TIMES; i++) {
      times.ours.push(await timeOf(asked))
      times.byHand.push(await timeOf(byHand))
      times.sql.push(await timeOf(sql))
    }
    const [value, alone] = [median(times.ours), median(times.sql)]
    const row = against(name, 'ms', { value, baseline: median(times.byHand) }, LATENCY_BUDGET)
    return { ...row, budget: `${row.budget}; SQL without HTTP: ${alone.toFixed(2)} ms, ${(value / alone).toFixed(2)}×` }
  } finally {
    client.close()
    server.close()
  }
}

function against(
  name: string,
  unit: string,
  { value, baseline }: { readonly value: number; readonly baseline: number },
  budget: number,
): Row {
  const ratio = value / baseline
  return { name, value, unit, baseline, ratio, budget: `≤ ${budget}×`, ok: ratio <= budget }
}

async function answers(name: Name, ours: Client, theirs: Client): Promise<Row> {
  const [mine, peers] = [() => ours.ask(GRAPH[name].query), () => theirs.ask(PEER[name])]
  const rates = { mine: [] as number[], peers: [] as number[] }
  for (let i = 0; i < 3; i++) {
    rates.mine.push(await throughput(SECONDS, CLIENTS, mine))
    rates.peers.push(await throughput(SECONDS, CLIENTS, peers))
  }
  const [value, baseline] = [median(rates.mine), median(rates.peers)]
  const ratio = value / baseline
  return { name: `${name}-rate`, value, unit: '/s', baseline, ratio, budget: '≥ 1×', ok: ratio >= 1 }
}

const FIELDS = 'id,accountName,displayName,givenName,sn,mail,title,department,manager.id'

async function bulkExport(ours: Client, database: Database, people: number): Promise<Row> {
  const times = { ours: [] as number[], byHand: [] as number[] }
  for (let i = 0; i < 3; i++) {
    times.ours.push(await timeOf(() => ours.download(`/export/people?fields=${FIELDS}`)))
    times.byHand.push(await timeOf(() => copyByHand(database, people)))
  }
  const [value, baseline] = [median(times.ours) / 1_000, median(times.byHand) / 1_000]
  return against('bulk-export', 's', { value, baseline }, LATENCY_BUDGET)
}

async function copyByHand(database: Database, people: number): Promise<void> {
  const client = await database.pool.connect()
  try {
    const copied = client.query(
      copyTo(`copy (select row_to_json(r) from (select o.id, o.attributes->'accountName'->0 as "accountName", o.attributes->'displayName'->0 as "displayName",
        o.attributes->'givenName'->0 as "givenName", o.attributes->'sn'->0 as sn, o.attributes->'mail'->0 as mail, o.attributes->'title'->0 as title,
        o.attributes->'department'->0 as department,
        (select json_build_object('id', m.target_id) from metaverse_reference m join metaverse_object p on p.id = m.target_id
          where m.object_id = o.id and m.attribute = 'manager' and p.type = 'person' limit 1) as manager
        from metaverse_object o where o.type = 'person' order by o.id) r) to stdout`),
    )
    for await (const _chunk of copied);
    if (copied.rowCount !== people) throw new Error(`${copied.rowCount} people were copied`)
  } finally {
    client.release()
  }
}
