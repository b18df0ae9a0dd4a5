import type { AttributeState, AttributeStates } from '../../metaverse/history.js'
import type { Values } from '../../model/value.js'

type StoredContributor = readonly [agent: number, entry: number, rule: number, at: number]

/** Attributes as they were, as stored. What is empty is left out. */
export type StoredStates = Readonly<
  Record<string, { readonly values?: Values; readonly by?: readonly StoredContributor[] }>
>

export const storeStates = (states: AttributeStates): StoredStates =>
  Object.fromEntries(Object.entries(states).map(([name, state]) => [name, storeState(state)]))

const storeState = ({ values, contributors }: AttributeState) => ({
  ...(values.length > 0 && { values }),
  ...(contributors.length > 0 && { by: contributors.map(c => [c.agent, c.entry, c.rule, c.at] as const) }),
})

export const readStates = (stored: StoredStates): AttributeStates =>
  Object.fromEntries(Object.entries(stored).map(([name, state]) => [name, readState(state)]))

export const readState = ({ values = [], by = [] }: StoredStates[string]): AttributeState => ({
  values,
  contributors: by.map(([agent, entry, rule, at]) => ({ agent, entry, rule, at })),
})
