import type { Contributor } from '../../metaverse/history.js'

/** Where a value comes from, before anybody asks for its parts. */
export interface Origin {
  readonly agent: number
  readonly entry: number
  readonly rule: number
  readonly at: Date
}

export const originOf = ({ agent, entry, rule, at }: Origin | Contributor): Origin => ({
  agent,
  entry,
  rule,
  at: typeof at === 'number' ? new Date(at) : at,
})
