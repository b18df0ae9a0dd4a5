import { expect, test } from '@jest/globals'
import type { ExportDelta } from '../../src/connectors/connector.js'
import type { AddDelta, AttributeChange } from '../../src/model/delta.js'
import { dnKey } from '../../src/model/dn.js'
import type { Spoken, Started } from './conformance-subject.js'
import { ADA, BARE, group, ODD, PHOTO, person, TEAM } from './people.js'
import { codesOf, readAll, writeAll } from './reading.js'

/** What the contract says of connectors that export, on a source that holds ADA, ODD, BARE and, where it has groups, TEAM. */
export function writingTests(at: Spoken, now: () => Started): void {
  const { capabilities } = at.connector
  const write = (batch: readonly ExportDelta[]) => writeAll(now().opening, batch)
  const objects = async () => at.comparable((await readAll(now().opening)).deltas)
  const expected = (...all: readonly AddDelta[]) => at.comparable(all.map(at.say))
  const others = at.hasGroups ? [ODD, TEAM] : [ODD]
  // A source that only lists deletes still has what was deleted.
  const listed = capabilities.deletes === 'listed' ? [BARE] : []
  const zoe = person('Zoë', { description: ['a', 'b'], hubActive: ['false'], jpegPhoto: [PHOTO], manager: [ADA.dn] })
  const newcomer = at.make(zoe)
  const modifyAda: ExportDelta = at.say({
    kind: 'modify',
    dn: ADA.dn,
    changes: {
      hubActive: [{ operation: 'replace', values: ['false'] }],
      jpegPhoto: [{ operation: 'replace', values: [] }],
      description: [{ operation: capabilities.valueChanges ? 'add' : 'replace', values: ['new', 'näher'] }],
    },
  })
  const deleteBare: ExportDelta = at.say({ kind: 'delete', dn: BARE.dn })
  const adaAfter = person('Ada', { hubActive: ['false'], employeeNumber: ['7'], description: ['new', 'näher'] })

  test('what was written is read back exactly', async () => {
    const batch: ExportDelta[] = [newcomer, modifyAda, deleteBare]
    expect(codesOf(await write(batch))).toEqual(['ok', 'ok', 'ok'])
    expect(await objects()).toEqual(expected(adaAfter, ...others, ...listed, zoe))
  })

  test('a new object gets the anchor that the next import gives it', async () => {
    const [result] = await write([newcomer])
    const { deltas } = await readAll(now().opening)
    const read = deltas.find(delta => at.comparable([delta])[0]?.dn === dnKey(newcomer.dn))
    expect(result).toEqual({ ok: true, anchor: read?.anchor })
  })

  test('results come in order, the refused ones among them', async () => {
    const absent = at.dn(person('Nobody').dn)
    const surname = at.attribute('sn')?.name ?? ''
    const batch: ExportDelta[] = [
      at.make(ADA),
      newcomer,
      { kind: 'modify', dn: absent, changes: { [surname]: [{ operation: 'replace', values: ['x'] }] } },
      modifyAda,
      { kind: 'delete', dn: absent },
      deleteBare,
    ]
    const codes = ['cd-existing-object', 'ok', 'cd-missing-object', 'ok', 'cd-missing-object', 'ok']
    expect(codesOf(await write(batch))).toEqual(codes)
    expect(await objects()).toEqual(expected(adaAfter, ...others, ...listed, zoe))
  })

  test('a batch that was sent already is success when it is so, and changes nothing', async () => {
    const batch: ExportDelta[] = [newcomer, modifyAda, deleteBare]
    await write(batch)
    const before = await objects()
    const again = batch.map(delta => ({ ...delta, mayBeSent: true }))
    expect(codesOf(await write(again))).toEqual(['ok', 'ok', 'ok'])
    expect(await objects()).toEqual(before)
    expect(codesOf(await write([{ ...at.make(person('Ada', { sn: ['Other'] })), mayBeSent: true }]))).toEqual([
      'cd-existing-object',
    ])
  })

  if (capabilities.valueChanges && at.attribute('description')?.multivalued) {
    test('single values come and go, and an attribute whose last value goes is absent', async () => {
      const modify = (...description: readonly AttributeChange[]) =>
        at.say({ kind: 'modify', dn: ADA.dn, changes: { description } } as const)
      const add = modify({ operation: 'add', values: ['a', 'b; c', 'd'] })
      const swap = modify({ operation: 'delete', values: ['b; c'] }, { operation: 'add', values: ['e'] })
      expect(codesOf(await write([add, swap]))).toEqual(['ok', 'ok'])
      const swapped = { ...ADA, attributes: { ...ADA.attributes, description: ['a', 'd', 'e'] } }
      expect(await objects()).toEqual(expected(swapped, ...others, BARE))
      const clear = modify({ operation: 'delete', values: ['a', 'd', 'e'] })
      expect(codesOf(await write([clear]))).toEqual(['ok'])
      expect(await objects()).toEqual(expected(ADA, ...others, BARE))
    })
  }

  if (at.hasGroups) {
    test('a member comes and another goes', async () => {
      const change: ExportDelta = at.say({
        kind: 'modify',
        dn: TEAM.dn,
        changes: {
          member: [
            { operation: 'delete', values: [ODD.dn] },
            { operation: 'add', values: [BARE.dn] },
          ],
        },
      })
      expect(codesOf(await write([change]))).toEqual(['ok'])
      expect(await objects()).toEqual(expected(ADA, ODD, BARE, group('Team', [ADA.dn, BARE.dn])))
      expect(codesOf(await write([{ ...change, mayBeSent: true }]))).toEqual(['ok'])
    })

    test('a batch makes objects and the group that refers to them', async () => {
      const crew = at.make(group('Crew', [zoe.dn, BARE.dn]))
      expect(codesOf(await write([newcomer, crew]))).toEqual(['ok', 'ok'])
      expect(await objects()).toEqual(expected(ADA, ...others, BARE, zoe, group('Crew', [zoe.dn, BARE.dn])))
    })
  }

  if (!capabilities.rename) return
  test('an object is renamed and keeps its anchor', async () => {
    const anchorOf = async (dn: string) =>
      (await readAll(now().opening)).deltas.find(delta => dnKey(delta.dn) === dnKey(at.dn(dn)))?.anchor
    const before = await anchorOf(BARE.dn)
    expect(before).toBeDefined()
    const to = person('Bear, the \\', {}, 'Bear\\, the \\\\')
    const rename: ExportDelta = at.say({
      kind: 'modify',
      dn: BARE.dn,
      newDn: to.dn,
      changes: {
        cn: [{ operation: 'replace', values: ['Bear, the \\'] }],
        sn: [{ operation: 'replace', values: ['Claw'] }],
      },
    })
    expect(codesOf(await write([rename]))).toEqual(['ok'])
    expect(await objects()).toEqual(expected(ADA, ...others, { ...to, attributes: { ...to.attributes, sn: ['Claw'] } }))
    expect(await anchorOf(to.dn)).toBe(before)
    expect(codesOf(await write([{ ...rename, mayBeSent: true }]))).toEqual(['ok'])
    const onto: ExportDelta = at.say({ kind: 'modify', dn: ADA.dn, newDn: to.dn, changes: {} })
    expect(codesOf(await write([onto]))).toEqual(['rename-to-existing-dn'])
  })
}
