import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { build } from 'esbuild'

/** An application that has nothing of the hub but what the package exports and says it is made of. */
const APPLICATION = `
import { createClient, HubError, RunProgressDocument, RunsDocument } from 'identity-hub/client'
const client = createClient({ url: 'http://127.0.0.1:9', key: 'hub_x' })
export async function names(): Promise<string[]> {
  const { runs } = await client.request(RunsDocument, { agent: 'hr' })
  for await (const { runProgress } of client.subscribe(RunProgressDocument, { run: 'x' })) console.log(runProgress.number)
  return runs.nodes.map(run => run.profileName)
}
// @ts-expect-error the agent is a text
void client.request(RunsDocument, { agent: 1 }).catch(() => undefined)
client.request(RunsDocument).catch((error: HubError) => console.log(error.code))
`

const STRICT = {
  compilerOptions: {
    module: 'nodenext',
    target: 'es2023',
    lib: ['es2023', 'dom'],
    types: [],
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    verbatimModuleSyntax: true,
    noEmit: true,
  },
  files: ['application.ts'],
}

let folder: string
const run = (program: string, ...parameters: string[]): string =>
  execFileSync(process.execPath, [program, ...parameters], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '' },
  })

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'identity-hub-package-'))
  const at = join(folder, 'node_modules/identity-hub')
  mkdirSync(join(at, 'dist'), { recursive: true })
  mkdirSync(join(folder, 'node_modules/@graphql-typed-document-node'), { recursive: true })
  for (const name of ['graphql', '@graphql-typed-document-node/core'])
    symlinkSync(resolve('node_modules', name), join(folder, 'node_modules', name))
  writeFileSync(join(at, 'package.json'), readFileSync('package.json'))
  execFileSync(process.execPath, [
    'node_modules/typescript/bin/tsc',
    '-p',
    'src/client',
    '--outDir',
    join(at, 'dist/client'),
  ])
  execFileSync(process.execPath, [
    'node_modules/@swc/cli/bin/swc.js',
    'src/client',
    '-d',
    join(at, 'dist'),
    '--strip-leading-paths',
    '--quiet',
  ])
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(STRICT))
  writeFileSync(join(folder, 'application.ts'), APPLICATION)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('an application with strict types and no types of Node compiles against it', () => {
  expect(run(resolve('node_modules/typescript/bin/tsc'))).toBe('')
})

test('it runs in Node, and is small in a browser', async () => {
  const bundle = { bundle: true, format: 'esm', minify: true, outfile: join(folder, 'bundle.js') } as const
  await build({ ...bundle, entryPoints: [join(folder, 'application.ts')], platform: 'browser', logLevel: 'error' })
  expect(run('bundle.js')).toBe('client.unreachable\n')
  expect(readFileSync(bundle.outfile).length).toBeLessThan(40_000)
})

test('the recipes of docs/client.md compile, with documents generated for the graph of the example', () => {
  const recipes = [
    ...readFileSync('docs/client.md', 'utf8').matchAll(/^```(?:ts|yaml)\n(?:\/\/|#) (\S+)\n(.*?)^```$/gms),
  ]
  for (const [, name = '', text = ''] of recipes) writeFileSync(join(folder, name), text)
  const files = recipes.flatMap(([, name = '']) => (name.endsWith('.ts') ? [name] : []))
  expect(files).toEqual(['runs.ts', 'people.ts', 'everything.ts', 'follow.ts', 'page.ts', 'profiles.ts'])
  writeFileSync(join(folder, 'hub.graphql'), readFileSync('schema/example.graphql'))
  for (const name of ['@graphql-codegen', '@types'])
    symlinkSync(resolve('node_modules', name), join(folder, 'node_modules', name))
  run(resolve('node_modules/@graphql-codegen/cli/cjs/bin.js'), '--config', 'codegen.yml', '--silent')
  const { compilerOptions } = STRICT
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: { ...compilerOptions, types: ['node'] }, files }),
  )
  expect(run(resolve('node_modules/typescript/bin/tsc'))).toBe('')
})
