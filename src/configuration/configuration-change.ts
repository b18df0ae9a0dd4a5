/** One difference between two documents. `before` and `after` are as written, of a new order the names in their order. */
export interface ConfigurationChange {
  readonly path: string
  readonly kind: 'added' | 'removed' | 'changed' | 'reordered'
  readonly before?: unknown
  readonly after?: unknown
}

/** A change of rules that agents have to synchronize for. */
export interface SharedChange {
  readonly agents: readonly string[]
  readonly reason: string
}
