import { expect, test } from '@jest/globals'
import type { Delta } from '../../src/model/delta.js'
import { dnKey } from '../../src/model/dn.js'
import type { Spoken, Started } from './conformance-subject.js'
import { ADA, BARE } from './people.js'
import { connectorError, type Read, readAll } from './reading.js'

/** What the contract says of connectors that tell what has changed, on a source that holds ADA and BARE among others. */
export function deltaTests(at: Spoken, now: () => Started): void {
  const changes: Delta[] = [
    { kind: 'modify', dn: ADA.dn, changes: { sn: [{ operation: 'replace', values: ['Lovelace'] }] } },
    { kind: 'delete', dn: BARE.dn },
  ]
  const delta = (watermark: string | undefined) =>
    readAll(now().opening, { mode: 'delta', ...(watermark !== undefined && { watermark }) })
  const change = () => now().source.change?.(changes.map(at.say))

  test('a delta import goes on where the last import ended, and tells nothing twice', async () => {
    const full = await readAll(now().opening)
    const named = (dn: string) => full.deltas.find(one => dnKey(one.dn) === dnKey(dn))
    const anchorOf = (dn: string) => named(at.dn(dn))?.anchor ?? ''
    expect(full.watermark).toBeDefined()
    const nothing = await delta(full.watermark)
    expect(nothing.deltas).toEqual([])
    expect(nothing.gone).toEqual([])
    await change()
    const first = await delta(nothing.watermark)
    // A change may name its object by its name alone.
    const told = first.deltas.filter(({ kind }) => kind !== 'delete')
    const anchors = told.map(({ anchor, dn }) => anchor ?? named(dn)?.anchor)
    expect(anchors).toEqual([anchorOf(ADA.dn)])
    const surname = at.attribute('sn')?.name ?? ''
    expect(first.deltas.map(one => valuesIn(one, surname)).filter(values => values !== undefined)).toEqual([
      ['Lovelace'],
    ])
    expect(anchorsGone(first, full.deltas)).toEqual([anchorOf(BARE.dn)])
    const second = await delta(first.watermark)
    expect(second.deltas).toEqual([])
    expect(second.gone).toEqual([])
  })

  test('changes before a full import are not told again by the delta import after it', async () => {
    await change()
    const full = await readAll(now().opening)
    expect((await delta(full.watermark)).deltas).toEqual([])
  })

  test.each(['nonsense', undefined])('a watermark that is none (%s) asks for a full import', async watermark => {
    const error = await connectorError(delta(watermark))
    expect([error.status, error.problem.code]).toEqual(['no-start-full-import-required', 'source.watermark-missing'])
  })
}

/** The values that a delta gives an attribute of its object; undefined when it gives none. */
function valuesIn(delta: Delta, name: string): readonly string[] | undefined {
  if (delta.kind === 'add') return delta.attributes[name]
  return delta.kind === 'modify'
    ? delta.changes[name]?.find(({ operation }) => operation === 'replace')?.values
    : undefined
}

/** The anchors of what is gone, in whatever way the source tells it. */
function anchorsGone({ deltas, gone, listed }: Read, before: readonly Delta[]): string[] {
  const deleted = deltas.flatMap(({ kind, anchor, dn }) => {
    if (kind !== 'delete') return []
    return [anchor ?? before.find(one => one.dn === dn)?.anchor ?? '']
  })
  const unlisted = before.flatMap(({ anchor = '' }) =>
    listed === undefined || listed.includes(anchor) || deltas.some(delta => delta.anchor === anchor) ? [] : [anchor],
  )
  return [...deleted, ...gone, ...unlisted]
}
