import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql'
import { cancelRun, startRun } from '../../service/runs.js'
import type { GraphContext } from '../context.js'
import { loadRun } from '../loaders.js'
import { keyOf } from '../node-id.js'
import { CancelRunInput, StartRunInput } from '../types/inputs.js'
import { Run } from '../types/run.js'
import { CancelRunPayload, StartRunPayload } from '../types/run-payloads.js'
import { orProblems } from './expected-problems.js'

interface RunPayload {
  readonly run?: number
}

@Resolver(() => StartRunPayload)
export class StartRunResolver {
  @Mutation(() => StartRunPayload, {
    description: 'Asks for a run. It starts when its agent is free; runProgress tells how it goes.',
  })
  startRun(
    @Arg('input', () => StartRunInput, { description: 'Which run.' }) input: StartRunInput,
    @Ctx() { hub, actor }: GraphContext,
  ) {
    return orProblems({}, () => startRun(hub, actor, input))
  }

  @FieldResolver(() => Run, { nullable: true, description: 'The run; null when there are problems.' })
  run(@Root() { run }: RunPayload, @Ctx() context: GraphContext) {
    return run === undefined ? null : loadRun(context, run)
  }
}

@Resolver(() => CancelRunPayload)
export class CancelRunResolver {
  @Mutation(() => CancelRunPayload, {
    description:
      'Asks a run to stop. One that still waits is over at once, any other stops within a batch; what it has saved stays.',
  })
  cancelRun(
    @Arg('input', () => CancelRunInput, { description: 'Which run.' }) { runId }: CancelRunInput,
    @Ctx() { hub, actor }: GraphContext,
  ) {
    return orProblems({}, async () => {
      const run = keyOf('Run', runId, 'runId')
      return { outcome: await cancelRun(hub, actor, run), run }
    })
  }

  @FieldResolver(() => Run, { nullable: true, description: 'The run; null when there are problems.' })
  run(@Root() { run }: RunPayload, @Ctx() context: GraphContext) {
    return run === undefined ? null : loadRun(context, run)
  }
}
