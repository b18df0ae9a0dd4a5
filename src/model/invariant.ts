/** Fails on a bug of the hub itself. Never for bad input or a bad source: those are {@link Problem}s. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`Invariant broken: ${message}`)
}
