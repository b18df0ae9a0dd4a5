import { expect, test } from '@jest/globals'
import type { ExportDelta } from '../../src/connectors/connector.js'
import type { AddDelta } from '../../src/model/delta.js'
import { ADA, BARE, comparable, group, ODD, PHOTO, person, TEAM } from './people.js'
import { codesOf, type Opening, readAll, writeAll } from './reading.js'

/** What the contract says of connectors that export, on a source that holds ADA, ODD, BARE and TEAM. */
export function writingTests(opening: () => Opening, complete: (delta: AddDelta) => AddDelta): void {
  const objects = async () => comparable((await readAll(opening())).deltas)
  const newcomer = complete(
    person('Zoë', { description: ['a', 'b'], hubActive: ['false'], jpegPhoto: [PHOTO], manager: [ADA.dn] }),
  )
  const modifyAda: ExportDelta = {
    kind: 'modify',
    dn: ADA.dn,
    changes: {
      hubActive: [{ operation: 'replace', values: ['false'] }],
      jpegPhoto: [{ operation: 'replace', values: [] }],
      description: [{ operation: 'add', values: ['new', 'näher'] }],
    },
  }
  const adaAfter = person('Ada', { hubActive: ['false'], employeeNumber: ['7'], description: ['new', 'näher'] })

  test('what was written is read back exactly', async () => {
    const batch: ExportDelta[] = [newcomer, modifyAda, { kind: 'delete', dn: BARE.dn }]
    expect(codesOf(await writeAll(opening(), batch))).toEqual(['ok', 'ok', 'ok'])
    expect(await objects()).toEqual(comparable([adaAfter, ODD, TEAM, newcomer]))
  })

  test('a new object gets the anchor that the next import gives it', async () => {
    const [result] = await writeAll(opening(), [newcomer])
    const { deltas } = await readAll(opening())
    const read = deltas.find(delta => delta.kind === 'add' && delta.attributes.cn?.[0] === 'Zoë')
    expect(result).toEqual({ ok: true, anchor: read?.anchor })
  })

  test('results come in order, the refused ones among them', async () => {
    const absent = person('Nobody').dn
    const batch: ExportDelta[] = [
      complete(ADA),
      newcomer,
      { kind: 'modify', dn: absent, changes: { sn: [{ operation: 'replace', values: ['x'] }] } },
      modifyAda,
      { kind: 'delete', dn: absent },
      { kind: 'delete', dn: BARE.dn },
    ]
    const codes = ['cd-existing-object', 'ok', 'cd-missing-object', 'ok', 'cd-missing-object', 'ok']
    expect(codesOf(await writeAll(opening(), batch))).toEqual(codes)
    expect(await objects()).toEqual(comparable([adaAfter, ODD, TEAM, newcomer]))
  })

  test('a batch that was sent already is success when it is so, and changes nothing', async () => {
    const batch: ExportDelta[] = [newcomer, modifyAda, { kind: 'delete', dn: BARE.dn }]
    await writeAll(opening(), batch)
    const before = await objects()
    const again = batch.map(delta => ({ ...delta, mayBeSent: true }))
    expect(codesOf(await writeAll(opening(), again))).toEqual(['ok', 'ok', 'ok'])
    expect(await objects()).toEqual(before)
    expect(
      codesOf(await writeAll(opening(), [{ ...person('Ada', { sn: ['Other'] }), mayBeSent: true }].map(complete))),
    ).toEqual(['cd-existing-object'])
  })

  test('a group of 5,000 members goes out and comes back, and changes by single values', async () => {
    const members = Array.from({ length: 5_000 }, (_, i) => person(`Member ${i}`).dn)
    const large = complete(group('Large', members))
    expect(codesOf(await writeAll(opening(), [large]))).toEqual(['ok'])
    const change: ExportDelta = {
      kind: 'modify',
      dn: large.dn,
      changes: {
        member: [
          { operation: 'delete', values: [members[4_321] ?? ''] },
          { operation: 'add', values: [ODD.dn] },
        ],
      },
    }
    expect(codesOf(await writeAll(opening(), [change]))).toEqual(['ok'])
    const expected = group('Large', [...members.filter((_, i) => i !== 4_321), ODD.dn])
    const read = (await objects()).find(({ dn }) => dn.startsWith('cn=large'))
    expect(read).toEqual(comparable([expected])[0])
    expect(codesOf(await writeAll(opening(), [{ ...change, mayBeSent: true }]))).toEqual(['ok'])
  })

  test('an object is renamed and keeps its anchor', async () => {
    const anchorOf = async (cn: string) =>
      (await readAll(opening())).deltas.find(delta => delta.kind === 'add' && delta.attributes.cn?.[0] === cn)?.anchor
    const before = await anchorOf('Bare')
    const to = person('Bear, the \\', {}, 'Bear\\, the \\\\')
    const rename: ExportDelta = {
      kind: 'modify',
      dn: BARE.dn,
      newDn: to.dn,
      changes: {
        cn: [{ operation: 'replace', values: ['Bear, the \\'] }],
        sn: [{ operation: 'replace', values: ['Claw'] }],
      },
    }
    expect(codesOf(await writeAll(opening(), [rename]))).toEqual(['ok'])
    expect(await objects()).toEqual(
      comparable([ADA, ODD, TEAM, { ...to, attributes: { ...to.attributes, sn: ['Claw'] } }]),
    )
    expect(await anchorOf('Bear, the \\')).toBe(before)
    expect(codesOf(await writeAll(opening(), [{ ...rename, mayBeSent: true }]))).toEqual(['ok'])
    const onto: ExportDelta = { kind: 'modify', dn: ADA.dn, newDn: to.dn, changes: {} }
    expect(codesOf(await writeAll(opening(), [onto]))).toEqual(['rename-to-existing-dn'])
  })
}
