import { Client } from 'pg'

const ROWS = 1_000

/**
 * Reads people and their addresses with pg alone, in the order of their keys and with the memory of a few rows, puts the addresses to
 * their people, and throws all of it away. Answers how many people there were.
 */
export async function readRows(url: string): Promise<number> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query('begin isolation level repeatable read read only')
    await client.query('declare people no scroll cursor for select * from person order by id')
    await client.query('declare addresses no scroll cursor for select person, address from person_mail order by person')
    const addresses = rowsOf(client, 'addresses')
    let next = await addresses.next()
    let people = 0
    for await (const person of rowsOf(client, 'people')) {
      const own: unknown[] = []
      for (; !next.done && next.value.person === person.id; next = await addresses.next()) own.push(next.value.address)
      if (own.length > 0) people++
    }
    await client.query('commit')
    return people
  } finally {
    await client.end()
  }
}

async function* rowsOf(client: Client, cursor: string): AsyncGenerator<Record<string, unknown>> {
  while (true) {
    const { rows } = await client.query(`fetch ${ROWS} from ${cursor}`)
    yield* rows
    if (rows.length < ROWS) return
  }
}
