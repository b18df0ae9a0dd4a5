import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'

const PARTS = [
  'src',
  'schema',
  'scripts',
  'docs/connectors',
  'examples/contoso',
  'test/connectors',
  'test/support',
  'package.json',
  'tsconfig.json',
  'jest.config.js',
  'biome.json',
  '.swcrc',
  '.dependency-cruiser.cjs',
]
const JEST = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js']
const SLOW = 600_000

let copy: string

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'hub-connector-new-'))
  for (const part of PARTS) cpSync(part, join(copy, part), { recursive: true })
  symlinkSync(resolve('node_modules'), join(copy, 'node_modules'))
})
afterAll(() => rmSync(copy, { recursive: true, force: true }))

function run(program: string, ...parameters: string[]) {
  const PATH = `${resolve('node_modules/.bin')}${delimiter}${process.env.PATH}`
  const { status, stdout, stderr } = spawnSync(program, parameters, {
    cwd: copy,
    encoding: 'utf8',
    env: { ...process.env, PATH, NODE_OPTIONS: '' },
  })
  return { status, output: stdout + stderr }
}

test(
  'a new connector is registered, keeps the rules of the house and the contract of connectors',
  () => {
    const made = run('node', 'scripts/connector-new.js', 'badge-system')
    expect(made).toMatchObject({ status: 0 })
    const registry = readFileSync(join(copy, 'src/connectors/registry.ts'), 'utf8')
    expect(registry).toContain("import { badgeSystem } from './badge-system/index.js'")
    expect(readFileSync(join(copy, 'docs/connectors/settings.md'), 'utf8')).toContain('## `badge-system`')
    expect(readFileSync(join(copy, 'schema/hub.schema.json'), 'utf8')).toContain('"const": "badge-system"')
    const files = [
      'src/connectors/badge-system',
      'src/connectors/registry.ts',
      'test/connectors/badge-system-conformance.test.ts',
    ]
    expect(run('biome', 'check', '--error-on-warnings', ...files)).toMatchObject({ status: 0 })
    const cruised = run('depcruise', 'src/connectors/badge-system', '--config', '.dependency-cruiser.cjs')
    expect(cruised).toMatchObject({ status: 0 })
    expect(run('tsc', '--noEmit', '--project', '.').output).not.toContain('badge-system')
    const suite = run('node', ...JEST, 'test/connectors/badge-system-conformance', '--runInBand')
    expect(suite).toMatchObject({ status: 0, output: expect.stringMatching(/Tests: +\d+ passed, \d+ total/) })
  },
  SLOW,
)

test.each(['', 'Badge', 'kit', '../x', 'file'])(
  'the name %j is refused, and nothing is written',
  name => {
    const before = readFileSync(join(copy, 'src/connectors/registry.ts'), 'utf8')
    expect(run('node', 'scripts/connector-new.js', name)).toMatchObject({ status: 2 })
    expect(readFileSync(join(copy, 'src/connectors/registry.ts'), 'utf8')).toBe(before)
  },
  60_000,
)
