import { RunStopped } from './run-stopped.js'

export const cancelled = (): RunStopped =>
  new RunStopped('stopped-user-termination-from-wmi-or-ui', {
    code: 'run.cancelled',
    message: 'The run was cancelled.',
    hint: 'What was saved stays; the next run goes on from there.',
  })

export const takenOver = (): RunStopped =>
  new RunStopped('stopped-server', {
    code: 'run.worker-lost',
    message: 'Another worker has taken over this run.',
    hint: 'Nothing is lost; start the run again.',
  })

export const shutDown = (): RunStopped =>
  new RunStopped('stopped-service-shutdown', {
    code: 'run.worker-lost',
    message: 'The worker was shut down.',
    hint: 'What was saved stays; start the run again.',
  })
