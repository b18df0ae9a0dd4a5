import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { connectorNamed, connectors } from '../../src/connectors/registry.js'

const FOLDER = join(import.meta.dirname, '../../src/connectors')
const folders = readdirSync(FOLDER, { withFileTypes: true })
  .filter(one => one.isDirectory() && one.name !== 'kit')
  .map(({ name }) => name)

describe('the registry', () => {
  test('knows every connector folder by its name', () => {
    expect(connectors.map(({ name }) => name).sort()).toEqual([...folders].sort())
    for (const { name } of connectors) expect(connectorNamed(name)?.name).toBe(name)
    expect(connectorNamed('no-such-connector')).toBeUndefined()
  })

  test.each(folders)('%s has the files that every connector has', folder => {
    const files = ['index.ts', 'settings.ts', 'session.ts', 'decode.ts', 'encode.ts', 'README.md']
    // What several connectors speak is in the kit, under the name of the protocol.
    const own = readdirSync(join(FOLDER, folder))
    const sources = own
      .filter(file => file.endsWith('.ts'))
      .map(file => readFileSync(join(FOLDER, folder, file), 'utf8'))
    const shared = new Set(
      sources.flatMap(text => [...text.matchAll(/'\.\.\/(kit\/[a-z]+)\//g)].map(([, path]) => path ?? '')),
    )
    const found = [...own, ...[...shared].flatMap(path => readdirSync(join(FOLDER, path)))]
    expect(found).toEqual(expect.arrayContaining(files))
  })
})
