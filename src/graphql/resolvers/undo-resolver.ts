import { Arg, Ctx, Mutation, Resolver } from 'type-graphql'
import { planUndo, undoRun } from '../../service/undo.js'
import type { GraphContext } from '../context.js'
import { keyOf } from '../node-id.js'
import { QueuedActionPayload } from '../types/operator.js'
import { StartWhatIfPayload } from '../types/what-if.js'
import { PlanUndoInput, UndoRunInput } from '../types/what-if-inputs.js'
import { orProblems } from './expected-problems.js'

@Resolver()
export class UndoResolver {
  @Mutation(() => StartWhatIfPayload, {
    description:
      'Finds out what undoing a run would change: a worker undoes it on a copy of the data. The what-if says how many objects would be restored, deleted and changed back, which exports would be staged and withdrawn, and what is left alone because others have changed it since. Changes nothing.',
  })
  planUndo(
    @Arg('input', () => PlanUndoInput, { description: 'Which run.' }) input: PlanUndoInput,
    @Ctx() { hub, actor }: GraphContext,
  ) {
    return orProblems({}, async () => ({ id: await planUndo(hub, actor, keyOf('Run', input.run, 'run')) }))
  }

  @Mutation(() => QueuedActionPayload, {
    description:
      'Puts every metaverse object that a run changed, and nobody since, back as it was before it, as a run of its own; what is to be exported follows under the rules in force. The run stops before the first change when more objects would be deleted than accepted, or when its plan is no longer true.',
  })
  undoRun(
    @Arg('input', () => UndoRunInput, { description: 'Which run.' }) input: UndoRunInput,
    @Ctx() { hub, actor }: GraphContext,
  ) {
    return orProblems({}, () =>
      undoRun(hub, actor, {
        run: keyOf('Run', input.run, 'run'),
        plan: input.plan == null ? undefined : keyOf('WhatIf', input.plan, 'plan'),
        confirm: input.confirm ?? undefined,
        acceptDeletions: input.acceptDeletions ?? undefined,
      }),
    )
  }
}
