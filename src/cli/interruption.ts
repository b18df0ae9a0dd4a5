/** A terminal signals the whole group, and those who started us may pass the same on once more: that is one wish. */
const ECHO_MS = 500
const SIGNALS = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 } as const

/** The wish to end, from the keyboard or from whoever started the program. */
export interface Interruption {
  readonly signal: AbortSignal
  /** Resolves when somebody wishes to end. */
  readonly wished: Promise<void>
}

/** The first signal asks to end in order; a second one ends at once. */
export function listenForInterruption(): Interruption {
  const controller = new AbortController()
  const wished = new Promise<void>(resolve =>
    controller.signal.addEventListener('abort', () => resolve(), { once: true }),
  )
  let first = 0
  for (const [name, number] of Object.entries(SIGNALS)) {
    process.on(name, () => {
      if (controller.signal.aborted) {
        if (Date.now() - first > ECHO_MS) process.exit(128 + number)
        return
      }
      first = Date.now()
      controller.abort(name)
    })
  }
  return { signal: controller.signal, wished }
}
