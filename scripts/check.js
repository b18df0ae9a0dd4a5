// npm run check: every check that needs no server, side by side. Prints only what failed, and ends with 1 then.
import { spawn } from 'node:child_process'

const CHECKS = {
  style: ['biome', 'check', '--error-on-warnings'],
  types: ['tsc', '--project', '.', '--noEmit'],
  direction: ['depcruise', 'src', '--config', '.dependency-cruiser.cjs', '--output-type', 'err-long'],
  unused: ['knip', '--no-progress'],
  'generated files': ['node', '--import', './scripts/typescript.js', 'scripts/schema.js', '--check'],
  'generated documents': ['graphql-codegen', '--config', 'codegen.yml', '--check'],
  'page types': ['tsc', '--project', 'examples/portals/page'],
  'client types': ['tsc', '--project', 'src/client', '--noEmit', '--emitDeclarationOnly', 'false'],
}

const started = performance.now()
const results = await Promise.all(Object.entries(CHECKS).map(([name, command]) => check(name, command)))
for (const { name, output, ok, seconds } of results) {
  process.stdout.write(`${ok ? 'ok    ' : 'FAILED'} ${name} (${seconds.toFixed(1)} s)\n`)
  if (!ok) process.stdout.write(`${output.trimEnd()}\n\n`)
}
process.stdout.write(`${((performance.now() - started) / 1000).toFixed(1)} s\n`)
process.exitCode = results.every(result => result.ok) ? 0 : 1

/** Runs one check; npm has put node_modules/.bin first in PATH. */
function check(name, [program, ...parameters]) {
  const start = performance.now()
  return new Promise(resolve => {
    const child = spawn(program, parameters, { stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32' })
    let output = ''
    const done = ok => resolve({ name, output, ok, seconds: (performance.now() - start) / 1000 })
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', text => {
        output += text
      })
    }
    child.once('error', error => {
      output += error.message
      done(false)
    })
    child.once('close', code => done(code === 0))
  })
}
