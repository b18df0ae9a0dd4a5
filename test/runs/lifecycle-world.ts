import fc from 'fast-check'
import { ProblemError } from '../../src/model/problem.js'
import type { StepDefinition, StepType } from '../../src/model/step.js'
import { actOnEntry, type EntryDeed } from '../../src/runs/operator/act-on-entry.js'
import { type TestHub, testHub } from '../support/hub.js'
import { AGENTS, type Agent, documentOf, sourceOf, USUAL } from './lifecycle-rules.js'
import { type Photo, takePhoto } from './photo.js'

export const lifecycleWorld = (): Promise<TestHub> => testHub(documentOf(USUAL))

const DATA = `entry, entry_reference, pending_import, link, disconnector, export_change, export_reference, metaverse_object,
  metaverse_reference, change_feed, run, run_step, run_event, run_detail, problem, resynchronization, deferred_deletion`

/** Back to a hub that has seen nothing and sources that have nothing. */
export async function beginAnew(hub: TestHub): Promise<void> {
  for (const agent of AGENTS) sourceOf(agent).reset()
  await hub.database.query(`truncate ${DATA} restart identity cascade`)
  await hub.database.query('update agent set watermark = null, full_import_required = true')
}

const PEOPLE = 5
const id = fc.nat(PEOPLE - 1)
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })
const word = maybe(fc.constantFrom('v', 'w'))
const boss = maybe(id)
interface Person {
  readonly kind: 'person'
  readonly id: number
  readonly name: string
  readonly status: string
  readonly title: string | undefined
  readonly mail: string | undefined
  readonly boss: number | undefined
}
/** What a person does to one of an agent's entries. */
interface Deed {
  readonly kind: 'deed'
  readonly agent: Agent
  readonly entry: number
  readonly action: 'disconnect' | 'disconnect-explicitly' | 'join' | 'project' | 'make-explicit' | 'make-normal'
  readonly object: number
}
export type Command =
  | Person
  | { readonly kind: 'leave'; readonly id: number }
  | {
      /** By other hands, in the directory: somebody's account, by number, is changed. */
      readonly kind: 'drift'
      readonly id: number
      readonly attribute: 'mail' | 'title' | 'name'
      readonly value: string | undefined
    }
  | { readonly kind: 'drift-boss'; readonly id: number; readonly boss: number | undefined }
  | { readonly kind: 'appear'; readonly id: number }
  | Deed
  | { readonly kind: 'days'; readonly days: number }
  | { readonly kind: 'remove'; readonly id: number }
  | { readonly kind: 'run'; readonly agent: Agent; readonly type: StepType; readonly batchSize: number }

const edit: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('person' as const),
      id,
      name: fc.constantFrom('Ann', 'ann', 'Ben'),
      status: fc.constantFrom('active', 'active', 'guest', 'idle', 'secret'),
      title: word,
      mail: word,
      boss,
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('leave' as const), id }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('drift' as const),
      id,
      attribute: fc.constantFrom('mail' as const, 'title' as const, 'name' as const),
      value: word,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('drift-boss' as const), id, boss }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('appear' as const, 'remove' as const), id }) },
)
const deed: fc.Arbitrary<Command> = fc.record({
  kind: fc.constant('deed' as const),
  agent: fc.constantFrom(...AGENTS),
  entry: fc.nat(9),
  action: fc.constantFrom<Deed['action']>(
    'disconnect',
    'disconnect-explicitly',
    'join',
    'project',
    'make-explicit',
    'make-normal',
  ),
  object: fc.nat(9),
})
const days: fc.Arbitrary<Command> = fc.record({ kind: fc.constant('days' as const), days: fc.constantFrom(10, 40) })
const aRun: fc.Arbitrary<Command> = fc.record({
  kind: fc.constant('run' as const),
  agent: fc.constantFrom(...AGENTS),
  type: fc.constantFrom<StepType>(
    'full-import',
    'delta-import',
    'delta-synchronization',
    'delta-synchronization',
    'full-synchronization',
    'export',
    'export',
  ),
  batchSize: fc.integer({ min: 1, max: 3 }),
})
export const history = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: edit },
    { weight: 5, arbitrary: aRun },
    { weight: 1, arbitrary: fc.oneof(deed, days) },
  ),
  {
    minLength: 8,
    maxLength: 45,
  },
)

const listed = (name: string, value: string | undefined) => (value === undefined ? {} : { [name]: [value] })
const accountOf = (number: number) =>
  [...sourceOf('directory').objects.values()].find(({ attributes }) => attributes.number?.[0] === String(number))

/** Carries a command out, whatever is there; one that makes no sense now does nothing. */
export async function carryOut(hub: TestHub, command: Command): Promise<void> {
  if (command.kind === 'run') {
    if (command.type !== 'export' || command.agent !== 'hr')
      await run(hub, command.agent, { type: command.type, batchSize: command.batchSize })
  } else if (command.kind === 'person' || command.kind === 'leave') inPersonnel(command)
  else if (command.kind === 'deed') await operate(hub, command)
  else if (command.kind === 'days')
    await hub.database.query(
      'update deferred_deletion set due = due - make_interval(days => $1), since = since - make_interval(days => $1)',
      [command.days],
    )
  else inDirectory(command)
}

