import pg from 'pg'
import { DIRECTORY } from './configuration.js'
import { BIG_GROUP, groupAnchor, personName } from './data.js'
import { startEnvironment } from './environment.js'
import { settledHub } from './settled-hub.js'
const env = await startEnvironment()
const people = 20000
const settled = await settledHub({ environment: env, people, repetitions: 3, say: console.error } as any, { name: 'one-member', people, changing: [people + BIG_GROUP] })
const { hub, source } = settled
const seen = new Map<string, { n: number; ms: number; named: boolean }>()
let on = false, trace = false, k = 0; const order: [number, number, string][] = []
const orig = pg.Client.prototype.query as any
;(pg.Client.prototype as any).query = function (a: any, b: any, c: any) {
  if (!on || typeof a?.submit === 'function') return orig.call(this, a, b, c)
  const text = typeof a === 'string' ? a : a.text
  const start = performance.now()
  const i = ++k; const note = () => { if (trace) order.push([i, performance.now() - start, text]); const s = seen.get(text) ?? { n: 0, ms: 0, named: a.name !== undefined }; s.n++; s.ms += performance.now() - start; seen.set(text, s) }
  const cb = typeof b === 'function' ? b : typeof c === 'function' ? c : undefined
  if (cb) { const w = (...x: any[]) => { note(); cb(...x) }; return typeof b === 'function' ? orig.call(this, a, w) : orig.call(this, a, b, w) }
  const p = orig.call(this, a, b); p.then?.(note, note); return p
}
let ms = 0, wall = 0, st = 0
for (let i = 0; i < 40; i++) {
  on = i >= 20; trace = i === 39
  source.modify(groupAnchor(BIG_GROUP), { member: [{ operation: 'add', values: [personName(2 * i + 11)] }] })
  const a = await hub.run(DIRECTORY, 'delta-import'); const b = await hub.run(DIRECTORY, 'delta-synchronization')
  if (on) { ms += a.databaseMilliseconds + b.databaseMilliseconds; wall += a.milliseconds + b.milliseconds; st += a.statements + b.statements }
}
console.log('db ms', ms / 20, 'wall', wall / 20, 'statements', st / 20)
for (const [t, { n, ms, named }] of [...seen].sort((x, y) => y[1].ms - x[1].ms).slice(0, 70)) console.log((ms / 20).toFixed(2), (n / 20).toFixed(1), named ? 'P' : '-', t.replace(/\s+/g, ' ').slice(0, 150))
for (const [i, ms, t] of order.sort((a,b)=>a[0]-b[0])) console.log('T', i, ms.toFixed(2), t.replace(/\s+/g, ' ').slice(0, 110))
process.exit((await settled.close(), await env[Symbol.asyncDispose](), 0))
