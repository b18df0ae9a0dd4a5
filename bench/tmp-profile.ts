import { createApiKey } from '../src/access/create-key.js'
import { serveGraphql } from '../src/graphql/server.js'
import { openQueue } from '../src/runs/queue.js'
import { openRunEventFeed } from '../src/service/run-event-feed.js'
import { benchConfiguration, DIRECTORY } from './configuration.js'
import { startEnvironment } from './environment.js'
import { generatedSource } from './generated-source.js'
import { createClient, throughput } from './http.js'
import { createHub } from './hub.js'
import { median, timeOf } from './measure.js'
import { GRAPH, BY_HAND } from './rows/graph-queries.js'
import { Session } from 'node:inspector/promises'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'

const PEOPLE = 5000
await using environment = await startEnvironment()
const filled = await createHub(await environment.createDatabase('prof'), benchConfiguration(generatedSource('graph directory', PEOPLE), 'graph target'))
await filled.run(DIRECTORY, 'full-import')
await filled.run(DIRECTORY, 'full-synchronization')
await filled.database.query('vacuum (analyze)')
const { database } = filled
const hub: any = { database, queue: await openQueue(database, { worker: false, onError: () => undefined }), events: await openRunEventFeed(database), configurationFolder: process.cwd(), log: { error: (d: any, m: any) => console.error(m, d), info: () => undefined } }
const server = await serveGraphql(hub, { port: 0, host: '127.0.0.1' })
const key = await createApiKey(database, { name: 'bench', scopes: ['reader'] })
const ours = createClient(`${server.url}/graphql`, { authorization: `Bearer ${key}` })
const bare = createServer(async (req, res) => {
  for await (const _ of req);
  const { text, values } = BY_HAND['query-one']
  const { rows } = await database.pool.query({ name: 'bare', text, values: [...values] })
  res.setHeader('content-type', 'application/json'); res.end(JSON.stringify({ data: { personBy: rows[0] } }))
}).listen(0, '127.0.0.1')
await new Promise(r => bare.once('listening', r))
const theirs = createClient(`http://127.0.0.1:${(bare.address() as any).port}/graphql`)
for (const name of ['query-one', 'query-list', 'query-search'] as const) {
  const asked = () => ours.ask(GRAPH[name].query)
  for (let i = 0; i < 300; i++) await asked()
  const s0 = database.statistics.statements
  for (let i = 0; i < 10; i++) await asked()
  console.log(name, 'statements per ask', (database.statistics.statements - s0) / 10)
  const times: number[] = [], hand: number[] = [], http: number[] = []
  const { text, values } = BY_HAND[name]
  for (let i = 0; i < 400; i++) { times.push(await timeOf(asked)); hand.push(await timeOf(() => database.pool.query({ name: `h-${name}`, text, values: [...values] }))); http.push(await timeOf(() => theirs.ask('{x}'))) }
  console.log(name, 'latency', median(times).toFixed(3), 'hand', median(hand).toFixed(3), 'bare http+one', median(http).toFixed(3))
  if (name === (process.env.PROFILE ?? 'query-one')) {
    const session = new Session(); session.connect()
    await session.post('Profiler.enable'); await session.post('Profiler.setSamplingInterval', { interval: 200 }); await session.post('Profiler.start')
    console.log(name, 'rate', (await throughput(8, 8, asked)).toFixed(0))
    const { profile } = await session.post('Profiler.stop')
    writeFileSync('/tmp/prof/one.cpuprofile', JSON.stringify(profile))
  } else console.log(name, 'rate', (await throughput(5, 8, asked)).toFixed(0))
}
console.log('bare rate', (await throughput(4, 8, () => theirs.ask('{x}'))).toFixed(0))
ours.close(); theirs.close(); bare.close(); await server.close(); await hub.events.close(); await hub.queue.stop(); await filled.close(); await environment.dropDatabase('prof')
process.exitCode = 0
