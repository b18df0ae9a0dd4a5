import { type Context, runInContext } from 'node:vm'

/** What promises made by rules in code descend from. */
const prototypes = new WeakSet<object>()
let listening = false

/**
 * Keeps the process alive when a promise fails that rules in code made and nobody waits for: rules are synchronous, and one mistake in
 * them must not end a worker. Promises of the hub itself are as deadly as ever.
 */
export function outliveFloatingPromises(context: Context): void {
  prototypes.add(runInContext('Promise.prototype', context) as object)
  if (listening) return
  listening = true
  process.on('unhandledRejection', (reason, promise) => {
    if (prototypes.has(Object.getPrototypeOf(promise) as object)) {
      process.emitWarning(`Rules in code began something asynchronous, which failed: ${textOf(reason)}`)
    } else if (process.listenerCount('unhandledRejection') === 1) throw reason
  })
}

function textOf(reason: unknown): string {
  try {
    return String(reason)
  } catch {
    return 'an error that cannot be shown'
  }
}
