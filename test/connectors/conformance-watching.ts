import { expect, test } from '@jest/globals'
import type { Delta } from '../../src/model/delta.js'
import { type Opening, openSession, readAll } from './reading.js'

/** A change is to be told within two seconds; the rest is for a machine that has other work, too. */
const TOLD_MS = 10_000

/** What the contract says of connectors that watch. `change` changes the source as somebody else would. */
export function watchingTests(
  opening: () => Opening,
  change: (deltas: readonly Delta[]) => Promise<void>,
  dn: string,
): void {
  const rename = (sn: string): Delta[] => [
    { kind: 'modify', dn, changes: { sn: [{ operation: 'replace', values: [sn] }] } },
  ]

  test('a change is told while the source is watched, and one since the watermark at once', async () => {
    const { watermark } = await readAll(opening())
    await using session = await openSession(opening())
    const controller = new AbortController()
    const watching = session.watch?.({ signal: controller.signal, ...(watermark !== undefined && { watermark }) })
    const changes = watching?.[Symbol.asyncIterator]()
    const told = changes?.next()
    let early = false
    told?.then(() => {
      early = true
    })
    await new Promise(done => setTimeout(done, 300))
    expect(early).toBe(false)
    await change(rename('Watched'))
    expect(await within(told)).toMatchObject({ done: false })
    controller.abort()
    await within(changes?.next().catch(() => undefined))

    await using later = await openSession(opening())
    const again = new AbortController()
    const since = later
      .watch?.({ signal: again.signal, ...(watermark !== undefined && { watermark }) })
      [Symbol.asyncIterator]()
    expect(await within(since?.next())).toMatchObject({ done: false })
    again.abort()
    await within(since?.next().catch(() => undefined))
  })
}

async function within<T>(work: Promise<T> | undefined): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not told within ${TOLD_MS} ms`)), TOLD_MS)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
