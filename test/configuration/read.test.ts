import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { openConfiguration } from '../../src/configuration/check.js'
import type { ConfigurationError } from '../../src/configuration/configuration-error.js'
import { readConfiguration } from '../../src/configuration/read.js'
import { testConnectors } from './support.js'

let folder: string
const write = (name: string, text: string) => writeFile(path.join(folder, name), text)
const at = (name: string) => path.join(folder, name)

const agent = (objects = '{ }') => `connector: writer, settings: { path: x }, objects: ${objects}`

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'hub-configuration-'))
})
afterEach(() => rm(folder, { recursive: true }))

describe('a folder', () => {
  test('is merged by top-level key, hub.yaml first, then by name', async () => {
    await write('hub.yaml', `version: 1\nagents:\n  main: { ${agent()} }\nmetaverse: { attributes: { a: string } }\n`)
    await write('b.yaml', `agents:\n  b: { ${agent()} }\n`)
    await write(
      'a.yml',
      `version: 1\nagents:\n  a: { ${agent()} }\nmetaverse: { attributes: { b: number }, types: { device: { attributes: [a] } } }\n`,
    )
    await write('notes.txt', 'no: [yaml')
    const { document, folder: start } = await openConfiguration(folder, testConnectors)
    expect(Object.keys(document.agents ?? {})).toEqual(['main', 'a', 'b'])
    expect(document.metaverse).toEqual({
      attributes: { a: 'string', b: 'number' },
      types: { device: { attributes: ['a'] } },
    })
    expect(start).toBe(folder)
  })

  test('names the file of a problem', async () => {
    await write('hub.yaml', 'version: 1\n')
    await write('agents.yaml', `agents:\n  hr: { ${agent('{ x: { attributes: { a: strng } } }')} }\n`)
    const error = (await openConfiguration(folder, testConnectors).catch(
      (thrown: unknown) => thrown,
    )) as ConfigurationError
    expect(error.problems).toMatchObject([
      { message: expect.stringContaining('strng is none of'), where: { file: at('agents.yaml'), line: 2, column: 84 } },
    ])
  })

  test('in which two files say the same is refused, and both are named', async () => {
    await write('a.yaml', `version: 1\nagents:\n  hr: { ${agent()} }\n`)
    await write('b.yaml', `agents:\n  hr: { ${agent()} }\n`)
    const { problems } = await readConfiguration(folder)
    expect(problems).toEqual([
      {
        code: 'configuration.conflict',
        message: 'agents.hr is given in two files',
        hint: `Keep one: the other is in ${at('a.yaml')}.`,
        where: { file: at('b.yaml'), line: 2, column: 3, path: 'agents.hr' },
      },
    ])
  })

  test('with several wrong files tells of all of them', async () => {
    await write('a.yaml', 'a: [1\nb: 2')
    await write('b.yaml', 'a: 1\na: 2')
    const { problems } = await readConfiguration(folder)
    expect(new Set(problems.map(each => each.where?.file))).toEqual(new Set([at('a.yaml'), at('b.yaml')]))
  })

  test('without a file, and nothing at all, say so', async () => {
    await expect(readConfiguration(folder)).rejects.toThrow('holds no *.yaml file')
    await expect(readConfiguration(at('nope.yaml'))).rejects.toThrow('does not exist')
  })
})

describe('a file', () => {
  test('is read with its folder, and aliases are resolved', async () => {
    await write('hub.yaml', `version: 1\nagents:\n  a: &a { ${agent()} }\n  b: *a\n`)
    const { document, folder: start } = await openConfiguration(at('hub.yaml'), testConnectors)
    expect(document.agents?.b).toEqual(document.agents?.a)
    expect(start).toBe(folder)
  })

  test('throws one error with all problems, whose message counts them', async () => {
    await write('hub.yaml', 'version: 3\nagnets: {}\n')
    const error = (await openConfiguration(at('hub.yaml'), testConnectors).catch(
      (thrown: unknown) => thrown,
    )) as ConfigurationError
    expect(error.problems).toHaveLength(2)
    expect(error.message).toContain('(and 1 more)')
    expect(error.problem).toBe(error.problems[0])
  })
})
