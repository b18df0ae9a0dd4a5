import type { CommandDefinition } from '../command.js'
import { applyCommand } from './apply.js'
import { exampleCommand } from './example.js'
import { exportCommand } from './export.js'
import { historyCommand } from './history.js'
import { keyCreateCommand, keyListCommand, keyRevokeCommand } from './key.js'
import { migrateCommand } from './migrate.js'
import { planCommand } from './plan.js'
import { runCommand } from './run.js'
import { serveCommand } from './serve.js'
import { statusCommand } from './status.js'
import { whatIfCommand } from './what-if.js'
import { workerCommand } from './worker.js'

/** Every command, in the order of the help. */
export const COMMANDS: readonly CommandDefinition[] = [
  exampleCommand,
  serveCommand,
  workerCommand,
  runCommand,
  statusCommand,
  historyCommand,
  planCommand,
  whatIfCommand,
  applyCommand,
  exportCommand,
  keyCreateCommand,
  keyListCommand,
  keyRevokeCommand,
  migrateCommand,
]
