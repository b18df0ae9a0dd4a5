import { once } from 'node:events'
import { createApiKey } from '../../src/access/create-key.js'
import { nodeId } from '../../src/graphql/node-id.js'
import type { Database } from '../../src/storage/database.js'
import { createRun } from '../../src/storage/runs/create-run.js'
import { appendEvent } from '../../src/storage/runs/events.js'
import type { Bench } from '../bench.js'
import { benchConfiguration, DIRECTORY } from '../configuration.js'
import { forked, gather } from '../crowd.js'
import { generatedSource } from '../generated-source.js'
import { createHub } from '../hub.js'
import type { Row } from '../report.js'
import { serveHub } from '../served-hub.js'

const SOCKETS = 1_000
const EVENTS = 40
const EVERY_MS = 250
const BUDGET_MS = 250
const DATABASE = 'bench_fan_out'

const PROGRESS = `subscription ($run: ID!, $after: Int) { runProgress(runId: $run, after: $after) {
  number kind status progress { done total } counters { name count } } }`

/**
 * How long it takes until a thousand subscribers, each on a socket of its own, have what a worker wrote; beside one client that
 * listens to the database and reads the row by hand.
 */
export async function fanOut({ environment, say }: Bench): Promise<Row[]> {
  say(`fan-out: ${EVENTS} events to ${SOCKETS.toLocaleString('en-US')} sockets`)
  const url = await environment.createDatabase(DATABASE)
  const filled = await createHub(url, benchConfiguration(generatedSource('fan-out', 1), 'fan-out target'))
  const { database } = filled
  const served = await serveHub(database, say)
  const key = await createApiKey(database, { name: 'bench', scopes: ['operator'] })
  const agent = { id: await filled.agent(DIRECTORY), name: DIRECTORY }
  const run = await database.transaction(transaction =>
    createRun(transaction, { agent, profile: 'full-import', steps: [{ type: 'full-import' }], requestedBy: 'bench' }),
  )
  const byHand = await listenByHand(url)
  const crowd = await gather({
    urls: [served.server.url],
    keys: [key],
    query: PROGRESS,
    variables: { run: nodeId('Run', run) },
    after: 0,
    sockets: SOCKETS,
  })
  try {
    await wait(2_000)
    const sent = await tell(database, run)
    await wait(2_000)
    const { told, times } = await crowd.report()
    const complete = told.filter(({ events }) => [...sent.keys()].every(number => events.includes(String(number))))
    const served = complete.reduce((sum, { sockets }) => sum + sockets, 0)
    if (served !== SOCKETS) throw new Error(`${served} of ${SOCKETS} sockets were told everything`)
    const waits = [...sent].flatMap(([number, at]) => (times[number] ?? []).map(time => time - at))
    const heard = await byHand()
    const plain = [...sent].map(([number, at]) => (heard.get(number) ?? Number.NaN) - at)
    const [value, baseline] = [percentile(waits, 0.99), percentile(plain, 0.99)]
    const ok = value <= BUDGET_MS
    return [{ name: 'fan-out', value, unit: 'ms', baseline, ratio: value / baseline, budget: `≤ ${BUDGET_MS} ms`, ok }]
  } finally {
    await crowd.leave()
    await served.close()
    await filled.close()
    await environment.dropDatabase(DATABASE)
  }
}

/** Writes events as a worker does. Answers when each was asked for, by its number; milliseconds since 1970. */
async function tell(database: Database, run: number): Promise<Map<number, number>> {
  const sent = new Map<number, number>()
  for (let done = 0; done < EVENTS; done++) {
    const at = now()
    const data = { done, total: EVENTS, rate: 10, remainingSeconds: null, counters: { 'stage-add': done } }
    sent.set(await appendEvent(database, { run, kind: 'progress', step: 1, data }), at)
    await wait(EVERY_MS)
  }
  return sent
}

/** Answers, when asked at the end, when it had each event. */
async function listenByHand(url: string): Promise<() => Promise<Map<number, number>>> {
  const listener = forked('listener-worker.ts', [url])
  await once(listener, 'message')
  return async () => {
    listener.send('over')
    const [times] = await once(listener, 'message')
    return new Map(times as [number, number][])
  }
}

const now = (): number => performance.timeOrigin + performance.now()
const wait = (milliseconds: number): Promise<void> => new Promise(done => setTimeout(done, milliseconds))

function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN
}
