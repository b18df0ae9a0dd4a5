import type { OperatorStep } from '../../model/step.js'
import type { BatchContext } from '../step-context.js'

/** The agent of runs that concern none: what is done to the metaverse itself. */
export const METAVERSE = { id: 0, name: '(metaverse)' } as const

/** What a step works with that a person asked for: the agent may have left the configuration. */
export interface OperatorContext extends BatchContext {
  readonly agent: { readonly id: number; readonly name: string }
  readonly step: { readonly id: number; readonly number: number; readonly definition: OperatorStep }
}
