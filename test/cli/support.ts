import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, cp, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const HUB = resolve('bin/hub.js')

export interface Finished {
  /** The exit code; the signal's name where one ended it. */
  readonly code: number | string | null
  readonly out: string
  readonly error: string
}

export interface Started {
  readonly child: ChildProcess
  /** What it has written so far. */
  output(): { readonly out: string; readonly error: string }
  /** Waits until standard output or standard error has a text. */
  shows(text: string | RegExp): Promise<void>
  readonly finished: Promise<Finished>
}

/** A folder to work in, and the program as a user runs it there. */
export interface Place {
  readonly folder: string
  /** More environment for every command, such as DATABASE_URL. */
  readonly environment: Record<string, string>
  start(...parameters: string[]): Started
  hub(...parameters: string[]): Promise<Finished>
  /** Runs it with this on its standard input. */
  hubReading(input: string, ...parameters: string[]): Promise<Finished>
  /** Ends what still runs and deletes the folder. */
  leave(): Promise<void>
}

export async function newPlace(environment: Record<string, string> = {}): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'identity-hub-cli-'))
  // As root, the embedded server runs as another user.
  await chmod(folder, 0o755)
  const running = new Set<Started>()
  const start = (...parameters: string[]): Started => {
    const started = startHub(folder, environment, parameters)
    running.add(started)
    void started.finished.then(() => running.delete(started))
    return started
  }
  return {
    folder,
    environment,
    start,
    hub: (...parameters) => start(...parameters).finished,
    hubReading: (input, ...parameters) => startHub(folder, environment, parameters, input).finished,
    async leave() {
      for (const { child, finished } of running) {
        child.kill('SIGKILL')
        await finished
      }
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function startHub(
  folder: string,
  environment: Record<string, string>,
  parameters: readonly string[],
  input?: string,
): Started {
  const { DATABASE_URL: _, HUB_CONFIG: __, HUB_DATA: ___, FORCE_COLOR: ____, ...rest } = process.env
  const child = spawn(process.execPath, [HUB, ...parameters], {
    cwd: folder,
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    env: { ...rest, NODE_OPTIONS: '', ...environment },
  })
  child.stdin?.end(input)
  let [out, error] = ['', '']
  const news = new Set<() => void>()
  const hear = (take: (text: string) => void) => (text: string) => {
    take(text)
    for (const call of news) call()
  }
  child.stdout?.setEncoding('utf8').on(
    'data',
    hear(text => (out += text)),
  )
  child.stderr?.setEncoding('utf8').on(
    'data',
    hear(text => (error += text)),
  )
  const finished = once(child, 'close').then(([code, signal]) => ({ code: code ?? signal, out, error }))
  return {
    child,
    finished,
    output: () => ({ out, error }),
    shows: text =>
      new Promise((done, fail) => {
        const look = () => {
          const found = typeof text === 'string' ? (out + error).includes(text) : text.test(out + error)
          if (found) done()
          else if (child.exitCode !== null) fail(new Error(`It ended without ${text}: ${out}${error}`))
          else return
          news.delete(look)
        }
        news.add(look)
        void finished.then(look)
        look()
      }),
  }
}

/** Copies the example's configuration and data, as a user would. */
export async function copyExample(folder: string): Promise<void> {
  for (const name of ['hub.yaml', 'hr.csv', 'contoso.ldif', 'fabrikam.ldif']) {
    await cp(resolve('examples/contoso', name), join(folder, name))
  }
  await mkdir(join(folder, 'out'), { recursive: true })
}

export const lastLine = (text: string): string => text.trimEnd().split('\n').at(-1) ?? ''
