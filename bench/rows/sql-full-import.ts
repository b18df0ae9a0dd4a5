import { Client } from 'pg'
import type { Session } from '../../src/connectors/connector.js'
import { sql } from '../../src/connectors/sql/index.js'
import type { AttributeDefinition } from '../../src/model/value.js'
import { readRows } from '../baselines/read-rows.js'
import type { Bench } from '../bench.js'
import { median, timeOf } from '../measure.js'
import type { Row } from '../report.js'

const BUDGET = 2
const PAGE = 1_000
const DATABASE = 'bench_sql'
const COLUMNS = [
  'uid',
  'cn',
  'sn',
  'given_name',
  'title',
  'mail',
  'phone',
  'city',
  'number',
  'active',
  'changed',
] as const

/** A full import of people, each with three values in a table of their own, beside the bare driver reading the same rows. */
export async function sqlFullImport({ environment, people, repetitions, say }: Bench): Promise<Row[]> {
  say(`sql-full-import: loading PostgreSQL with ${people.toLocaleString('en-US')} people`)
  const url = await environment.createDatabase(DATABASE)
  try {
    await load(url, people)
    await readRows(url)
    const samples: { readonly connector: number; readonly bare: number }[] = []
    for (let i = 1; i <= repetitions; i++) {
      say(`sql-full-import: ${i} of ${repetitions}`)
      samples.push({
        connector: await timeOf(() => readObjects(url, people)),
        bare: await timeOf(async () => assertCount(await readRows(url), people)),
      })
    }
    const value = median(samples.map(({ connector }) => connector)) / 1_000
    const baseline = median(samples.map(({ bare }) => bare)) / 1_000
    const ratio = value / baseline
    return [{ name: 'sql-full-import', value, unit: 's', baseline, ratio, budget: `≤ ${BUDGET}×`, ok: ratio <= BUDGET }]
  } finally {
    await environment.dropDatabase(DATABASE)
  }
}

async function load(url: string, people: number): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(`create table person (id bigint primary key, uid text not null, cn text, sn text, given_name text,
      title text, mail text, phone text, city text, number bigint, active boolean, changed timestamptz not null)`)
    await client.query(
      'create table person_mail (person bigint not null references person, address text not null, primary key (person, address))',
    )
    await client.query(
      `insert into person select i, 'u' || i, 'Given ' || i, 'Sur' || i % 3571, 'Given' || i % 977, 'Engineer ' || i % 40,
        'u' || i || '@example.org', '+49 30 ' || 1000000 + i, 'City ' || i % 60, i, i % 2 = 0, now() from generate_series(1, $1) i`,
      [people],
    )
    await client.query(
      `insert into person_mail select i, 'u' || i || '.' || n || '@example.org' from generate_series(1, $1) i, generate_series(1, 3) n`,
      [people],
    )
    await client.query('vacuum analyze')
  } finally {
    await client.end()
  }
}

async function readObjects(url: string, people: number): Promise<void> {
  const typed = (name: string): AttributeDefinition['type'] =>
    name === 'number' ? 'number' : name === 'active' ? 'boolean' : 'string'
  const attributes = [
    ...COLUMNS.map(name => ({ name, type: typed(name), multivalued: false })),
    { name: 'addresses', type: 'string' as const, multivalued: true },
  ]
  const settings = sql.settings.parse({
    database: 'postgresql',
    url,
    objects: {
      person: {
        table: 'person',
        key: 'id',
        dnTemplate: 'uid={uid},ou=people,dc=example,dc=org',
        values: { addresses: { table: 'person_mail', key: 'person', column: 'address' } },
      },
    },
  })
  const { signal } = new AbortController()
  await using session: Session = await sql.open(settings, {
    folder: '/',
    signal,
    types: [{ name: 'person', attributes }],
  })
  let count = 0
  for await (const page of session.read({ mode: 'full', pageSize: PAGE, signal })) count += page.deltas.length
  assertCount(count, people)
}

function assertCount(count: number, people: number): void {
  if (count !== people) throw new Error(`${count} people were read instead of ${people}`)
}
