import { showsAll } from '../connector-space/confirm.js'
import type { HeldEntry } from '../connector-space/entry.js'
import { lanesText, nameKey } from '../connector-space/hash.js'
import type { Incoming } from '../connector-space/incoming.js'
import type { StagedChange, StagedHeld } from '../connector-space/stage.js'
import type { StagingCounter } from '../model/counter.js'
import type { Changes } from '../model/delta.js'
import type { Problem } from '../model/problem.js'
import type { Rename } from '../storage/follow-renames.js'
import type {
  AddedEntry,
  ChangedEntry,
  DeletedEntry,
  ObjectProblem,
  StagedBatch,
  StagingDetail,
} from '../storage/import/staged-batch.js'
import { type Tally, tick } from './step-context.js'

/** Collects staging decisions into what is written for a batch, and counts them. */
export interface BatchBuilder {
  add(id: number, incoming: Incoming): void
  take(staged: StagedHeld, held: HeldEntry, whole: boolean): void
  unchanged(id: number): void
  refuse(problem: Problem, entry?: number): void
  build(): StagedBatch
  readonly changes: number
}

export interface BatchOf {
  readonly agent: { readonly id: number; readonly name: string }
  readonly step: number
  /** Whether references follow renames: a full import reports them all itself, a delta import need not. */
  readonly follows: boolean
  /**
   * By entry, what was sent and did not come back in this very step. A log of changes may tell what was before an export, and
   * then the export itself: the last word counts.
   */
  readonly doubts: Map<number, Changes>
}

export function batchBuilder({ agent, step, follows, doubts }: BatchOf, tally: Tally): BatchBuilder {
  const added: AddedEntry[] = []
  const changed: ChangedEntry[] = []
  const deleted: DeletedEntry[] = []
  const followed: Rename[] = []
  const rehashed: { id: number; hash: string }[] = []
  const details: StagingDetail[] = []
  const problems: ObjectProblem[] = []
  const healthy: number[] = []
  const reassured: number[] = []

  const note = (counter: StagingCounter, entry: number, dn: string): void => {
    tick(tally, counter)
    details.push({ counter, entry, dn })
  }

  const judge = (entry: number, problem: Problem | undefined): void => {
    if (problem === undefined) healthy.push(entry)
    else problems.push({ entry, place: '', problem })
  }

  const reassure = ({ id, image }: StagedChange): void => {
    if (showsAll(image, doubts.get(id) ?? {})) reassured.push(id)
  }

  const takeChange = (staged: StagedChange, held: HeldEntry, whole: boolean): void => {
    const undeleted = !follows && isSentDelete(held)
    changed.push({ ...changedEntry(staged, held, whole), undeleted })
    // A name that another object has already is followed by nobody.
    if (follows && staged.renamed && !held.transient)
      followed.push({ oldKey: nameKey(held.dn), key: nameKey(staged.dn), dn: staged.dn })
    const problem = undeleted ? stillThere(staged, agent.name) : contradiction(staged, agent.name)
    if (problem === undefined && doubts.has(staged.id)) reassure(staged)
    else if (!isNothingNew(staged, held)) judge(staged.id, problem)
    if (problem !== undefined) doubts.set(staged.id, sentInVain(staged))
    if (staged.counter === 'stage-no-change') tick(tally, 'stage-no-change')
    else note(staged.counter, staged.id, staged.dn)
  }

  return {
    add(id, incoming) {
      added.push({
        id,
        objectType: incoming.objectType,
        anchor: incoming.anchor,
        dn: incoming.dn,
        key: nameKey(incoming.dn),
        hash: lanesText(incoming.lanes),
        image: incoming.image,
        references: incoming.references,
      })
      note('stage-add', id, incoming.dn)
    },
    take(staged, held, whole) {
      if (staged.kind === 'same') {
        if (staged.lanes !== undefined) rehashed.push({ id: staged.id, hash: lanesText(staged.lanes) })
        tick(tally, 'stage-no-change')
      } else if (staged.kind === 'delete') {
        deleted.push({ id: staged.id, previous: staged.previous, previousType: staged.previousType })
        note('stage-delete', staged.id, held.dn)
      } else takeChange(staged, held, whole)
    },
    unchanged: () => tick(tally, 'stage-no-change'),
    refuse(problem, entry = 0) {
      tick(tally, 'stage-failure')
      tally.errors++
      const where = problem.where
      const place =
        entry === 0 ? (where?.anchor ?? where?.dn ?? `${where?.file ?? ''}:${where?.line ?? ''}:${problem.code}`) : ''
      problems.push({ entry, place, problem })
      details.push({ counter: 'stage-failure', ...(entry !== 0 && { entry }), dn: where?.dn ?? place })
    },
    build: () => ({
      agent: agent.id,
      step,
      complete: !follows,
      added,
      changed,
      deleted,
      followed,
      rehashed,
      details,
      problems,
      healthy,
      reassured,
    }),
    get changes() {
      return added.length + changed.length + deleted.length + rehashed.length + problems.length
    },
  }
}

const sentInVain = ({ contradicted }: StagedChange): Changes =>
  Object.fromEntries(contradicted.map(({ attribute, sent }) => [attribute, sent]))

function changedEntry(staged: StagedChange, held: HeldEntry, whole: boolean): Omit<ChangedEntry, 'undeleted'> {
  return {
    id: staged.id,
    operation: staged.operation,
    objectType: staged.objectType,
    anchor: staged.anchor,
    dn: staged.dn,
    key: nameKey(staged.dn),
    moved: staged.moved,
    formerKey: staged.moved && !held.transient ? nameKey(held.dn) : undefined,
    hash: lanesText(staged.lanes),
    image: staged.image,
    previous: staged.previous,
    previousType: staged.previousType,
    whole,
    confirms: held.unconfirmed !== undefined,
    waiting: staged.waiting,
    references: staged.references,
  }
}

// What was noted against an object stands while it says nothing new.
const isNothingNew = ({ counter }: StagedChange, { unconfirmed, transient }: HeldEntry): boolean =>
  counter === 'stage-no-change' && unconfirmed === undefined && !transient

// A log of changes may tell what was before the deletion; a complete read tells what is.
const isSentDelete = ({ unconfirmed }: HeldEntry): boolean => unconfirmed?.operation === 'delete'

const stillThere = ({ dn, anchor }: StagedChange, agent: string): Problem => ({
  code: 'exported-change-not-reimported',
  message: `The deletion of “${dn}” was sent, but the object is still there.`,
  hint: 'The source kept it, or somebody brought it back. The next export deletes it again.',
  where: { agent, dn, anchor },
})

function contradiction(staged: StagedChange, agent: string): Problem | undefined {
  const [first] = staged.contradicted
  if (first === undefined) return undefined
  const names = staged.contradicted.map(c => c.attribute).join(', ')
  return {
    code: 'exported-change-not-reimported',
    message: `Exported values did not come back: ${names}. ${first.attribute} reads ${JSON.stringify(first.found)} after ${JSON.stringify(first.sent)} was sent.`,
    hint: 'The source changed, refused or overwrote the value. The next synchronization computes it again and the next export sends it again.',
    where: {
      agent,
      dn: staged.dn,
      anchor: staged.anchor,
      attribute: first.attribute,
    },
  }
}
