import { objectGuid } from '../../metaverse/object-guid.js'
import { type ProblemCode, ProblemError } from '../../model/problem.js'
import type { EntryView, ObjectView } from '../../rules/extension.js'
import { problemOfError } from './author-error.js'
import { Failure } from './failure.js'
import type { ExtensionFiles } from './files.js'
import { type Sandbox, TimeOut } from './sandbox.js'

/** MIM's names (domain.md 4.4). */
export type CallSiteName =
  | 'disconnector-filter'
  | 'join-mapping'
  | 'join-resolution'
  | 'projection'
  | 'import-flow'
  | 'export-flow'
  | 'cs-deprovisioning'
  | 'provisioning'
  | 'mv-deletion'

/** Everything that the calls of one module share. */
export interface Extension {
  readonly file: string
  readonly files: ExtensionFiles
  readonly sandbox: Sandbox
  /** Milliseconds for one call. */
  readonly timeLimit: number
}

export interface CallSite {
  readonly extension: Extension
  readonly name: CallSiteName
  /** The function's name among those of its kind. */
  readonly context?: string | undefined
}

/** What a call is about. */
export interface Subject {
  readonly entry?: EntryView | undefined
  readonly object?: ObjectView | undefined
}

/** Runs one call: the work is the author's function and the reading of its answer. */
export type Call = <T>(subject: Subject, work: () => T) => T

/** So many calls in a row may take too long before a function is left alone for a while: every one keeps the worker waiting. */
const PATIENCE = 3
const PAUSE_MILLISECONDS = 30_000

/**
 * Calls of one function. Whatever goes wrong becomes a ProblemError that names the module, the call site and the object.
 */
export function callerOf(site: CallSite): Call {
  const { sandbox, timeLimit } = site.extension
  let tooLong = 0
  let pausedUntil = 0
  return (subject, work) => {
    if (tooLong >= PATIENCE && performance.now() < pausedUntil) throw problem(site, subject, new Paused())
    try {
      const result = sandbox.limited(work, timeLimit)
      tooLong = 0
      return result
    } catch (error) {
      if (error instanceof TimeOut) {
        tooLong++
        pausedUntil = performance.now() + PAUSE_MILLISECONDS
      }
      throw problem(site, subject, error)
    }
  }
}

class Paused extends Error {}

function problem(site: CallSite, { entry, object }: Subject, error: unknown): ProblemError {
  const { extension, name, context } = site
  const what = describe(error, extension)
  const dn =
    entry?.dn ??
    (object === undefined ? '' : `${object.type} ${object.attributes.displayName?.[0] ?? objectGuid(object.id)}`)
  const at = what.place === undefined ? '' : ` (${what.place.file}:${what.place.line}:${what.place.column})`
  return new ProblemError(
    {
      code: what.code,
      message: `${extension.file}, ${name}${context === undefined ? '' : ` ${context}`}, ${dn}: ${what.message}${at}`,
      ...(what.hint !== undefined && { hint: what.hint }),
      where: {
        ...(entry !== undefined && { agent: entry.agent, dn: entry.dn }),
        ...(context !== undefined && { path: `${name}/${context}` }),
        file: extension.file,
        ...what.place,
      },
    },
    { cause: error },
  )
}

interface Description {
  readonly code: ProblemCode
  readonly message: string
  readonly hint?: string | undefined
  readonly place?: ReturnType<typeof problemOfError>['place']
}

function describe(error: unknown, { timeLimit, files }: Extension): Description {
  if (error instanceof TimeOut) {
    return {
      code: 'extension-dll-timeout',
      message: `it took longer than ${timeLimit / 1_000} s`,
      hint: 'Rules may not wait or loop for long. Is there a loop that does not end?',
    }
  }
  if (error instanceof Paused) {
    return {
      code: 'extension-dll-timeout',
      message: `it was not called, because ${PATIENCE} calls in a row took longer than ${timeLimit / 1_000} s`,
      hint: `It is called again ${PAUSE_MILLISECONDS / 1_000} s after the last of them, and the object is tried again by the next run.`,
    }
  }
  const { message, place } = problemOfError(error, files)
  if (error instanceof Failure) return { code: error.code, message: error.message, hint: error.hint, place }
  return {
    code: 'extension-dll-exception',
    message,
    hint: 'Correct the code, or the data that it does not expect.',
    place,
  }
}

/** Refuses the promise of an asynchronous function. */
export function answerNow(result: unknown): unknown {
  if (typeof result !== 'object' || result === null || typeof (result as { then?: unknown }).then !== 'function')
    return result
    // Nobody waits for it, and its failing must not end the process.
  ;(result as PromiseLike<unknown>).then(undefined, () => undefined)
  throw new Failure(
    'extension-dll-exception',
    'it answered a promise, but rules answer at once',
    'Leave async and await out: rules work with what they are given and wait for nothing.',
  )
}
