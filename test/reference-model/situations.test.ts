import { expect, test } from '@jest/globals'
import { INBOUND_COUNTERS } from '../../src/model/counter.js'
import type { RuleSet } from '../../src/rules/rule-set.js'
import { allCells, type Cell, rulesKey, rulesOf, worldOf } from './situations/cells.js'
import { compileRules, decideInHub, decideInModel } from './situations/decide.js'
import { allWithdrawals, rulesOfWithdrawal, worldOfWithdrawal } from './situations/withdrawals.js'

const compiled = new Map<string, RuleSet>()
function rulesFor(cell: Cell): RuleSet {
  const key = rulesKey(cell)
  const held = compiled.get(key) ?? compileRules(rulesOf(cell))
  compiled.set(key, held)
  return held
}

const inOrder = (names: readonly string[]): string[] => [...names].sort()

test('every situation: the hub decides as the model does, and counts the same', () => {
  const cells = allCells()
  const met = new Set<string>()
  for (const cell of cells) {
    const { world, entry } = worldOf(cell)
    const hub = decideInHub(rulesFor(cell), world, entry)
    const model = decideInModel(world, entry)
    const [there, here] = [hub, model].map(side => ({ cell, ...side, counters: inOrder(side.counters) }))
    if (JSON.stringify(there) !== JSON.stringify(here)) expect(there).toEqual(here)
    for (const counter of hub.counters) met.add(counter)
  }
  expect(cells).toHaveLength(91392)
  // Nothing that can be counted about an entry is left out.
  expect(INBOUND_COUNTERS.filter(counter => !met.has(counter))).toEqual([])
}, 300_000)

test('every connector that provisioning takes away: the hub decides as the model does', () => {
  const withdrawals = allWithdrawals()
  for (const withdrawal of withdrawals) {
    const { world, entry } = worldOfWithdrawal(withdrawal)
    const hub = decideInHub(compileRules(rulesOfWithdrawal(withdrawal)), world, entry)
    const model = decideInModel(world, entry)
    const [there, here] = [hub, model].map(side => ({ withdrawal, ...side, counters: inOrder(side.counters) }))
    expect(there).toEqual(here)
    expect(hub.counters).toContain('provisioned-disconnect@target')
  }
  expect(withdrawals).toHaveLength(180)
})
