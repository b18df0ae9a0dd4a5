import { memorySource } from '../src/connectors/memory/index.js'
import type { Bench } from './bench.js'
import { benchConfiguration, DIRECTORY, TARGET } from './configuration.js'
import { generatedSource } from './generated-source.js'
import { type BenchHub, createHub } from './hub.js'

/** A hub in which everything has been imported, synchronized, exported and confirmed: where a day begins. */
export interface SettledHub {
  readonly hub: BenchHub
  readonly source: ReturnType<typeof memorySource>
  close(): Promise<void>
}

export interface SettledRequest {
  readonly name: string
  readonly people: number
  /** Numbers of the objects that are going to change. */
  readonly changing: Iterable<number>
}

export async function settledHub(
  { environment, say }: Bench,
  { name, people, changing }: SettledRequest,
): Promise<SettledHub> {
  say(`${name}: filling a hub with ${people.toLocaleString('en-US')} people`)
  const database = `bench_${name.replaceAll('-', '_')}`
  const [directory, target] = [`${database} directory`, `${database} target`]
  const url = await environment.createDatabase(database)
  const hub = await createHub(url, benchConfiguration(generatedSource(directory, people, changing), target))
  await hub.run(DIRECTORY, 'full-import')
  await hub.run(DIRECTORY, 'full-synchronization')
  await hub.run(TARGET, 'export')
  await hub.run(TARGET, 'full-import')
  await hub.run(TARGET, 'delta-synchronization')
  // Nobody asks for the target's objects again.
  memorySource(target).reset()
  await hub.database.query('vacuum (analyze)')
  await hub.database.query('checkpoint')
  return {
    hub,
    source: memorySource(directory),
    close: async () => {
      await hub.close()
      await environment.dropDatabase(database)
      memorySource(directory).reset()
    },
  }
}
