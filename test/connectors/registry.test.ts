import { existsSync, readdirSync } from 'node:fs'
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
    const shared = join(FOLDER, 'kit', folder)
    const found = [join(FOLDER, folder), ...(existsSync(shared) ? [shared] : [])].flatMap(each => readdirSync(each))
    expect(found).toEqual(expect.arrayContaining(files))
  })
})
