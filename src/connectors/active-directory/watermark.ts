import { z } from 'zod'
import type { Problem } from '../../model/problem.js'
import { stop } from '../kit/stop.js'

/** Up to where one partition was read, on which domain controller. */
export interface Position {
  /** The partition. */
  readonly dn: string
  /** The domain controller's settings object, and its database. */
  readonly server: string
  readonly invocation: string
  /** The number of the last change that was read, in decimal. */
  readonly usn: string
  /** DirSync's cookie in base64; absent where deltas go by change numbers alone. */
  readonly cookie?: string | undefined
}

export interface Watermark {
  /** The distinguished name of the forest's root domain. */
  readonly forest: string
  readonly partitions: readonly Position[]
}

const text = z.string().min(1)
const schema = z.strictObject({
  version: z.literal(1),
  forest: text,
  partitions: z.array(
    z.strictObject({
      dn: text,
      server: text,
      invocation: text,
      usn: z.string().regex(/^\d+$/),
      cookie: text.optional(),
    }),
  ),
})

export const writeWatermark = ({ forest, partitions }: Watermark): string =>
  JSON.stringify({ version: 1, forest, partitions })

/** @throws ConnectorError `no-start-full-import-required` for what is no watermark of this connector. */
export function readWatermark(written: string | undefined): Watermark {
  try {
    return schema.parse(JSON.parse(written ?? ''))
  } catch {
    throw fullImportRequired({
      message: 'The place where the last import ended is lost or was written by another version.',
    })
  }
}

/** What a delta import throws that cannot go on from where the last import ended. */
export function fullImportRequired({ message, hint, where }: Omit<Problem, 'code'>) {
  return stop('no-start-full-import-required', {
    code: 'source.watermark-missing',
    message,
    hint: hint ?? 'Run a full import.',
    ...(where && { where }),
  })
}
