import {
  type Connector,
  type ConnectorContext,
  ConnectorError,
  type DeltaResult,
  type ExportDelta,
  type ObjectTypeSelection,
  type Page,
  type ReadRequest,
  type Session,
} from '../../src/connectors/connector.js'
import type { Delta } from '../../src/model/delta.js'
import type { Problem } from '../../src/model/problem.js'

export interface Opening {
  readonly connector: Connector
  readonly settings: unknown
  readonly types: readonly ObjectTypeSelection[]
  readonly folder?: string
  readonly signal?: AbortSignal
}

/** Opens a session the way a run does: settings validated first. */
export function openSession({ connector, settings, types, folder = '/', signal }: Opening): Promise<Session> {
  const context: ConnectorContext = { folder, types, signal: signal ?? new AbortController().signal }
  return connector.open(connector.settings.parse(settings), context)
}

export async function pagesOf(session: Session, request: Partial<ReadRequest> = {}): Promise<Page[]> {
  const pages: Page[] = []
  const whole = { mode: 'full', pageSize: 100, signal: new AbortController().signal, ...request } as const
  for await (const page of session.read(whole)) pages.push(page)
  return pages
}

export interface Read {
  readonly deltas: readonly Delta[]
  readonly problems: readonly Problem[]
  readonly watermark: string | undefined
  /** Anchors told as gone. */
  readonly gone: readonly string[]
  /** All anchors that are there, where the source lists them. */
  readonly listed: readonly string[] | undefined
  /** Whether the read told that it came to its end. */
  readonly isComplete: boolean
}

/** One whole read in a session of its own. */
export async function readAll(opening: Opening, request: Partial<ReadRequest> = {}): Promise<Read> {
  await using session = await openSession(opening)
  const pages = await pagesOf(session, request)
  return {
    deltas: pages.flatMap(page => page.deltas),
    problems: pages.flatMap(page => page.problems ?? []),
    watermark: pages.at(-1)?.end?.watermark,
    gone: pages.flatMap(page => page.gone ?? []),
    listed: pages.at(-1)?.end?.listed ? pages.flatMap(page => page.present ?? []) : undefined,
    isComplete: pages.at(-1)?.end !== undefined,
  }
}

/** One batch written and made durable in a session of its own. */
export async function writeAll(opening: Opening, deltas: readonly ExportDelta[]): Promise<DeltaResult[]> {
  await using session = await openSession(opening)
  const results = await resultsOf(session, deltas)
  await session.flush?.()
  return results
}

export async function resultsOf(session: Session, deltas: readonly ExportDelta[]): Promise<DeltaResult[]> {
  const results: DeltaResult[] = []
  for await (const result of session.write?.(deltas) ?? []) results.push(result)
  return results
}

/** The error that ends `work`; fails when it ends well or with anything but a ConnectorError. */
export async function connectorError(work: Promise<unknown>): Promise<ConnectorError> {
  try {
    await work
  } catch (error) {
    if (error instanceof ConnectorError) return error
    throw error
  }
  throw new Error('Expected a ConnectorError, but it ended well.')
}

export const codesOf = (results: readonly DeltaResult[]): string[] =>
  results.map(result => (result.ok ? 'ok' : result.problem.code))
