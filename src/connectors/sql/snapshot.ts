/** Which transactions a snapshot of PostgreSQL sees (pg_current_snapshot: `xmin:xmax:running,…`). */
export interface Snapshot {
  readonly text: string
  /** @param xid the low 32 bits, as a change stream tells them */
  sees(xid: number): boolean
}

/** Undefined for text that is no snapshot. */
export function snapshotOf(text: string): Snapshot | undefined {
  const match = /^(\d+):(\d+):([\d,]*)$/.exec(text)
  if (match === null) return undefined
  const [xmin, xmax] = [BigInt(match[1] ?? 0), BigInt(match[2] ?? 0)]
  const running = new Set((match[3] ?? '').split(',').filter(Boolean).map(BigInt))
  return {
    text,
    sees(xid) {
      // Numbers wrap after four billion; the transactions of a stream are within half of that.
      const whole = xmax + BigInt((xid - Number(xmax & 0xffff_ffffn)) | 0)
      return whole < xmin || (whole < xmax && !running.has(whole))
    },
  }
}
