import { expect } from '@jest/globals'
import type { StepType } from '../../../src/model/step.js'
import { empty } from '../../reference-model/engine/empty.js'
import { type StepResult, type TestHub, testHub } from '../../support/hub.js'
import { type HubState, stateOf, type UndoResult, undo } from './support.js'
import {
  AGENTS,
  type Agent,
  documentOf,
  PLAIN,
  putBadge,
  putGroup,
  putPerson,
  sourceOf,
  type Variant,
} from './world.js'

/** A hub with people, badges and a target, that can be made empty again. */
export interface Stage {
  readonly hub: TestHub
  reset(): Promise<void>
  /** Runs a step without brakes, and expects it to come to its end. */
  run(agent: Agent, step: StepType): Promise<StepResult>
  state(): Promise<HubState>
  configure(change: Partial<Variant>): Promise<void>
  undo(run: number, request?: Parameters<typeof undo>[2]): Promise<UndoResult>
  /** Exports to the target, and sees that it arrived. */
  send(): Promise<void>
  fill(exported?: boolean): Promise<void>
}

const HISTORY = 'link_past, metaverse_reference_past, deferred_deletion, undo_object, resynchronization'

export async function openStage(): Promise<Stage> {
  const hub = await testHub(documentOf(PLAIN))
  const stage: Stage = {
    hub,
    async reset() {
      for (const agent of AGENTS) sourceOf(agent).reset()
      await empty(hub.database)
      await hub.database.query(`truncate ${HISTORY}`)
      await hub.database.query('update history_kept set since = null')
      await hub.apply(documentOf(PLAIN))
    },
    async run(agent, step) {
      const result = await hub.run(agent, { type: step, deletionLimit: null, deletionPercent: null })
      expect([result.status, result.problem]).toEqual([expect.stringMatching(/^(success|completed-)/), null])
      return result
    },
    state: () => stateOf(hub.database),
    configure: change => hub.apply(documentOf({ ...PLAIN, ...change })),
    undo: (run, request) => undo(hub.database, run, request),
    async send() {
      await stage.run('target', 'export')
      await stage.run('target', 'full-import')
      await stage.run('target', 'full-synchronization')
    },
    async fill(exported = true) {
      for (let i = 0; i < 12; i++) putPerson(String(i), { room: `r${i % 3}`, ...(i > 0 && { boss: String(i - 1) }) })
      for (let i = 0; i < 6; i++) putBadge(`B${i}`, String(i), 'b')
      putGroup('g', ['0', '1', '2', '3'])
      for (const agent of ['hr', 'badges'] as const) {
        await stage.run(agent, 'full-import')
        await stage.run(agent, 'full-synchronization')
      }
      if (!exported) return
      await stage.send()
      await stage.send()
    },
  }
  return stage
}
