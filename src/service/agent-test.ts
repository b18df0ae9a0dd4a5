import type { Actor } from '../access/actor.js'
import { audited } from '../access/audit.js'
import type { Check, TraceEvent } from '../connectors/connector.js'
import { testSource } from '../runs/source/test-source.js'
import { configuredAgent } from './configured-agent.js'
import type { Hub } from './hub.js'

/** A source that does not answer must not hold whoever asks for ever. */
const LIMIT_MS = 120_000

export interface AgentTest {
  /** Told of each check as soon as it is known. */
  readonly onCheck?: (check: Check) => void
  readonly trace?: (event: TraceEvent) => void
  readonly signal?: AbortSignal
}

/** Looks at the way to an agent's source. Answers every check. @throws ProblemError `request.not-found` */
export function testAgent(hub: Hub, actor: Actor, name: string, options: AgentTest = {}): Promise<Check[]> {
  const { onCheck, trace, signal } = options
  return audited(hub.database, actor, { operation: 'test-agent', target: name }, async note => {
    const { id } = await configuredAgent(hub, name)
    const limit = AbortSignal.timeout(LIMIT_MS)
    const opening = {
      folder: hub.configurationFolder,
      signal: signal === undefined ? limit : AbortSignal.any([limit, signal]),
      ...(trace && { trace }),
    }
    const checks: Check[] = []
    for await (const check of testSource(hub.database, id, opening)) {
      checks.push(check)
      onCheck?.(check)
    }
    note({ failed: checks.filter(({ outcome }) => outcome === 'failed').map(({ name: step }) => step) })
    return checks
  })
}
