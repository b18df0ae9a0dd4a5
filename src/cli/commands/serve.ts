import { ensureAdministratorKey } from '../../access/ensure-administrator.js'
import type { CommandDefinition } from '../command.js'
import { newLog } from '../log.js'
import { portNumber } from '../parse.js'
import { serveGraph } from '../serve-graph.js'
import { withHub } from '../with-hub.js'

/** Where to serve; the same for every command that does. */
export const ADDRESS_OPTIONS = [
  { flags: '--port <number>', description: 'port of the graph; 0 for any free one', default: 4000, parse: portNumber },
  {
    flags: '--host <address>',
    description: 'address to listen on; 0.0.0.0 for all of this machine',
    default: '127.0.0.1',
  },
]

export const serveCommand: CommandDefinition = {
  usage: 'serve',
  summary: 'serve the graph, and execute runs and schedules',
  description:
    'Serves the GraphQL graph and executes queued runs and schedules until it is asked to end (Ctrl-C, SIGTERM). On the first start of a database it makes the administrator’s API key and prints it, once. Logs go to standard error, one JSON object a line.',
  options: [
    ...ADDRESS_OPTIONS,
    { flags: '--no-worker', description: 'only serve; workers elsewhere execute the runs' },
  ],
  examples: [
    ['hub serve --config hub.yaml', 'all in one process, for this machine alone'],
    ['hub serve --host 0.0.0.0 --no-worker', 'one of several processes, behind a proxy that does TLS'],
  ],
  action(context, _, { port, host, worker }) {
    const log = newLog('info')
    return withHub(context, { worker: worker !== false, log }, async ({ hub }) => {
      const graph = await serveGraph(hub, { port: Number(port), host: String(host) })
      try {
        const key = await ensureAdministratorKey(hub.database)
        context.screen.line(`The graph is at ${graph.url}`)
        if (key !== undefined) context.screen.line(`Administrator’s API key, shown only now: ${key}`)
        log.info({ url: graph.url, worker: worker !== false }, 'serving')
        await context.interruption.wished
        log.info({}, 'ending')
      } finally {
        await graph.close()
      }
      return 'good'
    })
  },
}
