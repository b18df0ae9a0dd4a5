// npm run schema: writes the generated files of schema/ and docs/. With --check: says which differ from their sources, and ends with 1.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Each generated file with the function that gives its text. */
const GENERATED = [
  { file: 'schema/hub.graphql', module: 'src/graphql/print-graph.ts', name: 'printGraph' },
  { file: 'src/metaverse/generated/taken-names.ts', module: 'src/graphql/print-graph.ts', name: 'printTakenNames' },
  { file: 'schema/example.graphql', module: 'src/graphql/print-graph.ts', name: 'printExampleGraph' },
  { file: 'docs/access-matrix.md', module: 'src/graphql/access-matrix.ts', name: 'printAccessMatrix' },
  { file: 'schema/hub.schema.json', module: 'src/configuration/json-schema.ts', name: 'printJsonSchema' },
  { file: 'docs/connectors/settings.md', module: 'src/configuration/print-settings.ts', name: 'printSettings' },
]

const isCheck = process.argv.includes('--check')
const stale = []
for (const { file, module, name } of GENERATED) {
  const path = at(file)
  const source = at(module)
  // A part of the hub that is not there has no generated file either; one without the other is an error.
  if (!existsSync(source) && !existsSync(path)) continue
  const text = await (await import(source))[name]()
  if (existsSync(path) && readFileSync(path, 'utf8') === text) continue
  stale.push(file)
  if (isCheck) continue
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

if (stale.length > 0) process.stdout.write(`${isCheck ? 'Out of date' : 'Written'}: ${stale.join(', ')}\n`)
if (stale.length > 0 && isCheck) {
  process.stdout.write('Run "npm run schema" and commit the result.\n')
  process.exitCode = 1
}

function at(path) {
  return fileURLToPath(new URL(`../${path}`, import.meta.url))
}
