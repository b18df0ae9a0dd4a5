import { expect, test } from '@jest/globals'
import type { Spoken, Started } from './conformance-subject.js'
import { ADA } from './people.js'
import { openSession, readAll } from './reading.js'

/** A source that is watched tells of a change by itself, and of nothing while nothing changes. */
export function watchTests(at: Spoken, now: () => Started): void {
  const opening = () => now().opening
  const rename = (sn: string) =>
    at.say({ kind: 'modify', dn: ADA.dn, changes: { sn: [{ operation: 'replace', values: [sn] }] } } as const)
  // A change is to be told within two seconds; the rest is for a machine that has other work, too.
  const within = <T>(work: Promise<T> | undefined) => withinTime(work, at.sizes.watchMilliseconds)

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
    await now().source.change?.([rename('Watched')])
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

async function withinTime<T>(work: Promise<T> | undefined, milliseconds: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not told within ${milliseconds} ms`)), milliseconds)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