/** What the hub refuses has not been done. */
async function operate({ database }: TestHub, { agent, entry, action, object }: Deed): Promise<void> {
  const entries = await database.query<{ id: number }>(
    'select e.id from entry e join agent a on a.id = e.agent_id where a.name = $1 order by e.id',
    [agent],
  )
  const objects = await database.query<{ id: number }>('select id from metaverse_object order by id')
  const [held, target] = [entries[entry % entries.length], objects[object % objects.length]]
  if (held === undefined || (action === 'join' && target === undefined)) return
  try {
    await actOnEntry(database, {
      requestedBy: 'test',
      entry: held.id,
      action: actionOf(action, target?.id ?? 0),
      confirmDeletion: true,
    })
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
  }
}

function actionOf(action: Deed['action'], object: number): EntryDeed['action'] {
  if (action === 'join') return { kind: 'join', object }
  if (action === 'project') return { kind: 'project', type: 'person' }
  if (action.startsWith('make')) return { kind: 'set-state', explicit: action === 'make-explicit' }
  return { kind: 'disconnect', explicit: action === 'disconnect-explicitly' }
}

function inPersonnel(command: Extract<Command, { kind: 'person' | 'leave' }>): void {
  const hr = sourceOf('hr')
  const anchor = `P${command.id}`
  const dnOf = (number: number) => hr.objects.get(`P${number}`)?.dn
  if (command.kind === 'person') {
    const { name, status, title, mail } = command
    const attributes = {
      id: [String(command.id)],
      name: [name],
      kind: [status],
      ...listed('title', title),
      ...listed('mail', mail),
      ...listed('boss', command.boss === undefined ? undefined : dnOf(command.boss)),
    }
    hr.put({ objectType: 'employee', dn: `p=${command.id}`, anchor, attributes })
  } else if (hr.objects.has(anchor)) {
    const before = namesIn('hr')
    hr.delete(anchor)
    follow('hr', before)
  }
}

function inDirectory(command: Exclude<Command, { kind: 'person' | 'leave' | 'run' | 'deed' | 'days' }>): void {
  const directory = sourceOf('directory')
  const account = accountOf(command.id)
  if (command.kind === 'appear') {
    if (account === undefined)
      directory.put({ objectType: 'account', dn: `h=${command.id}`, attributes: { number: [String(command.id)] } })
  } else if (account === undefined) return
  else if (command.kind === 'remove') {
    const before = namesIn('directory')
    directory.delete(account.anchor)
    follow('directory', before)
  } else {
    const [name, value] =
      command.kind === 'drift'
        ? [command.attribute, command.value]
        : ['boss', command.boss === undefined ? undefined : accountOf(command.boss)?.dn]
    directory.modify(account.anchor, { [name]: [{ operation: 'replace', values: value === undefined ? [] : [value] }] })
  }
}

const namesIn = (agent: Agent): ReadonlyMap<string, string> =>
  new Map([...sourceOf(agent).objects.values()].map(({ anchor, dn }) => [anchor, dn]))

/** The sources keep their references right: they follow new names and leave with what they name. */
function follow(agent: Agent, before: ReadonlyMap<string, string>): void {
  const after = namesIn(agent)
  const moved = new Map(
    [...before].map(([anchor, dn]) => [dn, after.get(anchor)]).filter(([dn, now]) => dn !== now) as [
      string,
      string | undefined,
    ][],
  )
  for (const { anchor, attributes } of [...sourceOf(agent).objects.values()]) {
    const [held] = attributes.boss ?? []
    if (typeof held !== 'string' || !moved.has(held)) continue
    const now = moved.get(held)
    sourceOf(agent).modify(anchor, { boss: [{ operation: 'replace', values: now === undefined ? [] : [now] }] })
  }
}

/** Small worlds lose large shares of themselves: the brakes are off. */
export async function run(hub: TestHub, agent: Agent, step: StepDefinition) {
  const before = namesIn(agent)
  const result = await hub.run(agent, { deletionLimit: null, deletionPercent: null, ...step })
  if (step.type === 'export') follow(agent, before)
  return result
}

/** Runs whole cycles until nothing changes any more. @throws when there is no end to it */
export async function settle(hub: TestHub): Promise<Photo> {
  let before = await takePhoto(hub.database)
  for (let round = 0; round < 8; round++) {
    for (const agent of AGENTS) await run(hub, agent, { type: 'full-import', batchSize: 2 })
    for (const agent of AGENTS) await run(hub, agent, { type: 'delta-synchronization', batchSize: 2 })
    for (const agent of ['directory', 'portal'] as const) await run(hub, agent, { type: 'export' })
    const after = await takePhoto(hub.database)
    if (JSON.stringify(after) === JSON.stringify(before)) return after
    before = after
  }
  throw new Error('The world does not come to rest.')
}
