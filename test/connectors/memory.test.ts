import { afterEach, describe, expect, test } from '@jest/globals'
import { memory, memorySource } from '../../src/connectors/memory/index.js'
import { dnKey } from '../../src/model/dn.js'
import { conformance } from './conformance.js'
import { ADA, BARE, PERSON, person } from './people.js'
import { codesOf, connectorError, readAll, writeAll } from './reading.js'

let counter = 0

for (const deletions of ['deltas', 'anchors', 'listing']) {
  conformance(`memory that tells deletions as ${deletions}`, {
    connector: memory,
    deltaRenames: true,
    sizes: { histories: 100 },
    start: async objects => {
      const source = memorySource(`conformance-${counter++}`)
      for (const object of objects) source.put(object)
      return {
        settings: { source: source.name, deletions },
        change: async deltas => {
          for (const delta of deltas) {
            const anchor = source.byDn(delta.dn)?.anchor ?? ''
            if (delta.kind === 'add') source.put(delta)
            if (delta.kind === 'modify') source.modify(anchor, delta.changes)
            if (delta.kind === 'modify' && delta.newDn !== undefined) source.rename(anchor, delta.newDn)
            if (delta.kind === 'delete') source.delete(anchor)
          }
        },
        breakOff: async () => {
          source.faults.cutReadAfter = 0
          source.faults.loseAnswersAfter = 0
        },
        mend: async () => {
          source.faults.cutReadAfter = undefined
          source.faults.loseAnswersAfter = undefined
        },
        login: async (dn, password) => source.passwords.get(source.byDn(dn)?.anchor ?? '') === password,
        stop: async () => source.reset(),
      }
    },
  })
}

describe('the faults of a memory source', () => {
  const source = memorySource('faults')
  const opening = { connector: memory, settings: { source: 'faults' }, types: [PERSON] }
  afterEach(() => source.reset())

  test('it cannot be opened', async () => {
    const problem = { code: 'source.credentials', message: 'wrong password' } as const
    source.faults.open = { status: 'no-start-credentials', problem }
    const error = await connectorError(readAll(opening))
    expect([error.status, error.problem]).toEqual(['no-start-credentials', problem])
  })

  test('a read breaks off after some objects and has no end', async () => {
    source.generate(3_000, i => ({ ...person(`P${i}`), anchor: `a${i}` }))
    source.faults.cutReadAfter = 1_500
    expect((await connectorError(readAll(opening))).status).toBe('stopped-connectivity')
  })

  test('it answers empty, and writes to one name are refused', async () => {
    source.put(ADA)
    source.put(BARE)
    const problem = { code: 'permission-issue', message: 'no' } as const
    source.faults.rejectWrites.set(dnKey(ADA.dn), problem)
    const results = await writeAll(
      opening,
      [ADA, BARE].map(({ dn }) => ({ kind: 'delete', dn })),
    )
    expect(codesOf(results)).toEqual(['permission-issue', 'ok'])
    source.faults.answerEmpty = true
    expect((await readAll(opening)).deltas).toEqual([])
  })

  test('a write loses the connection after some deltas', async () => {
    source.faults.cutWriteAfter = 1
    expect((await connectorError(writeAll(opening, [ADA, BARE]))).status).toBe('stopped-connectivity')
    expect(source.objects.size).toBe(1)
  })
})

describe('generated objects', () => {
  const source = memorySource('generated')
  const opening = { connector: memory, settings: { source: 'generated' }, types: [PERSON] }
  afterEach(() => source.reset())

  test('changed ones take the place of those that were made, deleted ones are gone', async () => {
    source.generate(5, i => ({ ...person(`P${i}`), anchor: `a${i}` }))
    source.modify('a1', { sn: [{ operation: 'replace', values: ['New'] }] })
    source.rename('a2', person('Q2').dn)
    source.delete('a3')
    const { deltas } = await readAll(opening)
    const seen = deltas.map(delta => [
      delta.anchor,
      delta.kind === 'add' ? delta.attributes.sn?.[0] : '',
      delta.dn.split(',')[0],
    ])
    expect(seen.sort()).toEqual([
      ['a0', 'Surname', 'cn=P0'],
      ['a1', 'New', 'cn=P1'],
      ['a2', 'Surname', 'cn=Q2'],
      ['a4', 'Surname', 'cn=P4'],
    ])
  })

  test('a hundred thousand are read without being kept', async () => {
    source.generate(100_000, i => ({ ...person(`P${i}`), anchor: `a${i}` }))
    expect((await readAll(opening, { pageSize: 1_000 })).deltas).toHaveLength(100_000)
    expect(source.objects.size).toBe(0)
  })
})
