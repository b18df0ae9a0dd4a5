import { z } from 'zod'
import { stop } from '../kit/stop.js'

/** Where a delta import goes on: a change token means something to its own farm alone. */
export interface Place {
  readonly site: string
  readonly token: string
  /** Accounts whose change could not be read the last time. */
  readonly again: readonly string[]
}

const place = z.strictObject({ site: z.string(), token: z.string().min(1), again: z.array(z.string()) })

export const printPlace = (where: Place): string => JSON.stringify(where)

/** @throws ConnectorError `no-start-full-import-required` when it is none of this farm's */
export function readPlace(watermark: string | undefined, site: string): Place {
  const read = place.safeParse(parsed(watermark))
  if (!read.success) throw lostPlace('The place where the last import ended is not known.')
  if (read.data.site !== site)
    throw lostPlace(
      `The last import ended at a place of another farm, ${read.data.site}; its change token means nothing here.`,
    )
  return read.data
}

export const lostPlace = (message: string) =>
  stop('no-start-full-import-required', {
    code: 'source.watermark-missing',
    message,
    hint: 'Run a full import.',
  })

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '')
  } catch {
    return undefined
  }
}
