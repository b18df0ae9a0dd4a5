import type { CommandDefinition } from '../command.js'
import { newLog } from '../log.js'
import { withHub } from '../with-hub.js'

export const workerCommand: CommandDefinition = {
  usage: 'worker',
  summary: 'execute queued runs and schedules',
  description:
    'Executes runs until it is asked to end (Ctrl-C, SIGTERM). Any number of workers share a database. A run that is under way then ends with stopped-service-shutdown and goes on at the next run.',
  examples: [
    ['DATABASE_URL=postgres://hub@db/hub hub worker --config /etc/hub', 'one more worker on a server’s database'],
  ],
  action(context) {
    const log = newLog('info')
    return withHub(context, { worker: true, log }, async () => {
      log.info({}, 'waiting for runs')
      await context.interruption.wished
      log.info({}, 'ending')
      return 'good'
    })
  },
}
