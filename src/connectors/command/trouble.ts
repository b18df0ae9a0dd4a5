import { PROBLEMS, type ProblemCode } from '../../model/problem.js'
import type { RunStatus } from '../../model/status.js'
import type { ConnectorError } from '../connector.js'
import { stop } from '../kit/stop.js'
import type { ProgramError } from './protocol.js'

/** Whether a program is being started, or is at work. */
export type Phase = 'start' | 'work'

/** How a program ended; nothing when that is not known. */
export interface Ending {
  readonly code: number | null
  readonly signal: string | null
}

const DOCUMENT = 'docs/command-connector.md says what a program may say.'
const statusIn = (phase: Phase, status: RunStatus): RunStatus => (phase === 'start' ? 'no-start-ma' : status)

export function notStarted(name: string, error: Error): ConnectorError {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ENOENT') {
    const hint =
      'Install it, or correct command in the settings. A program without a slash in its name is looked for in PATH, one with a slash from the folder of the configuration on.'
    return stop('no-start-ma', { code: 'source.not-found', message: `There is no program ${name}.`, hint }, error)
  }
  const isForbidden = code === 'EACCES' || code === 'EPERM'
  const message = isForbidden ? `The hub may not run ${name}.` : `${name} cannot be started: ${error.message}`
  const hint = 'Let the account that the hub runs as execute it (chmod +x), or name its interpreter in command.'
  return stop('no-start-ma', { code: isForbidden ? 'source.permission' : 'source.unreachable', message, hint }, error)
}

export function folderMissing(folder: string): ConnectorError {
  const message = `There is no folder ${folder} to start the program in.`
  const hint = 'Start the hub where its configuration is.'
  return stop('no-start-ma', { code: 'source.not-found', message, hint, where: { file: folder } })
}

/** The program ended while it was asked for something. `complaint` is what it wrote to standard error last. */
export function ended(phase: Phase, { code, signal }: Ending, complaint: string | undefined): ConnectorError {
  const how =
    signal !== null ? `was ended by ${signal}` : code === null ? 'closed its output' : `ended with exit code ${code}`
  const said = complaint === undefined ? '' : `: ${complaint}`
  return stop(statusIn(phase, 'stopped-ma'), {
    code: 'source.connection-lost',
    message: `The program ${how} before it had answered${said}`,
    hint: "Look into the program's own log. It should say what is wrong in an error message before it ends.",
  })
}

export function silent(phase: Phase, seconds: number): ConnectorError {
  const setting = phase === 'start' ? 'startTimeLimit' : 'silenceTimeLimit'
  return stop(statusIn(phase, 'stopped-ma'), {
    code: 'source.time-limit',
    message: `The program said nothing for ${seconds} seconds.`,
    hint: `Let it say {"type":"alive"} while it works, or set ${setting} higher.`,
  })
}

/** What the program printed is no message. `line` counts what it printed, from 1. */
export function garbage(
  phase: Phase,
  { line, text, why }: { line: number; text: string; why: string },
): ConnectorError {
  const shown = text.length > 80 ? `${text.slice(0, 80)}…` : text
  return stop(statusIn(phase, 'stopped-unexpected-data'), {
    code: 'source.malformed',
    message: `Line ${line} of the program's output is no message: ${why}. It begins: ${shown}`,
    hint: `Standard output is for messages only; print everything else to standard error. ${DOCUMENT}`,
    where: { line },
  })
}

export function tooLong(phase: Phase, line: number, megabytes: number): ConnectorError {
  return stop(statusIn(phase, 'stopped-unexpected-data'), {
    code: 'source.malformed',
    message: `Line ${line} of the program's output is longer than ${megabytes} MB.`,
    hint: 'Send smaller pages, or set maxMessageMegabytes higher.',
    where: { line },
  })
}

/** The program said something at a time when it must not. */
export function outOfTurn(phase: Phase, message: string): ConnectorError {
  return stop(statusIn(phase, 'stopped-unexpected-data'), { code: 'source.malformed', message, hint: DOCUMENT })
}

export function unfit(message: string, hint: string): ConnectorError {
  return stop('no-start-ma', { code: 'run.configuration', message, hint })
}

/** How a step ends by what a program says is wrong: while it starts, and while it works. */
const STATUSES: Readonly<Partial<Record<ProblemCode, readonly [RunStatus, RunStatus]>>> = {
  'source.unreachable': ['no-start-connection', 'stopped-connectivity'],
  'source.connection-lost': ['no-start-connection', 'stopped-connectivity'],
  'source.credentials': ['no-start-credentials', 'no-start-credentials'],
  'source.watermark-missing': ['no-start-full-import-required', 'no-start-full-import-required'],
  'source.not-found': ['no-start-ma', 'stopped-ma'],
  'source.permission': ['no-start-ma', 'stopped-ma'],
  'source.size-limit': ['no-start-ma', 'stopped-import-read'],
  'source.time-limit': ['no-start-ma', 'stopped-connectivity'],
  'source.referral': ['no-start-ma', 'stopped-import-read'],
  'source.cut-off': ['no-start-ma', 'stopped-import-read'],
  'source.malformed': ['no-start-ma', 'stopped-unexpected-data'],
  'source.empty': ['no-start-ma', 'stopped-import-read'],
  'source.write-failed': ['no-start-ma', 'stopped-export-write'],
}

/** The error that a program ended a request with. */
export function saidBy(phase: Phase, { code, message, hint }: ProgramError): ConnectorError {
  const statuses = isProblemCode(code) ? STATUSES[code] : undefined
  if (statuses === undefined || !isProblemCode(code)) {
    const known = Object.keys(STATUSES).join(', ')
    const remedy = hint ?? `The program's code ${code} is none of ${known}.`
    return stop(statusIn(phase, 'stopped-ma'), { code: 'run.unexpected', message, hint: remedy })
  }
  const remedy = hint ?? 'The program says no more; look into its own log.'
  return stop(statuses[phase === 'start' ? 0 : 1], { code, message, hint: remedy })
}

export const isProblemCode = (code: string | undefined): code is ProblemCode =>
  code !== undefined && Object.hasOwn(PROBLEMS, code)
