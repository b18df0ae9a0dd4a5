import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Bench } from '../bench.js'
import { benchConfiguration } from '../configuration.js'
import { objectsOf } from '../data.js'
import { generatedSource } from '../generated-source.js'
import { createHub } from '../hub.js'
import type { Row } from '../report.js'

const BUDGET_MEGABYTES = 400
const DATABASE = 'bench_memory'
const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const COMPILED = fileURLToPath(new URL('../../node_modules/.cache/identity-hub-bench/', import.meta.url))

/** The most memory that a worker has in use while it imports and synchronizes everything. */
export async function memory({ environment, people, say }: Bench): Promise<Row[]> {
  say('memory-mb: a worker imports and synchronizes')
  const url = await environment.createDatabase(DATABASE)
  const hub = await createHub(url, benchConfiguration(generatedSource('directory', people)))
  await hub.close()
  compile()
  const value = await peakOf([url, String(people)])
  await environment.dropDatabase(DATABASE)
  const size = objectsOf(people).toLocaleString('en-US')
  const budget = `≤ ${BUDGET_MEGABYTES} MB at 1,000,000 objects; measured at ${size}`
  return [{ name: 'memory-mb', value, unit: 'MB', baseline: null, ratio: null, budget, ok: value <= BUDGET_MEGABYTES }]
}

/** The worker runs compiled, as it does in production: the compiler itself would take more memory than the work. */
function compile(): void {
  mkdirSync(COMPILED, { recursive: true })
  writeFileSync(`${COMPILED}package.json`, '{ "type": "module" }\n')
  const swc = `${ROOT}node_modules/@swc/cli/bin/swc.js`
  execFileSync(process.execPath, [swc, 'src', 'bench', '--out-dir', COMPILED, '--quiet'], {
    cwd: ROOT,
    stdio: 'inherit',
  })
}

function peakOf(parameters: readonly string[]): Promise<number> {
  const program = `${COMPILED}bench/memory-worker.js`
  // With the option that bin/hub.js runs with.
  const child = spawn(process.execPath, ['--max-semi-space-size=8', program, ...parameters], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', text => {
    output += text
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', code => {
      if (code === 0) resolve(Number(output))
      else reject(new Error(`the worker ended with ${code}`))
    })
  })
}
