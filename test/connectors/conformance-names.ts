import { describe, expect, test } from '@jest/globals'
import type { AddDelta } from '../../src/model/delta.js'
import type { Spoken } from './conformance-subject.js'
import { ODD_NAMES, type OddName } from './odd-names.js'
import { group, person } from './people.js'
import { codesOf, readAll, writeAll } from './reading.js'

const oddPerson = (name: OddName) => person(ODD_NAMES[name].text, {}, ODD_NAMES[name].rdn)

/** Names with every character that has a meaning in names come in, go out and are referred to unharmed. */
export function nameTests(at: Spoken): void {
  const names = (Object.keys(ODD_NAMES) as OddName[]).filter(name => !at.subject.cannotName?.includes(name))
  const people = names.map(oddPerson)
  const all = [
    ...people,
    ...(at.hasGroups
      ? [
          group(
            'All of them',
            people.map(({ dn }) => dn),
          ),
        ]
      : []),
  ]

  describe('odd names', () => {
    test('are read, and referred to', async () => {
      const seed = all.map(at.make)
      const { source, opening } = await at.start(seed)
      try {
        const { deltas, problems } = await readAll(opening)
        expect(problems).toEqual([])
        expect(at.comparable(deltas)).toEqual(at.comparable(seed))
      } finally {
        await source.stop()
      }
    })

    if (!at.capabilities.export) return
    test('are written, referred to, changed and deleted', async () => {
      const { source, opening } = await at.start([at.make(person('Plain'))])
      try {
        const objects = async () => at.comparable((await readAll(opening)).deltas)
        const plain = await objects()
        const adds = all.map(at.make)
        expect(codesOf(await writeAll(opening, adds))).toEqual(adds.map(() => 'ok'))
        expect(await objects()).toEqual(sorted([...plain, ...at.comparable(adds)]))
        const modifies = people.map(({ dn }) =>
          at.say({ kind: 'modify', dn, changes: { sn: [{ operation: 'replace', values: ['Changed'] }] } } as const),
        )
        expect(codesOf(await writeAll(opening, modifies))).toEqual(modifies.map(() => 'ok'))
        const changed = people.map((one): AddDelta => ({ ...one, attributes: { ...one.attributes, sn: ['Changed'] } }))
        const written = sorted([
          ...plain,
          ...at.comparable([...changed.map(at.say), ...all.slice(people.length).map(at.say)]),
        ])
        expect(await objects()).toEqual(written)
        // The group goes first: some sources take the members out of it themselves.
        const deletes = [...all].reverse().map(({ dn }) => at.say({ kind: 'delete', dn } as const))
        expect(codesOf(await writeAll(opening, deletes))).toEqual(deletes.map(() => 'ok'))
        expect(await objects()).toEqual(at.connector.capabilities.deletes === 'listed' ? written : plain)
      } finally {
        await source.stop()
      }
    })

    if (!at.capabilities.rename) return
    test('are given to an object that has another', async () => {
      const before = people.map((_, i) => person(`Plain ${i}`))
      const { source, opening } = await at.start(before.map(at.make))
      try {
        const renames = people.map(({ dn, attributes: { cn = [] } }, i) =>
          at.say({
            kind: 'modify',
            dn: before[i]?.dn ?? '',
            newDn: dn,
            changes: { cn: [{ operation: 'replace', values: cn }] },
          } as const),
        )
        expect(codesOf(await writeAll(opening, renames))).toEqual(renames.map(() => 'ok'))
        expect(at.comparable((await readAll(opening)).deltas)).toEqual(at.comparable(people.map(at.say)))
      } finally {
        await source.stop()
      }
    })
  })
}

const sorted = <T extends { readonly dn: string }>(objects: readonly T[]): T[] =>
  [...objects].sort((a, b) => (a.dn < b.dn ? -1 : 1))
