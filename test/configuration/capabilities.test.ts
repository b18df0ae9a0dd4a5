import { describe, expect, test } from '@jest/globals'
import { inspectConfiguration } from '../../src/configuration/check.js'
import { readText } from '../../src/configuration/read.js'
import { registeredConnectors } from '../../src/configuration/registered-connectors.js'

const agent = (connector: string, settings: object, profile: string, more = '') => `version: 1
agents:
  hr:
    connector: ${connector}
    settings: ${JSON.stringify(settings)}
    objects: { person: { attributes: { cn: string } } }
    runProfiles: { one: [${profile}] }
${more}`
const problemsOf = (text: string) =>
  inspectConfiguration(readText(text), registeredConnectors).problems.map(({ message, hint }) => `${message}. ${hint}`)

describe('what a connector can do with its settings is what a configuration may ask', () => {
  const ldif = { path: 'hr.ldif', format: 'ldif' }
  const program = (...capabilities: string[]) => ({ command: ['hr'], capabilities })

  test.each([
    [
      'a delta import of a file with a file of changes',
      agent('file', { ...ldif, deltaPath: 'd.ldif' }, 'delta-import'),
    ],
    ['an export to a program that promises it', agent('command', program('export'), 'export')],
    [
      'a watch of a program that promises it',
      agent(
        'command',
        program('full-import', 'watch'),
        'full-import',
        'schedules: { now: { watch: hr, runs: [{ agent: hr, profile: one }] } }',
      ),
    ],
  ])('%s', (_, text) => {
    expect(problemsOf(text)).toEqual([])
  })

  test.each([
    [
      'a delta import of a file without one',
      agent('file', ldif, 'delta-import'),
      'file has no delta-import. It can with other settings',
    ],
    [
      'a delta import of a database without a way to learn of changes',
      agent(
        'sql',
        {
          database: 'postgresql',
          url: 'postgres://localhost/hr',
          objects: { person: { table: 'people', key: 'id' } },
        },
        'delta-import',
      ),
      'sql has no delta-import. It can with other settings',
    ],
    [
      'an export to a program that only reads',
      agent('command', program('full-import'), 'export'),
      'command has no export',
    ],
    [
      'a watch of a program that does not promise it',
      agent(
        'command',
        program('full-import'),
        'full-import',
        'schedules: { now: { watch: hr, runs: [{ agent: hr, profile: one }] } }',
      ),
      'cannot watch',
    ],
  ])('not %s', (_, text, message) => {
    expect(problemsOf(text)).toEqual([expect.stringContaining(message)])
  })
})
