import { setTimeout as sleep } from 'node:timers/promises'

const PAUSE_MS = 1_000

/** Looks every second, until the signal is aborted, and tells when there was something. */
export async function* polled(look: () => Promise<boolean>, signal: AbortSignal): AsyncGenerator<void> {
  while (!signal.aborted) {
    if (await look()) yield
    await sleep(PAUSE_MS, undefined, { signal }).catch(() => undefined)
  }
}

/** Tells when one of the streams says so; whatever was said while nobody asked is one. @throws what ends a stream, or that one ended */
export async function* rung(streams: readonly AsyncIterable<boolean>[], signal: AbortSignal): AsyncGenerator<void> {
  let isRung = false
  let trouble: unknown
  let wake = () => {}
  const listen = async (stream: AsyncIterable<boolean>): Promise<void> => {
    try {
      for await (const rings of stream) {
        if (!rings) continue
        isRung = true
        wake()
      }
      trouble ??= new Error('The server ended a search that was to go on.')
    } catch (error) {
      trouble ??= error
    }
    wake()
  }
  for (const stream of streams) void listen(stream)
  while (!signal.aborted) {
    if (isRung) {
      isRung = false
      yield
      continue
    }
    if (trouble !== undefined) throw trouble
    await new Promise<void>(done => {
      wake = done
    })
  }
}
