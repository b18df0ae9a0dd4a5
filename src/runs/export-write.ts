import { expectedImage } from '../connector-space/confirm.js'
import { exportDelta, type WritingStyle } from '../connector-space/export-delta.js'
import { capabilitiesWith, type DeltaResult, type ExportDelta, type Session } from '../connectors/connector.js'
import { invariant } from '../model/invariant.js'
import type { AttributeDefinition } from '../model/value.js'
import type { TakenEntry } from '../storage/export/take-batch.js'
import type { StepContext } from './step-context.js'

function writingStyles({ agent, rules }: StepContext): (objectType: string) => WritingStyle {
  const { valueChanges } = capabilitiesWith(agent.connector, agent.settings)
  const types = rules.agents.get(agent.id)?.types
  const isSingle = ({ type, multivalued }: AttributeDefinition): boolean => type === 'reference' && !multivalued
  return objectType => {
    const attributes = [...(types?.get(objectType)?.attributes.values() ?? [])]
    return { valueChanges, single: new Set(attributes.filter(isSingle).map(({ name }) => name)) }
  }
}

export interface Written {
  readonly results: readonly DeltaResult[]
  /** Why the batch ended early: what has no result stays escrowed, and is known to be in doubt. */
  readonly broken?: Error
}

/** Asks the connector to write a batch. */
export async function writeBatch(
  context: StepContext,
  session: Session,
  batch: readonly TakenEntry[],
): Promise<Written> {
  invariant(session.write !== undefined, 'a connector that exports can write')
  const styleOf = writingStyles(context)
  const deltas: ExportDelta[] = batch.map(entry => ({
    ...exportDelta(
      { ...entry, image: expectedImage(entry.image, entry.unconfirmed === undefined ? [] : [entry.unconfirmed]) },
      styleOf(entry.objectType),
    ),
    ...(entry.mayBeSent ? { mayBeSent: true } : {}),
  }))
  const results: DeltaResult[] = []
  try {
    for await (const result of session.write(deltas)) results.push(result)
    await session.flush?.()
  } catch (error) {
    if (!(error instanceof Error)) throw error
    // Without its flush, nothing of a batch is durable.
    return { results: session.flush === undefined ? results : [], broken: error }
  }
  invariant(results.length === batch.length, 'a connector answers every delta')
  return { results }
}
