import type { CommandDefinition } from '../command.js'
import { agentTestCommand } from './agent.js'
import { applyCommand } from './apply.js'
import { auditListCommand, auditVerifyCommand } from './audit.js'
import { deletionsApplyCommand, deletionsListCommand } from './deletions.js'
import { entryDisconnectCommand, entryJoinCommand, entryProjectCommand, entrySetCommand } from './entry.js'
import { evalCommand } from './eval.js'
import { exampleCommand } from './example.js'
import { exportCommand } from './export.js'
import { exportsHoldCommand, exportsReleaseCommand } from './exports.js'
import { farmRemovalsCommand } from './farm.js'
import { historyCommand } from './history.js'
import { importMimCommand } from './import-mim.js'
import { initCommand } from './init.js'
import { keyCreateCommand, keyListCommand, keyRevokeCommand, keyRotateCommand } from './key.js'
import { migrateCommand } from './migrate.js'
import { passwordChangeCommand, passwordSetCommand } from './password.js'
import { planCommand } from './plan.js'
import { previewCommand } from './preview.js'
import { runCommand } from './run.js'
import { runsClearCommand } from './runs.js'
import { scheduleListCommand, schedulePauseCommand, scheduleResumeCommand, scheduleStartCommand } from './schedule.js'
import { schemaCommand } from './schema.js'
import { serveCommand } from './serve.js'
import { spaceClearCommand } from './space.js'
import { statusCommand } from './status.js'
import { undoCommand } from './undo.js'
import { whatIfCommand } from './what-if.js'
import { workerCommand } from './worker.js'

/** Every command, in the order of the help. */
export const COMMANDS: readonly CommandDefinition[] = [
  exampleCommand,
  initCommand,
  importMimCommand,
  serveCommand,
  workerCommand,
  runCommand,
  statusCommand,
  agentTestCommand,
  historyCommand,
  evalCommand,
  planCommand,
  previewCommand,
  whatIfCommand,
  applyCommand,
  exportCommand,
  schemaCommand,
  entryJoinCommand,
  entryProjectCommand,
  entryDisconnectCommand,
  entrySetCommand,
  passwordSetCommand,
  passwordChangeCommand,
  scheduleListCommand,
  schedulePauseCommand,
  scheduleResumeCommand,
  scheduleStartCommand,
  exportsHoldCommand,
  exportsReleaseCommand,
  spaceClearCommand,
  deletionsListCommand,
  deletionsApplyCommand,
  farmRemovalsCommand,
  undoCommand,
  runsClearCommand,
  keyCreateCommand,
  keyListCommand,
  keyRotateCommand,
  keyRevokeCommand,
  auditListCommand,
  auditVerifyCommand,
  migrateCommand,
]
