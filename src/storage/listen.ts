import pg from 'pg'

const FIRST_WAIT_MS = 100
const LONGEST_WAIT_MS = 5_000

/** A connection of its own that hears what is announced on its channels. */
export interface Listener {
  close(): Promise<void>
}

export interface ListenerCalls {
  readonly onNotification: (payload: string, channel: string) => void
  /** The connection was lost and is there again: whatever was announced meanwhile was not heard. */
  readonly onReconnect: () => void
}

/**
 * Listens until closed, and connects again by itself. Resolves when the first connection listens.
 * @throws the driver's error when the first connection fails
 */
export async function listen(
  url: string,
  channels: readonly string[],
  { onNotification, onReconnect }: ListenerCalls,
): Promise<Listener> {
  let closed = false
  let client: pg.Client | undefined
  let retry: NodeJS.Timeout | undefined

  const connect = async (): Promise<void> => {
    const next = new pg.Client({ connectionString: url, application_name: 'identity-hub-listener', keepAlive: true })
    next.on('notification', message => onNotification(message.payload ?? '', message.channel))
    // Both may follow one another; the first of them counts.
    next.once('error', () => lost(next))
    next.once('end', () => lost(next))
    next.on('error', () => undefined)
    try {
      await next.connect()
      await next.query(channels.map(channel => `listen ${pg.escapeIdentifier(channel)}`).join('; '))
    } catch (error) {
      next.end().catch(() => undefined)
      throw error
    }
    client = next
    if (closed) await next.end()
  }
  const lost = (which: pg.Client): void => {
    if (closed || client !== which) return
    client = undefined
    again(FIRST_WAIT_MS)
  }
  const again = (wait: number): void => {
    retry = setTimeout(() => {
      connect().then(onReconnect, () => {
        if (!closed) again(Math.min(wait * 2, LONGEST_WAIT_MS))
      })
    }, wait)
  }

  await connect()
  return {
    async close() {
      closed = true
      clearTimeout(retry)
      await client?.end().catch(() => undefined)
    },
  }
}
