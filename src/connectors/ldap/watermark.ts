import { z } from 'zod'
import { stop } from '../kit/stop.js'

export const METHODS = ['syncrepl', 'accesslog', 'changelog', 'timestamps'] as const
/** How a server tells what has changed. */
export type Method = (typeof METHODS)[number]

const places = {
  /** A cookie of RFC 4533, base64, by base. */
  syncrepl: z.strictObject({ cookies: z.array(z.string()) }),
  /** The newest record read, when the last one ended, and those that ended then or, where that is not known, came near it. */
  accesslog: z.strictObject({ newest: z.string(), end: z.string().optional(), recent: z.array(z.string()) }),
  /** The number of the last change read. */
  changelog: z.strictObject({ number: z.int() }),
  /** A time the server's clock had passed, and what was told of that second: anchors with a hash of the object. */
  timestamps: z.strictObject({ since: z.string(), told: z.record(z.string(), z.string()) }),
}
const watermarks = z.discriminatedUnion(
  'method',
  METHODS.map(method =>
    z.strictObject({ version: z.literal(1), method: z.literal(method), source: z.string(), at: places[method] }),
  ) as unknown as [z.ZodObject<{ method: z.ZodLiteral<Method> }>],
)

export type Place<M extends Method> = z.infer<(typeof places)[M]>

/** @param source what the place is a place of: another server, base or filter makes it worthless */
export function writeWatermark<M extends Method>(method: M, source: string, at: Place<M>): string {
  return JSON.stringify({ version: 1, method, source, at })
}

/** @throws ConnectorError `source.watermark-missing` when the text is none, or of another method or source. */
export function readWatermark<M extends Method>(method: M, source: string, text: string | undefined): Place<M> {
  const watermark = parse(text)
  if (watermark === undefined) throw fullImportNeeded('The agent has no watermark that this connector wrote.')
  if (watermark.method !== method) {
    throw fullImportNeeded(
      `The last import left its place for the method ${watermark.method}; the method is ${method} now.`,
    )
  }
  if (watermark.source !== source) {
    throw fullImportNeeded('The last import read another server, or with another base, scope or filter.')
  }
  return watermark.at as Place<M>
}

/** The method that a watermark is of; undefined when it is none. */
export const methodOf = (text: string | undefined): Method | undefined => parse(text)?.method

function parse(text: string | undefined): { method: Method; source: string; at: unknown } | undefined {
  try {
    const parsed = watermarks.safeParse(JSON.parse(text ?? ''))
    return parsed.success ? (parsed.data as unknown as { method: Method; source: string; at: unknown }) : undefined
  } catch {
    return undefined
  }
}

export const fullImportNeeded = (why: string) =>
  stop('no-start-full-import-required', {
    code: 'source.watermark-missing',
    message: `A delta import has no place to go on from. ${why}`,
    hint: 'Run a full import first.',
  })
