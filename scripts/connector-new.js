// npm run connector:new NAME: writes src/connectors/NAME, a small connector that works, and its conformance test, and registers it.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'

const TEMPLATES = 'scripts/connector'
const REGISTRY = 'src/connectors/registry.ts'

const [name] = process.argv.slice(2)
if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name ?? '')) {
  fail(
    'Give it a name: small letters and digits in words joined by hyphens, such as npm run connector:new badge-system',
  )
}
const folder = `src/connectors/${name}`
if (name === 'kit' || existsSync(folder)) fail(`There is ${folder} already.`)

const id = name.replace(/-(.)/g, (_, letter) => letter.toUpperCase())
const type = `${id[0].toUpperCase()}${id.slice(1)}`
const written = readdirSync(TEMPLATES).map(file => {
  const target =
    file === 'conformance.test.ts.txt'
      ? `test/connectors/${name}-conformance.test.ts`
      : `${folder}/${file.slice(0, -4)}`
  const text = readFileSync(`${TEMPLATES}/${file}`, 'utf8')
  return [target, text.replaceAll('__name__', name).replaceAll('__id__', id).replaceAll('__Type__', type)]
})
mkdirSync(folder)
for (const [target, text] of written) writeFileSync(target, text)
register()
// The order of imports and the width of lines and tables depend on the name.
run('biome', ['check', '--write', '--log-level=error', REGISTRY, ...written.map(([target]) => target)])
run('node', ['--import', './scripts/typescript.js', 'scripts/schema.js'])
process.stdout.write(
  [
    `Written: ${written.map(([target]) => target).join(', ')}`,
    `Registered in ${REGISTRY}.`,
    'It keeps objects in a file of JSON lines. Make of it what it is to be, as docs/connectors/writing-one.md says; then: npm run check',
    '',
  ].join('\n'),
)

function register() {
  const text = readFileSync(REGISTRY, 'utf8')
  const imported = text.replace(/\n\n\/\*\*/, `\nimport { ${id} } from './${name}/index.js'\n\n/**`)
  const listed = imported.replace(
    /(readonly Connector\[\] = \[)([^\]]*)\]/,
    (_, before, list) =>
      `${before}${[...list.split(',').map(one => one.trim()), id]
        .filter(one => one !== '')
        .sort((a, b) => a.localeCompare(b))
        .join(', ')}]`,
  )
  if (listed === text) fail(`${REGISTRY} does not look as expected.`)
  writeFileSync(REGISTRY, listed)
}

function run(program, parameters) {
  // npm has put node_modules/.bin first in PATH.
  const { status, stderr } = spawnSync(program, parameters, { encoding: 'utf8', shell: process.platform === 'win32' })
  if (status !== 0) fail(`${program} failed: ${stderr}`)
}

function fail(message) {
  process.stderr.write(`${message}\n`)
  process.exit(2)
}
