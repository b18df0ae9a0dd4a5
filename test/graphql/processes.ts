import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createClient } from '../../src/client/index.js'
import { newPlace, type Place, type Started } from '../cli/support.js'
import { emptyDatabase } from '../support/database.js'
import type { LiveEvent } from './live-world.js'

/** A process of its own that serves the graph. */
export interface Served {
  readonly url: string
  /** The administrator's, where this process has made it. */
  readonly key: string | undefined
  /** Ends it without a warning. */
  kill(): Promise<void>
}

export interface Person {
  readonly employeeID: string
  readonly name: string
  readonly city: 'North' | 'South'
}

/** Processes that serve one database, and a file of people who are profiles of the farm of their city. */
export interface Processes {
  serve(...parameters: string[]): Promise<Served>
  write(people: readonly Person[]): Promise<void>
  leave(): Promise<void>
}

const farmOf = (city: string): object => ({
  account: 'employeeID',
  where: [{ attribute: 'city', operator: 'equality', value: city }],
  view: { Name: 'displayName' },
})

const DOCUMENT = {
  version: 1,
  agents: {
    hr: {
      connector: 'file',
      settings: { format: 'csv', path: 'hr.csv', anchor: 'employeeID', objectType: 'person' },
      objects: {
        person: {
          attributes: { employeeID: 'string', name: 'string', city: 'string', notes: 'string' },
          projection: 'person',
          import: { person: { employeeID: 'employeeID', displayName: 'name', city: 'city', description: 'notes' } },
        },
      },
      runProfiles: { all: ['full-import', 'delta-synchronization'] },
    },
  },
  farms: { north: farmOf('North'), south: farmOf('South') },
}

/** What everybody has, so that somebody who does not read soon has more to read than lies on the way. */
const NOTES = 'x'.repeat(1_000)

export async function processes(): Promise<Processes> {
  const database = await emptyDatabase()
  const place = await newPlace({ DATABASE_URL: database.url })
  await writeFile(join(place.folder, 'hub.yaml'), JSON.stringify(DOCUMENT))
  const { code, error } = await place.hub('apply')
  if (code !== 0) throw new Error(error)
  return {
    serve: (...parameters) => serve(place, parameters),
    write: people =>
      writeFile(
        join(place.folder, 'hr.csv'),
        ['employeeID,name,city,notes', ...people.map(each => `${Object.values(each).join(',')},${NOTES}`)].join('\n'),
      ),
    async leave() {
      await place.leave()
      await database.drop()
    },
  }
}

async function serve(place: Place, parameters: readonly string[]): Promise<Served> {
  const started: Started = place.start('serve', '--port', '0', ...parameters)
  await started.shows('"serving"')
  const { out } = started.output()
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(out)?.[0]
  if (url === undefined) throw new Error(`No address in ${out}`)
  return {
    url,
    key: /hub_\w{10}_[\w-]{43}/.exec(out)?.[0],
    async kill() {
      started.child.kill('SIGKILL')
      await started.finished
    },
  }
}

/** What a subscription over server-sent events is told; the client goes on by itself wherever it was cut off. */
export function follow(where: { readonly url: string; readonly key: string }, query: string, variables: object) {
  const events: LiveEvent[] = []
  const end = new AbortController()
  let lost = 0
  const over = (async () => {
    const onConnection = (state: string): void => void (state === 'lost' && lost++)
    const told = createClient(where).subscribe(query as never, variables, { signal: end.signal, onConnection })
    for await (const event of told) events.push(Object.values(event as Record<string, LiveEvent>)[0] as LiveEvent)
  })().catch((error: unknown) => error)
  return { events, over, lost: () => lost, end: () => end.abort() }
}
