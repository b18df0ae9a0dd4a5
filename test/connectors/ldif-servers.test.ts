import { execFileSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { file } from '../../src/connectors/file/index.js'
import type { AddDelta, Delta } from '../../src/model/delta.js'
import { dnKey } from '../../src/model/dn.js'
import { describeWithServer } from '../support/servers.js'
import { startSlapd } from '../support/slapd.js'
import { PEOPLE_CONTAINER } from './directory.js'
import { withFiles } from './files.js'
import { ADA, BARE, GROUP, ODD, PERSON, TEAM } from './people.js'
import { codesOf, readAll, writeAll } from './reading.js'

// The directory has no boolean attribute without a schema of the tests' own.
const TYPES = [{ ...PERSON, attributes: PERSON.attributes.filter(({ name }) => name !== 'hubActive') }, GROUP]
const OBJECTS: readonly AddDelta[] = [ADA, ODD, BARE, TEAM].map(({ attributes, ...object }) => ({
  ...object,
  attributes: Object.fromEntries(Object.entries(attributes).filter(([name]) => name !== 'hubActive')),
}))

/** Objects by name, in a form that neither the order of values nor the spelling of names changes. */
const byName = (deltas: readonly Delta[]) =>
  new Map(
    deltas.map(delta => {
      const attributes = Object.entries(delta.kind === 'add' ? delta.attributes : {}).map(([name, values]) => {
        const isName = name === 'manager' || name === 'member'
        return [name, values.map(value => (isName ? dnKey(value) : value)).sort()] as const
      })
      return [dnKey(delta.dn), Object.fromEntries(attributes)]
    }),
  )

describeWithServer('slapd', 'LDIF between the hub and OpenLDAP', () => {
  test('slapadd loads what the connector writes, and the connector reads what ldapsearch prints', async () => {
    await withFiles({}, async folder => {
      const opening = {
        connector: file,
        types: TYPES,
        folder,
        settings: { format: 'ldif', path: 'a.ldif', anchor: 'dn' },
      }
      expect(codesOf(await writeAll(opening, OBJECTS))).toEqual(OBJECTS.map(() => 'ok'))
      const written = (await readFile(join(folder, 'a.ldif'), 'utf8')).replace('version: 1\n\n', '')
      const server = await startSlapd({ ldif: `${PEOPLE_CONTAINER}\n${written}` })
      try {
        const login = ['-x', '-H', server.url, '-D', server.rootDn, '-w', server.password]
        const printed = execFileSync('ldapsearch', ['-LLL', ...login, '-b', server.suffix, '*', 'entryUUID'])
        await withFiles({ 'b.ldif': printed }, async other => {
          const settings = { format: 'ldif', path: 'b.ldif' }
          const { deltas, problems } = await readAll({ connector: file, types: TYPES, folder: other, settings })
          expect(problems).toEqual([])
          expect(byName(deltas)).toEqual(byName(OBJECTS))
        })
      } finally {
        await server.stop()
      }
    })
  })
})
