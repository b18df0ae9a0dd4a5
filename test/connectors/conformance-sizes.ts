import { randomBytes } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import type { ExportDelta } from '../../src/connectors/connector.js'
import type { AddDelta } from '../../src/model/delta.js'
import { dnKey } from '../../src/model/dn.js'
import type { PersonWord, Spoken } from './conformance-subject.js'
import { ADA, group, ODD, person } from './people.js'
import { codesOf, readAll, writeAll } from './reading.js'

const SLOW = 300_000

/** Nothing at all, very long values, and groups of very many members. */
export function sizeTests(at: Spoken): void {
  test('an empty source is a complete read of nothing', async () => {
    const { source, opening } = await at.start([])
    try {
      const { deltas, problems, isComplete } = await readAll(opening)
      expect([deltas, problems, isComplete]).toEqual([[], [], true])
    } finally {
      await source.stop()
    }
  })

  describe('long values', () => {
    const text = 'Ünïcode, with ; and | and "quotes"\n'
    const values: Partial<Record<PersonWord, string>> = {
      description: text.repeat(Math.floor(at.sizes.valueBytes / Buffer.byteLength(text))),
      jpegPhoto: randomBytes(at.sizes.valueBytes).toString('base64'),
    }
    const words = (['description', 'jpegPhoto'] as const).filter(word => at.attribute(word) !== undefined)
    const long = (name: string) =>
      at.make(person(name, Object.fromEntries(words.map(word => [word, [values[word] ?? '']]))))

    if (words.length === 0) return
    test(
      'are read',
      () => withSource(at, [long('Long')], async read => expectSame(at, await read(), [long('Long')])),
      SLOW,
    )

    if (!at.capabilities.export) return
    test(
      'are written',
      () => {
        return withSource(at, [at.make(person('Plain'))], async (read, opening) => {
          const change = Object.fromEntries(
            words.map(word => [word, [{ operation: 'replace', values: [values[word] ?? ''] }] as const]),
          )
          const modify = at.say({ kind: 'modify', dn: person('Plain').dn, changes: change } as const)
          expect(codesOf(await writeAll(opening, [long('Long'), modify]))).toEqual(['ok', 'ok'])
          expectSame(at, await read(), [long('Long'), long('Plain')])
        })
      },
      SLOW,
    )
  })

  if (!at.hasGroups) return
  describe('large groups', () => {
    const membersOf = (count: number) => Array.from({ length: count }, (_, i) => person(`Member ${i}`))
    const targetsOf = (members: readonly AddDelta[]) =>
      at.subject.referencesExist ? [...members, ADA, ODD].map(at.make) : []
    const theGroup = (objects: Awaited<ReturnType<typeof readAll>>) => {
      const name = dnKey(at.dn(group('Large', []).dn))
      return at.comparable(objects.deltas.filter(({ dn }) => dnKey(dn) === name))
    }

    test(
      `one of ${at.sizes.membersRead} members is read whole`,
      async () => {
        const members = membersOf(at.sizes.membersRead)
        const large = at.make(
          group(
            'Large',
            members.map(({ dn }) => dn),
          ),
        )
        await withSource(at, [...targetsOf(members), large], async read => {
          expect(theGroup(await read())).toEqual(at.comparable([large]))
        })
      },
      SLOW,
    )

    if (!at.capabilities.export) return
    test(
      `one of ${at.sizes.membersWritten} members goes out and comes back, and changes by single values`,
      async () => {
        const members = membersOf(at.sizes.membersWritten)
        const large = at.make(
          group(
            'Large',
            members.map(({ dn }) => dn),
          ),
        )
        const leaver = at.sizes.membersWritten - 7
        const change: ExportDelta = at.say({
          kind: 'modify',
          dn: group('Large', []).dn,
          changes: {
            member: [
              { operation: 'delete', values: [members[leaver]?.dn ?? ''] },
              { operation: 'add', values: [ODD.dn] },
            ],
          },
        })
        const after = group('Large', [...members.filter((_, i) => i !== leaver).map(({ dn }) => dn), ODD.dn])
        await withSource(at, targetsOf(members), async (read, opening) => {
          expect(codesOf(await writeAll(opening, [large]))).toEqual(['ok'])
          expect(theGroup(await read())).toEqual(at.comparable([large]))
          expect(codesOf(await writeAll(opening, [change]))).toEqual(['ok'])
          expect(theGroup(await read())).toEqual(at.comparable([at.say(after)]))
          expect(codesOf(await writeAll(opening, [{ ...change, mayBeSent: true }]))).toEqual(['ok'])
        })
      },
      SLOW,
    )
  })
}

type Reading = () => Promise<Awaited<ReturnType<typeof readAll>>>

async function withSource(
  at: Spoken,
  objects: readonly AddDelta[],
  use: (read: Reading, opening: Awaited<ReturnType<Spoken['start']>>['opening']) => Promise<unknown>,
): Promise<void> {
  const { source, opening } = await at.start(objects)
  try {
    await use(() => readAll(opening, { pageSize: 1_000 }), opening)
  } finally {
    await source.stop()
  }
}

// A difference of a megabyte is no use in a message.
function expectSame(at: Spoken, read: Awaited<ReturnType<typeof readAll>>, expected: readonly AddDelta[]): void {
  expect(read.problems).toEqual([])
  expect(shortened(at.comparable(read.deltas))).toEqual(shortened(at.comparable(expected)))
  expect(JSON.stringify(at.comparable(read.deltas)) === JSON.stringify(at.comparable(expected))).toBe(true)
}

const shortened = (objects: ReturnType<Spoken['comparable']>) =>
  objects.map(({ dn, attributes }) => ({
    dn,
    lengths: Object.entries(attributes).map(([name, values]) => [name, values.map(value => value.length)]),
  }))
