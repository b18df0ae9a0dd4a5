// One client that listens to the database and reads by hand what is told, and remembers when it had it.
import pg from 'pg'
import { RUN_EVENT_CHANNEL } from '../src/storage/runs/events.js'

const [url = ''] = process.argv.slice(2)
const client = new pg.Client({ connectionString: url })
const times: [number: number, at: number][] = []
await client.connect()
client.on('notification', async ({ payload = '' }) => {
  const [run, number] = payload.split(':').map(Number)
  await client.query({
    name: 'event',
    text: 'select * from run_event where run_id = $1 and number = $2',
    values: [run, number],
  })
  times.push([number ?? 0, performance.timeOrigin + performance.now()])
})
await client.query(`listen ${RUN_EVENT_CHANNEL}`)
process.on('message', async () => {
  process.send?.(times)
  await client.end()
  process.disconnect()
})
process.send?.('listening')
