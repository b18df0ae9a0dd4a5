import { describe, expect, test } from '@jest/globals'
import type { DeltaResult, ExportDelta } from '../../src/connectors/connector.js'
import type { Spoken } from './conformance-subject.js'
import { person } from './people.js'
import { codesOf, connectorError, openSession, readAll, writeAll } from './reading.js'

const WRITTEN = 200
const SLOW = 180_000

/** A read that stops early is an error and never an end; a write that stops early says what was done until then. */
export function breakingTests(at: Spoken): void {
  const padded = (name: string) =>
    at.make(person(name, at.attribute('description') && { description: [`${name} ${'x'.repeat(400)}`] }))
  const many = (count: number) => Array.from({ length: count }, (_, i) => padded(`Person ${i}`))

  describe('broken off', () => {
    test(
      'a read that is cancelled ends with an error and never with an end',
      async () => {
        const { source, opening } = await at.start(many(Math.min(400, at.sizes.objects)))
        try {
          const controller = new AbortController()
          await using session = await openSession(opening)
          const ends: unknown[] = []
          const read = async () => {
            for await (const page of session.read({ mode: 'full', pageSize: 10, signal: controller.signal })) {
              ends.push(page.end)
              controller.abort()
            }
          }
          const error = await connectorError(read())
          expect(error.problem.code).toBe('run.cancelled')
          expect(ends.filter(end => end !== undefined)).toEqual([])
        } finally {
          await source.stop()
        }
      },
      SLOW,
    )

    test(
      'a read whose source breaks midway ends with an error and never with an end',
      async () => {
        const { source, opening } = await at.start(many(at.sizes.objects))
        try {
          if (source.breakOff === undefined) return
          const ends: unknown[] = []
          const read = async () => {
            await using session = await openSession(opening)
            for await (const page of session.read({
              mode: 'full',
              pageSize: 10,
              signal: new AbortController().signal,
            })) {
              ends.push(page.end)
              if (ends.length === 1) await source.breakOff?.()
            }
          }
          const error = await connectorError(read())
          expect(error.status).toMatch(/^stopped-/)
          expect(error.problem.message).not.toBe('')
          expect(ends.length).toBeGreaterThan(0)
          expect(ends.filter(end => end !== undefined)).toEqual([])
          if (source.mend === undefined) return
          await source.mend()
          expect((await readAll(opening)).deltas).toHaveLength(at.sizes.objects)
        } finally {
          await source.stop()
        }
      },
      SLOW,
    )

    if (!at.capabilities.export) return
    test(
      'a write whose source breaks midway is done by sending it once more',
      async () => {
        const { source, opening } = await at.start([])
        try {
          if (source.mend === undefined) return
          const batch = many(WRITTEN)
          const results: DeltaResult[] = []
          await connectorError(
            (async () => {
              await using session = await openSession(opening)
              for await (const result of session.write?.(batch) ?? []) {
                if (results.push(result) === 3) await source.breakOff?.()
              }
              // A source that had taken everything before it broke says so at the latest now.
              await session.flush?.()
              throw brokenTooLate(results)
            })(),
          )
          expect(results.length).toBeLessThan(WRITTEN)
          await source.mend()
          const again = batch.map((delta): ExportDelta => ({ ...delta, mayBeSent: true }))
          expect(codesOf(await writeAll(opening, again))).toEqual(batch.map(() => 'ok'))
          expect(at.comparable((await readAll(opening)).deltas)).toEqual(at.comparable(batch))
        } finally {
          await source.stop()
        }
      },
      SLOW,
    )
  })
}

const brokenTooLate = (results: readonly DeltaResult[]) =>
  new Error(`The write went on to its end: ${results.length} results, ${codesOf(results).filter(one => one !== 'ok')}`)
