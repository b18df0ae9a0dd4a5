import { describe, expect, test } from '@jest/globals'
import {
  CONNECTOR_TRANSITIONS,
  type ConnectorEvent,
  mayHappen,
  nextConnectorState,
} from '../../src/connector-space/connector-states.js'
import { CONNECTOR_STATES, type ConnectorState } from '../../src/connector-space/entry.js'
import {
  EXPORT_STATES,
  EXPORT_TRANSITIONS,
  type ExportEvent,
  type ExportState,
} from '../../src/connector-space/export-states.js'

/** domain.md 1.4, written out once more: connector, explicit connector, disconnector, explicit and filtered disconnector. */
const CONNECTOR: Record<ConnectorEvent, string> = {
  'filter-matches': '            F  X  F  E  F',
  remains: '                     -  -  D  E  D',
  'rule-links': '                -  -  C  -  C',
  'source-deletes': '            0  0  0  0  0',
  'source-retypes': '            D  D  D  D  D',
  'deprovisioned-normal': '      D  D  -  -  -',
  'deprovisioned-explicit': '    E  E  -  -  -',
  'deprovisioned-delete': '      E  E  -  -  -',
  'operator-links': '            !  !  X  X  X',
  'operator-disconnects': '      D  D  !  !  !',
  'operator-disconnects-explicitly': ' E  E  !  !  !',
  'operator-sets-normal': '      !  !  D  D  D',
  'operator-sets-explicit': '    !  !  E  E  E',
}
const NAMES: Record<string, string> = {
  C: 'connector',
  X: 'explicit-connector',
  D: 'disconnector',
  E: 'explicit-disconnector',
  F: 'filtered-disconnector',
  '0': 'removed',
  '!': 'refused',
  '-': 'impossible',
}
const EVENTS = Object.keys(CONNECTOR) as ConnectorEvent[]

test('the table of connector states is the one of the domain', () => {
  for (const [i, state] of CONNECTOR_STATES.entries())
    for (const event of EVENTS) {
      const cell = CONNECTOR[event].trim().split(/\s+/)[i] ?? ''
      expect([state, event, CONNECTOR_TRANSITIONS[state][event]]).toEqual([state, event, NAMES[cell]])
    }
  for (const row of Object.values(CONNECTOR_TRANSITIONS)) expect(Object.keys(row).sort()).toEqual([...EVENTS].sort())
})

test('what an event does not happen to, it is not asked of', () => {
  for (const state of CONNECTOR_STATES)
    for (const event of EVENTS) {
      const next: string = CONNECTOR_TRANSITIONS[state][event]
      if (mayHappen(state, event)) expect(nextConnectorState(state, event)).toBe(next)
      else expect(() => nextConnectorState(state, event)).toThrow(`${event} does not happen to a ${state}`)
    }
})

test('every state can be reached from a new import, and left again', () => {
  const reached = new Set<ConnectorState>(['disconnector'])
  for (const state of reached)
    for (const event of EVENTS) {
      if (!mayHappen(state, event)) continue
      const next = nextConnectorState(state, event)
      if (next !== 'removed') reached.add(next)
    }
  expect([...reached].sort()).toEqual([...CONNECTOR_STATES].sort())
})

describe('layers of an export', () => {
  const holds = (state: ExportState, layer: string): boolean => state.split('-').includes(layer)
  const stateOf = (layers: readonly string[]): string =>
    ['pending', 'escrowed', 'unconfirmed'].filter(layer => layers.includes(layer)).join('-') || 'none'
  const layersOf = (state: ExportState): string[] => (state === 'none' ? [] : state.split('-'))
  /** What moves: from which layer to which; undefined: nowhere. */
  const MOVES: Record<ExportEvent, { from?: string; to?: string; needed: boolean }> = {
    planned: { to: 'pending', needed: false },
    withdrawn: { from: 'pending', needed: false },
    taken: { from: 'pending', to: 'escrowed', needed: true },
    sent: { from: 'escrowed', to: 'unconfirmed', needed: true },
    refused: { from: 'escrowed', to: 'pending', needed: true },
    interrupted: { from: 'escrowed', to: 'pending', needed: true },
    confirmed: { from: 'unconfirmed', needed: false },
    contradicted: { from: 'unconfirmed', needed: false },
    'contradicted-references': { from: 'unconfirmed', to: 'pending', needed: false },
    missing: { from: 'unconfirmed', to: 'pending', needed: false },
    'taken-back': { from: 'unconfirmed', needed: false },
  }

  test.each(
    EXPORT_STATES.flatMap(state => (Object.keys(MOVES) as ExportEvent[]).map(event => [state, event] as const)),
  )('%s, %s', (state, event) => {
    const { from, to, needed } = MOVES[event]
    const moves = from === undefined || holds(state, from)
    // Nothing is taken while an earlier one has not come back.
    const impossible = (needed && !moves) || (event === 'taken' && holds(state, 'escrowed'))
    const after = moves
      ? [...layersOf(state).filter(layer => layer !== from), ...(to === undefined ? [] : [to])]
      : layersOf(state)
    expect(EXPORT_TRANSITIONS[state][event]).toBe(impossible ? 'impossible' : stateOf(after))
  })
})
