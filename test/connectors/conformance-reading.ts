import { expect, test } from '@jest/globals'
import type { AddDelta } from '../../src/model/delta.js'
import type { Spoken, Started } from './conformance-subject.js'
import { openSession, pagesOf, readAll } from './reading.js'

/** What the contract says of reading, on a source that holds `seed`. */
export function readingTests(at: Spoken, now: () => Started, seed: readonly AddDelta[]): void {
  test('reads every object whole: binary, several values, none, names with commas', async () => {
    const { deltas, problems } = await readAll(now().opening)
    expect(problems).toEqual([])
    expect(at.comparable(deltas)).toEqual(at.comparable(seed))
  })

  test('gives every object an anchor of its own, the same at every read', async () => {
    const anchors = async () => new Map((await readAll(now().opening)).deltas.map(({ dn, anchor }) => [dn, anchor]))
    const [first, second] = [await anchors(), await anchors()]
    expect(second).toEqual(first)
    expect(new Set(first.values()).size).toBe(seed.length)
    expect([...first.values()].every(anchor => typeof anchor === 'string' && anchor !== '')).toBe(true)
  })

  test('reads in pages, and only the last carries the end', async () => {
    await using session = await openSession(now().opening)
    const pages = await pagesOf(session, { pageSize: 2 })
    expect(pages.length).toBeGreaterThan(1)
    expect(pages.every(page => page.deltas.length <= 2)).toBe(true)
    expect(pages.map(page => page.end !== undefined)).toEqual(pages.map((_, i) => i === pages.length - 1))
    expect(at.comparable(pages.flatMap(page => page.deltas))).toEqual(at.comparable(seed))
  })

  test('reads only what is selected', async () => {
    const [person] = at.types
    const surname = at.attribute('sn')
    if (person === undefined || surname === undefined) throw new Error('The words lack a person with sn.')
    const types = [{ name: person.name, attributes: [surname] }]
    const { deltas } = await readAll({ ...now().opening, types })
    expect(deltas).toHaveLength(seed.filter(({ objectType }) => objectType === person.name).length)
    expect(deltas.every(delta => delta.kind === 'add' && Object.keys(delta.attributes).join() === surname.name)).toBe(
      true,
    )
  })
}
