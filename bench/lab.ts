import { createServer } from 'node:http'
import { connect } from 'node:net'
import { createApiKey } from '../src/access/create-key.js'
import { startEnvironment } from './environment.js'
import { benchConfiguration, DIRECTORY } from './configuration.js'
import { generatedSource } from './generated-source.js'
import { createClient } from './http.js'
import { createHub } from './hub.js'
import { median, settle, timeOf } from './measure.js'
import { serveHub } from './served-hub.js'
import { BY_HAND, GRAPH } from './rows/graph-queries.js'
// @ts-ignore
import undici from '/tmp/lean/node_modules/undici/index.js'
const env = await startEnvironment()
const people = 5000
const filled = await createHub(await env.createDatabase('lab'), benchConfiguration(generatedSource('graph directory', people), 'graph target'))
await filled.run(DIRECTORY, 'full-import')
await filled.run(DIRECTORY, 'full-synchronization')
await filled.database.query('vacuum (analyze)')
await settle(filled.database)
const served = await serveHub(filled.database, console.error)
const key = await createApiKey(filled.database, { name: 'bench', scopes: ['reader'] })
const url = served.server.url
const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json', accept: 'application/graphql-response+json, application/json' }
const name = (process.env.Q ?? 'query-one') as 'query-one'
const query = GRAPH[name].query
const body = JSON.stringify({ query })
const { text, values } = BY_HAND[name]
const byHand = () => filled.database.pool.query({ name: 'h', text, values: [...values] })
const http = createClient(`${url}/graphql`, headers)
const u = new undici.Client(url)
const viaUndici = async () => JSON.parse(await (await u.request({ path: '/graphql', method: 'POST', headers, body })).body.text())
const bare = createServer((q, s) => { const c: Buffer[] = []; q.on('data', d => c.push(d)); q.on('end', async () => { JSON.parse(Buffer.concat(c).toString()); const r = await byHand(); const t = JSON.stringify(r.rows); s.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(t) }); s.end(t) }) })
await new Promise<void>(r => bare.listen(0, '127.0.0.1', r))
const bareUrl = `http://127.0.0.1:${(bare.address() as any).port}`
const ub = new undici.Client(bareUrl)
const bareUndici = async () => JSON.parse(await (await ub.request({ path: '/graphql', method: 'POST', headers, body })).body.text())
const httpBare = createClient(`${bareUrl}/graphql`, headers)
function raw(to: string) {
  const { port, hostname } = new URL(to)
  const socket = connect(Number(port), hostname); socket.setNoDelay(true)
  let got = '', resolve: (v: unknown) => void
  socket.setEncoding('utf8')
  socket.on('data', d => { got += d; const h = got.indexOf('\r\n\r\n'); if (h < 0) return; const l = Number(/content-length: (\d+)/i.exec(got)![1]); if (got.length >= h + 4 + l) { const b = got.slice(h + 4); got = ''; resolve(JSON.parse(b)) } })
  const message = `POST /graphql HTTP/1.1\r\nhost: ${hostname}:${port}\r\n${Object.entries(headers).map(([a, b]) => `${a}: ${b}`).join('\r\n')}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
  return () => new Promise(r => { resolve = r; socket.write(message) })
}
const r = raw(url), rb = raw(bareUrl)
const seen = new Map<string, any>(); const q0 = filled.database.pool.query.bind(filled.database.pool); let on = true
;(filled.database.pool as any).query = (...a: any[]) => { if (on) seen.set(typeof a[0] === 'string' ? a[0] : a[0].text, a); return (q0 as any)(...a) }
await r(); await r(); on = false
for (const [k, a] of seen) console.log(k, JSON.stringify(a[0].values ?? a[1]), a[0].name)
const ST = [...seen.values()].at(-1)
const st = { name: 'hubstat', text: typeof ST[0] === 'string' ? ST[0] : ST[0].text, values: ST[0].values ?? ST[1] }
console.log((await q0(st)).rows)
const hubSql = () => q0(st)
const all: Record<string, () => Promise<unknown>> = { byHand, hubSql, http: () => http.ask(query), httpBare: async () => { try { await httpBare.ask(query) } catch {} }, viaUndici, bareUndici, raw: r, rawBare: rb }
for (let k = 0; k < 300; k++) for (const f of Object.values(all)) await f()
for (let n = 0; n < 3; n++) {
  const t: Record<string, number[]> = {}
  for (let k = 0; k < 400; k++) for (const [w, f] of Object.entries(all)) (t[w] ??= []).push(await timeOf(f))
  const m = Object.fromEntries(Object.entries(t).map(([w, x]) => [w, median(x)]))
  console.log(Object.entries(m).map(([w, x]) => `${w} ${x.toFixed(3)} (${(x / m.byHand!).toFixed(2)}×)`).join('  '))
}
if (process.env.PROFILE) {
  const { Session } = await import('node:inspector/promises')
  const s = new Session(); s.connect(); await s.post('Profiler.enable'); await s.post('Profiler.setSamplingInterval', { interval: 100 }); await s.post('Profiler.start')
  for (let k = 0; k < 5000; k++) await r()
  const { profile } = await s.post('Profiler.stop'); (await import('node:fs')).writeFileSync('/tmp/q.cpuprofile', JSON.stringify(profile))
}
process.exit((bare.close(), await served.close(), await filled.close(), await env[Symbol.asyncDispose](), 0))
