import { type GraphServer, serveGraphql } from '../src/graphql/server.js'
import { openQueue } from '../src/runs/queue.js'
import type { Hub } from '../src/service/hub.js'
import { openRunEventFeed } from '../src/service/run-event-feed.js'
import type { Database } from '../src/storage/database.js'

export interface ServedHub {
  readonly server: GraphServer
  /** Ends what serves; the database stays open. */
  close(): Promise<void>
}

/** Serves the graph of a hub's database in this process; what goes wrong is said. */
export async function serveHub(database: Database, say: (line: string) => void): Promise<ServedHub> {
  const hub: Hub = {
    database,
    queue: await openQueue(database, { worker: false, onError: () => undefined }),
    events: await openRunEventFeed(database),
    configurationFolder: process.cwd(),
    log: { error: (details, message) => say(`${message} ${JSON.stringify(details)}`), info: () => undefined },
  }
  const server = await serveGraphql(hub, { port: 0, host: '127.0.0.1' })
  return {
    server,
    async close() {
      await server.close()
      await hub.events.close()
      await hub.queue.stop()
    },
  }
}
