import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { DOCUMENT, type World, world } from './support.js'

let held: World

beforeAll(async () => {
  held = await world()
  // The sources that the world has: only the module is new.
  const written = DOCUMENT(held.hr.name.replace(/-?hr$/, '')) as { metaverse: object }
  document = JSON.stringify({ ...written, metaverse: { ...written.metaverse, extension: './rules.ts' } })
})
afterAll(() => held.close())

const ask = async (query: string, variables?: object) => {
  const { data, errors } = await held.ask(query, variables)
  expect(errors).toBeUndefined()
  return data
}

const APPLY = `mutation ($input: ApplyConfigurationInput!) {
  applyConfiguration(input: $input) { applied configuration { version files { path content } } problems { code message where { file line } } }
}`
const PLAN = `mutation ($input: PlanConfigurationInput!) {
  planConfiguration(input: $input) { changes { path kind before after } requirements { agent needs } problems { code message } }
}`
let document: string
const files = (content: string) => [{ path: 'rules.ts', content }]
const GOOD = 'export default { shouldDelete: (): boolean => true }'

test('modules go in with a document, and come out with its version', async () => {
  const { planConfiguration: plan } = await ask(PLAN, { input: { document, files: files(GOOD) } })
  expect(plan.problems).toEqual([])
  expect(plan.changes).toContainEqual({
    path: 'files["rules.ts"]',
    kind: 'ADDED',
    before: null,
    after: JSON.stringify(GOOD),
  })
  expect(new Set(plan.requirements.map((each: { needs: string }) => each.needs))).toEqual(
    new Set(['FULL_SYNCHRONIZATION']),
  )
  const { applyConfiguration: applied } = await ask(APPLY, { input: { document, files: files(GOOD) } })
  expect(applied).toMatchObject({ applied: true, problems: [], configuration: { files: files(GOOD) } })
  const { configuration } = await ask(
    '{ configuration { files { path content } versions(first: 2) { nodes { files { path } } } } }',
  )
  expect(configuration).toEqual({
    files: files(GOOD),
    versions: { nodes: [{ files: [{ path: 'rules.ts' }] }, { files: [] }] },
  })
})

test('a document without its modules, and a wrong module, are refused with a place', async () => {
  const without = await ask(APPLY, { input: { document } })
  expect(without.applyConfiguration.problems[0].message).toBe('The configuration has no file rules.ts')
  const wrong = await ask(APPLY, {
    input: { document, files: files('\nexport default { shouldDelete: () => tr ue }') },
  })
  expect(wrong.applyConfiguration).toMatchObject({
    applied: false,
    configuration: null,
    problems: [{ code: 'configuration.syntax', where: { file: 'rules.ts', line: 2 } }],
  })
})
