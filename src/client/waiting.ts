const FIRST_WAIT_MS = 250
const LONGEST_WAIT_MS = 15_000
/** The hub says something every 12 seconds, be it that there is nothing to say. */
const SILENCE_MS = 40_000

/** Waits the longer the more has failed in a row, and not just as long as all others who were cut off together. */
export function waitAfter(failures: number, signal: AbortSignal | undefined): Promise<void> {
  const most = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures)
  const milliseconds = most / 2 + (Math.random() * most) / 2
  return new Promise(resolve => {
    const timer = setTimeout(done, milliseconds)
    signal?.addEventListener('abort', done)
    function done(): void {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
  })
}

/** A signal for one connection: it is aborted with the caller's, when nothing was heard for too long, or by `end`. */
export function lifeOf(caller: AbortSignal | undefined) {
  const controller = new AbortController()
  const abort = (): void => controller.abort()
  if (caller?.aborted) abort()
  caller?.addEventListener('abort', abort)
  let timer: ReturnType<typeof setTimeout> | undefined
  const heard = (): void => {
    clearTimeout(timer)
    timer = setTimeout(abort, SILENCE_MS)
  }
  heard()
  return {
    signal: controller.signal,
    heard,
    end() {
      clearTimeout(timer)
      caller?.removeEventListener('abort', abort)
      abort()
    },
  }
}
