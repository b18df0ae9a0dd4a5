import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { buildSchema, isObjectType } from 'graphql'
import { COMMANDS } from '../../src/cli/commands/index.js'

const text = readFileSync('docs/automation.md', 'utf8')
const schema = buildSchema(readFileSync('schema/hub.graphql', 'utf8'))

const rows = text
  .split('\n')
  .filter(line => line.startsWith('| ') && !line.startsWith('| MIM ') && !/^\| (cmdlet|tool) /.test(line))
  .map(line => line.split('|').map(cell => cell.trim()))

const codes = (cell: string | undefined): string[] =>
  [...(cell ?? '').matchAll(/`([^`]+)`/g)].map(match => match[1] ?? '')

/** Words of the configuration and of filters, which are no fields. */
const OTHERS = new Set([
  'access.denied',
  'maintenance.keepRunsDays',
  'schedules',
  'where',
  'pendingImport',
  'pendingExport',
])

test('the page has all of MIM, and says of each what does it', () => {
  expect(rows.length).toBeGreaterThan(30)
  for (const [, mim, graph] of rows) expect([mim, graph !== '']).toEqual([mim, true])
})

test.each(
  [...new Set(rows.flatMap(([, , graph]) => codes(graph)))].filter(
    name => !OTHERS.has(name) && !name.startsWith('hub '),
  ),
)('%s is in the graph', name => {
  const [type, field] = name.includes('.') ? name.split('.') : [undefined, name]
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]
  const types = type === undefined ? roots : [schema.getType(type)]
  const found = types.some(each => isObjectType(each) && field !== undefined && field in each.getFields())
  expect([name, found]).toEqual([name, true])
})

test.each([...new Set(rows.flatMap(([, , , line]) => codes(line)))])('%s is a command', line => {
  const words = line.replace(/ --.*/, '').split(' ').slice(1)
  const names = COMMANDS.map(({ usage }) => usage.split(' '))
  expect([line, names.some(usage => words.every((word, i) => usage[i] === word))]).toEqual([line, true])
})
