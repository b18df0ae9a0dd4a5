import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'

export interface CrowdSettings {
  /** Where servers answer; one that is cut off goes to the next. */
  readonly urls: readonly string[]
  /** API keys, in turn. */
  readonly keys: readonly string[]
  /** A subscription with a variable `after`. */
  readonly query: string
  readonly variables?: object
  readonly after?: unknown
  readonly sockets: number
}

export type CrowdOrder =
  | { readonly kind: 'open'; readonly settings: CrowdSettings }
  | { readonly kind: 'report' }
  | { readonly kind: 'leave' }

export interface CrowdReport {
  /** The different things that sockets were told, with how many of them: events by the object they are about or by their number. */
  readonly told: readonly { readonly key: number; readonly events: readonly string[]; readonly sockets: number }[]
  /** How often a connection ended before the crowd left. */
  readonly cut: number
  /** When each event was heard, by each socket; milliseconds since 1970. */
  readonly times: Readonly<Record<string, readonly number[]>>
}

export interface Crowd {
  report(): Promise<CrowdReport>
  leave(): Promise<void>
}

/** Many subscribers in a process of their own, each with a socket: what a process serves is not measured where it is asked. */
export async function gather(settings: CrowdSettings): Promise<Crowd> {
  const child = forked('crowd-worker.ts')
  await ask(child, { kind: 'open', settings })
  return {
    report: async () => ((await ask(child, { kind: 'report' })) as { report: CrowdReport }).report,
    async leave() {
      const gone = once(child, 'exit')
      child.send({ kind: 'leave' } satisfies CrowdOrder)
      await gone
    },
  }
}

/** A program of this folder in a process of its own. */
export const forked = (program: string, parameters: readonly string[] = []): ChildProcess =>
  fork(new URL(program, import.meta.url), parameters, {
    execArgv: ['--import', new URL('../scripts/typescript.js', import.meta.url).href],
    env: { ...process.env, NODE_OPTIONS: '' },
  })

async function ask(child: ChildProcess, order: CrowdOrder): Promise<unknown> {
  const gone = once(child, 'exit').then(() => {
    throw new Error('The crowd has ended')
  })
  const answered = once(child, 'message').then(([message]) => message)
  child.send(order)
  return Promise.race([answered, gone])
}
