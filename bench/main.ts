import { parseArgs } from 'node:util'
import type { Bench } from './bench.js'
import { type Environment, startEnvironment } from './environment.js'
import { type Row, toJsonLine, toTable } from './report.js'
import { delta } from './rows/delta.js'
import { fanOut } from './rows/fan-out.js'
import { forest } from './rows/forest.js'
import { fullImport } from './rows/full-import.js'
import { fullSync } from './rows/full-sync.js'
import { graph } from './rows/graph.js'
import { ldapDelta } from './rows/ldap-delta.js'
import { memory } from './rows/memory.js'
import { oneMember } from './rows/one-member.js'
import { sqlFullImport } from './rows/sql-full-import.js'
import { whatIf } from './rows/what-if.js'

/** What measures which rows, in the order in which they are printed. */
const MEASURED: readonly { readonly names: readonly string[]; readonly measure: (bench: Bench) => Promise<Row[]> }[] = [
  { names: ['full-import', 'full-import-unchanged'], measure: fullImport },
  { names: ['ad-full-import', 'ad-delta'], measure: forest },
  { names: ['full-sync'], measure: fullSync },
  { names: ['delta-100'], measure: delta },
  { names: ['ldap-delta'], measure: ldapDelta },
  { names: ['one-member'], measure: oneMember },
  { names: ['what-if'], measure: whatIf },
  { names: ['sql-full-import'], measure: sqlFullImport },
  {
    names: [
      'query-list',
      'query-list-rate',
      'query-one',
      'query-one-rate',
      'query-search',
      'query-search-rate',
      'bulk-export',
    ],
    measure: graph,
  },
  { names: ['fan-out'], measure: fanOut },
  { names: ['memory-mb'], measure: memory },
]
const FEWEST_PEOPLE = 1_000

await main()

async function main(): Promise<void> {
  const { people, json, only } = options()
  const rows: Row[] = []
  {
    await using environment = await startEnvironment()
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void interrupt(environment))
    const bench: Bench = {
      environment,
      people,
      repetitions: people > 200_000 ? 1 : 3,
      say: line => process.stderr.write(`${line}\n`),
    }
    for (const { names, measure } of MEASURED) {
      if (!names.some(name => only.includes(name))) continue
      for (const row of await measure(bench)) {
        if (!only.includes(row.name)) continue
        rows.push(row)
        if (json) process.stdout.write(`${toJsonLine(row)}\n`)
      }
    }
  }
  if (!json) process.stdout.write(`${toTable(rows)}\n`)
}

/** The servers would outlive this process. */
async function interrupt(environment: Environment): Promise<void> {
  process.stderr.write('Interrupted: stopping the servers …\n')
  // What is under way fails now, and need not be told.
  process.on('uncaughtException', () => undefined)
  await environment[Symbol.asyncDispose]()
  process.exit(130)
}

function options(): { people: number; json: boolean; only: readonly string[] } {
  const known = MEASURED.flatMap(each => each.names)
  const { values } = parseArgs({
    options: {
      people: { type: 'string', default: '100000' },
      json: { type: 'boolean', default: false },
      only: { type: 'string', default: known.join(',') },
    },
  })
  const people = Number(values.people)
  if (!Number.isInteger(people) || people < FEWEST_PEOPLE)
    fail(`--people wants a whole number from ${FEWEST_PEOPLE} on`)
  const only = values.only.split(',')
  const unknown = only.filter(name => !known.includes(name))
  if (unknown.length > 0) fail(`--only does not know ${unknown.join(', ')}; there are ${known.join(', ')}`)
  return { people, json: values.json, only }
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`)
  process.exit(2)
}
