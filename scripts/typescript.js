// Lets Node run the TypeScript sources as they are: `node --import ./scripts/typescript.js <file>.ts`.
// Node's own type stripping neither maps './x.js' to './x.ts' nor compiles the decorators of the graph.
import { hash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'
import { transformSync, version } from '@swc/core'

const { $schema, ...options } = JSON.parse(readFileSync(new URL('../.swcrc', import.meta.url), 'utf8'))
// Programs of a thousand sources are started again and again: what was compiled is kept.
const KEPT = new URL('../node_modules/.cache/typescript/', import.meta.url)
const COMPILER = JSON.stringify([version, options])
mkdirSync(KEPT, { recursive: true })

registerHooks({
  resolve(specifier, context, next) {
    if (/^\.{1,2}\//.test(specifier) && specifier.endsWith('.js') && context.parentURL?.endsWith('.ts')) {
      const source = new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL)
      if (existsSync(source)) return { url: source.href, format: 'module', shortCircuit: true }
    }
    return next(specifier, context)
  },
  load(url, context, next) {
    if (!url.startsWith('file:') || !url.endsWith('.ts')) return next(url, context)
    return { format: 'module', source: compiled(fileURLToPath(url)), shortCircuit: true }
  },
})

function compiled(filename) {
  const text = readFileSync(filename, 'utf8')
  const kept = new URL(`${hash('sha256', `${COMPILER}\0${filename}\0${text}`)}.js`, KEPT)
  if (existsSync(kept)) return readFileSync(kept, 'utf8')
  const { code } = transformSync(text, { ...options, filename, configFile: false, swcrc: false })
  // Another process may be about to write the same.
  const written = new URL(`${kept.href}.${process.pid}`)
  writeFileSync(written, code)
  renameSync(written, kept)
  return code
}
