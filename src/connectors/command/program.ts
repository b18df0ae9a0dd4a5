import { type ChildProcess, spawn } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ConnectorContext } from '../connector.js'
import { environmentOf } from './environment.js'
import { type LineReader, lineReader } from './line-reader.js'
import type { CommandSettings } from './settings.js'
import { type Ending, folderMissing, notStarted } from './trouble.js'

/** A program that runs, with everything that it starts in a process group of its own. */
export interface Program {
  /** What it prints, line by line. */
  readonly output: LineReader
  /** Gives it a line to read. A program that has ended reads nothing more. */
  write(line: string): void
  /** How it ended; waits no longer than a moment when its output has ended already. */
  ending(): Promise<Ending>
  /** The last lines of its standard error. */
  complaints(): readonly string[]
  /** Ends it: politely by the end of its input, then by signals. What it started ends, too. */
  stop(): Promise<void>
}

const KEPT_COMPLAINTS = 5
const LONGEST_COMPLAINT = 64 * 1024
const KILL_AFTER_MS = 2_000
const ENDING_MS = 2_000

/**
 * Starts the program of the settings, without a shell, in the folder of the configuration.
 * @throws ConnectorError `no-start-ma` when there is no such program, or it may not be run.
 */
export async function startProgram(
  settings: CommandSettings,
  { folder }: Pick<ConnectorContext, 'folder'>,
  complain: (line: string) => void,
): Promise<Program> {
  const [name = '', ...parameters] = settings.command
  const isPath = /[/\\]/.test(name)
  const child = spawn(isPath ? resolve(folder, name) : name, parameters, {
    cwd: folder,
    env: environmentOf(settings.environment, process.env),
    stdio: ['pipe', 'pipe', 'pipe'],
    // Its own process group, so that whatever it starts can be ended with it.
    detached: process.platform !== 'win32',
    windowsHide: true,
  })
  const ended = new Promise<Ending>(done => {
    child.once('exit', (code, signal) => {
      // What it left running would keep its output open for ever.
      signalGroup(child, 'SIGKILL')
      done({ code, signal })
    })
  })
  await started(child, name, folder)
  const kept: string[] = []
  void keepComplaints(child.stderr as Readable, line => {
    kept.push(line)
    if (kept.length > KEPT_COMPLAINTS) kept.shift()
    complain(line)
  })
  const output = lineReader(child.stdout as Readable, settings.maxMessageMegabytes * 1_048_576)
  child.stdin?.on('error', () => {}) // told by the end of its output

  return {
    output,
    write: line => {
      if (child.stdin?.writable) child.stdin.write(`${line}\n`)
    },
    ending: () => Promise.race([ended, sleep(ENDING_MS, { code: null, signal: null }, { ref: false })]),
    complaints: () => kept,
    stop: async () => {
      output.discard()
      child.stdin?.end()
      if (!(await within(ended, settings.stopTimeLimit * 1_000))) signalGroup(child, 'SIGTERM')
      if (!(await within(ended, KILL_AFTER_MS))) signalGroup(child, 'SIGKILL')
      await within(ended, KILL_AFTER_MS)
      for (const stream of [child.stdin, child.stdout, child.stderr]) stream?.destroy()
    },
  }
}

function started(child: ChildProcess, name: string, folder: string): Promise<void> {
  return new Promise((done, reject) => {
    child.once('spawn', () => {
      child.on('error', () => {}) // of a signal that comes too late
      done()
    })
    child.once('error', async error => {
      const isFolder = await stat(folder).then(
        found => found.isDirectory(),
        () => false,
      )
      reject(isFolder ? notStarted(name, error) : folderMissing(folder))
    })
  })
}

async function keepComplaints(stream: Readable, take: (line: string) => void): Promise<void> {
  const reader = lineReader(stream, LONGEST_COMPLAINT)
  try {
    for (let line = await reader.next(); line !== undefined; line = await reader.next()) take(line.toString('utf8'))
  } catch {
    reader.discard()
  }
}

/** Whether it ended in time. */
async function within(ended: Promise<Ending>, milliseconds: number): Promise<boolean> {
  const timer = new AbortController()
  const late = sleep(milliseconds, false, { signal: timer.signal }).catch(() => false)
  const inTime = await Promise.race([ended.then(() => true), late])
  timer.abort()
  return inTime
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return
  try {
    if (process.platform === 'win32') child.kill(signal)
    else process.kill(-child.pid, signal)
  } catch {
    // Nobody of the group is left.
  }
}
