import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'

interface Cruise {
  readonly summary: {
    readonly totalCruised: number
    readonly violations: readonly {
      readonly from: string
      readonly to: string
      readonly rule: { readonly name: string }
    }[]
  }
}

/** Runs dependency-cruiser with the project's rules on the `src` of a folder. */
function cruise(folder: string): Cruise {
  const program = resolve('node_modules/dependency-cruiser/bin/dependency-cruiser.mjs')
  const parameters = [program, 'src', '--config', resolve('.dependency-cruiser.cjs'), '--output-type', 'json']
  const { stdout, stderr } = spawnSync(process.execPath, parameters, {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    env: { ...process.env, NODE_OPTIONS: '' },
  })
  if (stdout === '') throw new Error(stderr)
  return JSON.parse(stdout)
}

/** One file for each violation, with what it imports and the rule that has to catch it. */
const PLANTED = [
  ['src/model/person.ts', '../sync/plan.js', 'model-looks-left'],
  ['src/runs/runner.ts', '../graphql/server.js', 'runs-looks-left'],
  ['src/sync/plan.ts', 'node:fs', 'pure-core'],
  ['src/connectors/ldap/session.ts', '../file/session.js', 'connectors-are-strangers'],
  ['src/runs/import.ts', '../connectors/ldap/session.js', 'connectors-by-registry-only'],
  ['src/storage/decide.ts', '../sync/plan.js', 'storage-holds-no-decisions'],
  ['src/access/one.ts', './other.js', 'no-cycles'],
  ['src/runs/query.ts', 'pg', 'one-home-for-pg'],
  ['src/client/client.ts', '../model/value.js', 'client-stands-alone'],
  ['src/cli/ask.ts', '../client/client.js', 'client-is-for-others'],
] as const

let fixture: string

beforeAll(() => {
  fixture = mkdtempSync(join(tmpdir(), 'identity-hub-direction-'))
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(fixture, path)), { recursive: true })
    writeFileSync(join(fixture, path), text)
  }
  write('tsconfig.json', '{ "compilerOptions": { "module": "nodenext" } }')
  write('package.json', '{ "type": "module", "dependencies": { "pg": "*" } }')
  write('node_modules/pg/package.json', '{ "name": "pg", "version": "1.0.0", "main": "index.js" }')
  write('node_modules/pg/index.js', 'module.exports = {}')
  write('src/access/other.ts', `export * from './one.js'\n`)
  write('src/graphql/server.ts', `export * from '../model/value.js'\n`)
  write('src/model/value.ts', 'export const value = 1\n')
  write('src/connectors/file/session.ts', `export * from '../../model/value.js'\n`)
  for (const [path, target] of PLANTED) write(path, `export * from '${target}'\n`)
})

afterAll(() => rmSync(fixture, { recursive: true, force: true }))

test('every planted violation is caught, and nothing else', () => {
  const { summary } = cruise(fixture)
  const caught = summary.violations.map(({ from, rule }) => `${from} ${rule.name}`)
  for (const [path, , rule] of PLANTED) expect(caught).toContain(`${path} ${rule}`)
  const innocent = ['src/graphql/server.ts', 'src/model/value.ts', 'src/connectors/file/session.ts']
  expect(summary.violations.filter(({ from }) => innocent.includes(from))).toEqual([])
})

test('the hub keeps the direction, and all of it was looked at', () => {
  const { summary } = cruise('.')
  expect(summary.violations.map(({ from, to, rule }) => `${from} → ${to}: ${rule.name}`)).toEqual([])
  expect(summary.totalCruised).toBeGreaterThan(50)
})
