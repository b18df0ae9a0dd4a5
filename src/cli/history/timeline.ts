import { type AttributeState, causesOf } from '../../metaverse/history.js'
import { ProblemError } from '../../model/problem.js'
import { attributeChanges, objectHistory, objectHistoryCounts, referenceChangeSums } from '../../service/history.js'
import { metaverseAttribute, schemaOf } from '../../service/schema.js'
import type { ObjectEvent } from '../../storage/read/object-history.js'
import { type Asking, loadNames, loadSteps, type NamesOf, type Origin, type StepName } from './names.js'

/** What happened to an object, the newest first, in words. */
export interface Timeline {
  readonly object: number
  readonly type: string | null
  readonly total: number
  readonly events: readonly TimelineEvent[]
}

export interface TimelineEvent {
  readonly at: Date
  readonly kind: ObjectEvent['kind']
  /** Null when the run was cleared. */
  readonly run: StepName | null
  readonly typeBefore: string | null
  readonly attributes: readonly {
    readonly name: string
    readonly before: readonly string[]
    readonly after: readonly string[]
    readonly causes: readonly Origin[]
  }[]
  readonly references: readonly {
    readonly attribute: string
    readonly added: number
    readonly removed: number
    readonly handedOver: number
  }[]
  readonly link: {
    readonly agent: string
    readonly entry: string
    readonly rule: string | null
    readonly ended: string | null
  } | null
}

/** @throws ProblemError `request.not-found` when nothing is known of such an object */
export async function loadTimeline(asking: Asking, object: number, limit: number): Promise<Timeline> {
  const { hub, actor } = asking
  const [page] = await objectHistory(hub, actor, [object], { limit, backwards: false })
  const events = page?.rows ?? []
  if (events.length === 0) throw unknown(object)
  const words = await loadWords(asking, events)
  const [total = events.length] = await objectHistoryCounts(hub, actor, [object])
  return {
    object,
    type: events.find(event => event.type !== undefined)?.type ?? null,
    total,
    events: events.map(event => inWords(event, words)),
  }
}

interface Words {
  readonly attributes: readonly {
    readonly change: number
    readonly name: string
    readonly before: AttributeState
    readonly after: AttributeState
  }[]
  readonly references: Awaited<ReturnType<typeof referenceChangeSums>>
  readonly nameOf: NamesOf
  readonly steps: ReadonlyMap<number, StepName>
}

async function loadWords(asking: Asking, events: readonly ObjectEvent[]): Promise<Words> {
  const { hub, actor } = asking
  const changes = events.filter(event => event.link === undefined).map(event => event.key)
  const rules = await schemaOf(hub)
  const attributes = (await attributeChanges(hub, actor, changes)).filter(
    ({ name }) => metaverseAttribute(rules, name).type !== 'reference',
  )
  const links = events.flatMap(({ link }) => (link === undefined ? [] : [{ ...link, rule: link.rule ?? 0, at: 0 }]))
  const causes = attributes.flatMap(({ before, after }) => causesOf(before, after))
  return {
    attributes,
    references: await referenceChangeSums(hub, actor, changes),
    nameOf: await loadNames(asking, [...causes, ...links]),
    steps: await loadSteps(
      asking,
      events.flatMap(({ step }) => step ?? []),
    ),
  }
}

function inWords(event: ObjectEvent, { attributes, references, nameOf, steps }: Words): TimelineEvent {
  const isHere = ({ change }: { readonly change: number }) => event.link === undefined && change === event.key
  return {
    at: event.at,
    kind: event.kind,
    run: steps.get(event.step ?? 0) ?? null,
    typeBefore: event.typeBefore ?? null,
    attributes: attributes.filter(isHere).map(({ name, before, after }) => ({
      name,
      before: before.values,
      after: after.values,
      causes: causesOf(before, after).map(nameOf),
    })),
    references: references
      .filter(isHere)
      .map(({ attribute, added, removed, handedOver }) => ({ attribute, added, removed, handedOver })),
    link: linkOf(event, nameOf),
  }
}

function linkOf({ link }: ObjectEvent, nameOf: NamesOf): TimelineEvent['link'] {
  if (link === undefined) return null
  const { agent, entry, rule } = nameOf({ ...link, rule: link.rule ?? 0, at: 0 })
  return { agent, entry: link.dn ?? entry, rule: link.rule === undefined ? null : rule, ended: link.ended ?? null }
}

const unknown = (object: number): ProblemError =>
  new ProblemError({
    code: 'request.not-found',
    message: `Nothing is known of a metaverse object ${object}.`,
    hint: 'It never was, or the history of its deletion was cleared.',
  })
