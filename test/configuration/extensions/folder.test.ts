import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { openConfiguration } from '../../../src/configuration/check.js'
import type { ConfigurationError } from '../../../src/configuration/configuration-error.js'
import { testConnectors } from '../support.js'

let home: string
let folder: string
const at = (name: string) => path.join(folder, name)
const write = async (name: string, text: string) => {
  await mkdir(path.dirname(at(name)), { recursive: true })
  await writeFile(at(name), text)
}
const document = (extension: string) => `version: 1
agents:
  hr:
    connector: writer
    settings: { path: x }
    extension: ${extension}
    objects:
      person: { attributes: { name: string }, filter: extension }
`
const open = () => openConfiguration(folder, testConnectors)
const problems = async () => ((await open().catch((error: unknown) => error)) as ConfigurationError).problems

beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'hub-extensions-'))
  folder = path.join(home, 'configuration')
  await mkdir(folder)
  await write('hub.yaml', document('./rules/hr.ts'))
})
afterEach(() => rm(home, { recursive: true }))

const RULES = 'export default { filter: () => false }'

test('the modules that are named are read, with what they import and nothing else', async () => {
  await write(
    'rules/hr.ts',
    `import { no } from '../lib/no.ts'\nimport './more.ts'\nexport default { filter: () => no }`,
  )
  await write('rules/more.ts', "import { no } from '../lib/no.ts'\nvoid no")
  await write('lib/no.ts', 'export const no: boolean = false')
  await write('rules/idle.ts', 'not even TypeScript')
  const { files } = await open()
  expect([...(files ?? [])].map(([file]) => file)).toEqual(['rules/hr.ts', 'lib/no.ts', 'rules/more.ts'])
  expect(files?.get('lib/no.ts')).toBe('export const no: boolean = false')
})

test('a problem names the file, the line and the column; one in the document names the document', async () => {
  await write('rules/hr.ts', 'export default {\n  filter: () => fal se,\n}')
  expect(await problems()).toMatchObject([
    { code: 'configuration.syntax', where: { file: at('rules/hr.ts'), line: 2, column: 21 } },
  ])
  await write('rules/hr.ts', 'export default { projection: () => null }')
  expect(await problems()).toMatchObject([
    { message: 'The rules extension of hr has no filter', where: { file: at('hub.yaml'), line: 8 } },
  ])
  await write('rules/hr.ts', 'const a = {}\nconst b = a.b.c\nexport default { filter: () => b }')
  expect(await problems()).toMatchObject([
    {
      message: expect.stringContaining('rules/hr.ts fails when it is loaded: TypeError'),
      where: { file: at('rules/hr.ts'), line: 2 },
    },
  ])
})

test.each([
  ['./rules/gone.ts', 'There is no file rules/gone.ts'],
  ['../outside.ts', "../outside.ts is outside the configuration's folder"],
  ['/etc/rules.ts', "/etc/rules.ts is outside the configuration's folder"],
  ['./rules', 'rules is no TypeScript file'],
  ['./folder.ts', 'folder.ts cannot be read'],
])('%s', async (extension, message) => {
  await write('hub.yaml', document(extension))
  await mkdir(at('folder.ts'))
  await writeFile(path.join(home, 'outside.ts'), RULES)
  expect((await problems())[0]).toMatchObject({
    message: expect.stringContaining(message),
    where: { file: at('hub.yaml'), line: 6, column: 16, path: 'agents.hr.extension' },
  })
})

test('a link may not lead out of the folder, nor an import', async () => {
  await writeFile(path.join(home, 'outside.ts'), RULES)
  await mkdir(at('rules'))
  await symlink(path.join(home, 'outside.ts'), at('rules/hr.ts'))
  expect((await problems())[0]?.message).toBe("rules/hr.ts is a link that leads out of the configuration's folder")
  await rm(at('rules/hr.ts'))
  await write('rules/hr.ts', "\nimport { x } from '../../outside.ts'\nexport default {}")
  expect((await problems())[0]).toMatchObject({
    message: "../outside.ts is outside the configuration's folder",
    where: { file: at('rules/hr.ts'), line: 2, column: 1 },
  })
})

test('a link within the folder is a file like others', async () => {
  await write('shared/hr.ts', RULES)
  await mkdir(at('rules'))
  await symlink(at('shared/hr.ts'), at('rules/hr.ts'))
  expect([...((await open()).files ?? [])]).toEqual([['rules/hr.ts', RULES]])
})
