import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { applyConfiguration } from '../../../src/configuration/apply.js'
import { checkConfiguration } from '../../../src/configuration/check.js'
import { planConfiguration } from '../../../src/configuration/difference.js'
import { loadRuleSet } from '../../../src/configuration/load.js'
import { readText } from '../../../src/configuration/read.js'
import { type TestDatabase, testDatabase } from '../../support/database.js'
import { testConnectors } from '../support.js'

let held: TestDatabase
beforeAll(async () => {
  held = await testDatabase()
})
afterAll(() => held.drop())

const agent = (extension: string) => `
    connector: writer
    settings: { path: x }
    ${extension}
    objects:
      person: { attributes: { name: string } }`

const DOCUMENT = `version: 1
metaverse: { extension: ./metaverse.ts }
agents:
  hr: ${agent('extension: { file: ./rules/hr.ts, timeLimit: 2 }')}
  it: ${agent('extension: ./rules/it.ts')}
  plain: ${agent('')}
`
const FILES = {
  'rules/hr.ts': "import { yes } from '../lib/words.ts'\nexport default { filter: () => yes }",
  'rules/it.ts': 'export default { filter: () => false }',
  'lib/words.ts': 'export const yes = true',
  'metaverse.ts': 'export default { shouldDelete: () => true }',
}
const checked = (files: Readonly<Record<string, string>> = FILES) =>
  checkConfiguration(readText(DOCUMENT, 'hub.yaml', new Map(Object.entries(files))), testConnectors)
const apply = (files?: Readonly<Record<string, string>>) =>
  applyConfiguration(held.database, checked(files), { author: 'anna' })

test('modules are stored with the version and run from the database', async () => {
  expect(await apply()).toMatchObject({ version: 1, applied: true })
  expect(await apply()).toMatchObject({ version: 1, applied: false })
  const loaded = await loadRuleSet(held.database, testConnectors)
  expect(Object.fromEntries(loaded.files)).toEqual(FILES)
  expect(loaded.rules.supervise).toBeDefined()
  expect(loaded.rules.extension?.shouldDelete).toBeDefined()
  expect(await loadRuleSet(held.database, testConnectors)).toBe(loaded)
})

test('another text is another version, and only who works by it has to synchronize', async () => {
  const { version, applied, plan } = await apply({ ...FILES, 'lib/words.ts': 'export const yes = false' })
  expect({ version, applied }).toEqual({ version: 2, applied: true })
  expect(plan.changes).toEqual([
    {
      path: 'files["lib/words.ts"]',
      kind: 'changed',
      before: 'export const yes = true',
      after: 'export const yes = false',
    },
  ])
  expect(plan.requirements).toEqual([
    { agent: 'hr', needs: 'full-synchronization', because: ['the rules in ./rules/hr.ts changed'] },
    { agent: 'it', needs: 'nothing', because: [] },
    { agent: 'plain', needs: 'nothing', because: [] },
  ])
  const rows = await held.database.query('select version_id, path from configuration_file order by version_id, path')
  expect(rows).toHaveLength(8)
})

test("the metaverse's rules concern every agent", () => {
  const { document, files } = checked()
  const after = new Map([...(files ?? []), ['metaverse.ts', 'export default {}']])
  const { requirements } = planConfiguration(document, document, { before: files ?? new Map(), after })
  expect(requirements.map(({ agent: name, needs }) => [name, needs])).toEqual([
    ['hr', 'full-synchronization'],
    ['it', 'full-synchronization'],
    ['plain', 'full-synchronization'],
  ])
})

test('a document without its modules is refused, and says how to bring them', () => {
  expect(() => checked({})).toThrow('The configuration has no file rules/hr.ts')
})
