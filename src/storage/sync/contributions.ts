import type { Contributions } from '../../metaverse/object.js'

/** Contributions as stored: there are as many of them as values, so every character counts. */
export type StoredContributions = Readonly<Record<string, readonly [rule: number, at: number]>>

export const storeContributions = (contributions: Contributions): StoredContributions =>
  Object.fromEntries(Object.entries(contributions).map(([name, { rule, at }]) => [name, [rule, at]]))

export const readContributions = (stored: StoredContributions): Contributions =>
  Object.fromEntries(Object.entries(stored).map(([name, [rule, at]]) => [name, { rule, at }]))
