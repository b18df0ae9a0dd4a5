// Bundles the page /graphiql into dist/console, from npm packages alone. Done anew only when something of it has changed.
import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))
const OUT = 'dist/console'
const STAMP = `${OUT}/stamp`

const now = createHash('sha256')
for (const file of ['scripts/build-console.js', 'package-lock.json', ...sources()]) now.update(readFileSync(file))
const stamp = now.digest('hex')
if (!existsSync(STAMP) || readFileSync(STAMP, 'utf8') !== stamp) {
  await build({
    entryPoints: {
      graphiql: 'scripts/console/graphiql.js',
      'editor.worker': 'monaco-editor/esm/vs/editor/editor.worker.js',
      'json.worker': 'monaco-editor/esm/vs/language/json/json.worker.js',
      'graphql.worker': 'monaco-graphql/esm/graphql.worker.js',
    },
    outdir: OUT,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    loader: { '.ttf': 'file' },
    define: { 'process.env.NODE_ENV': '"production"' },
    legalComments: 'linked',
    logLevel: 'warning',
  })
  writeFileSync(STAMP, stamp)
}

function sources() {
  return globSync(['scripts/console/*', 'src/client/**/*.ts']).sort()
}
