import type { ExportChange } from '../../../src/connector-space/entry.js'
import type { RuleSet } from '../../../src/rules/rule-set.js'
import type { WorkEntry, WorkObject } from '../../../src/sync/work.js'
import type { Workspace } from '../../../src/sync/workspace.js'
import type { Entry, Export, World } from '../model/state.js'

/** What became of a world, in the same words on both sides. */
export interface Picture {
  readonly entries: readonly string[]
  readonly objects: readonly string[]
  readonly counters: readonly string[]
  readonly failures: readonly string[]
}

const show = (record: Readonly<Record<string, readonly string[]>>): string =>
  Object.entries(record)
    .map(([name, values]) => `${name}=${[...values].sort().join('|')}`)
    .sort()
    .join(' ')

export const pictureOf = (world: World): Pick<Picture, 'entries' | 'objects'> => ({
  entries: world.entries
    .map(({ id, state, link, gives, pending }) => {
      const given = Object.keys(gives).sort().join(' ')
      return `${id} ${state === 'new' ? 'disconnector' : state} of ${link} gives ${given} sends ${showExport(pending)}`
    })
    .sort(),
  objects: world.objects.map(({ id, type, values }) => `${id} ${type} ${show(values)}`).sort(),
})

const showExport = (pending: Export | undefined): string =>
  pending === undefined
    ? 'nothing'
    : `${pending.operation} ${Object.entries(pending.changes)
        .flatMap(([name, list]) => list.map(({ operation, values }) => `${name} ${operation} ${values.join('|')}`))
        .sort()
        .join(' ')}`

export const fromWorkspace = (workspace: Workspace, rules: RuleSet): Pick<Picture, 'entries' | 'objects'> => {
  void rules
  return {
    entries: [...workspace.entries.values()]
      .filter(entry => entry.life !== 'removed')
      .map(({ id, state, link, pendingExport }) => {
        const given = Object.keys(link?.contributions ?? {})
          .sort()
          .join(' ')
        return `${id} ${state} of ${link?.object} gives ${given} sends ${showPending(pendingExport)}`
      })
      .sort(),
    objects: [...workspace.objects.values()]
      .filter(object => object.life !== 'deleted')
      .map(({ id, type, attributes }) => `${id} ${type} ${show(attributes)}`)
      .sort(),
  }
}

const OPERATIONS = { replace: 'set', add: 'add', delete: 'remove' } as const

const showPending = (pending: ExportChange | undefined): string =>
  pending === undefined
    ? 'nothing'
    : `${pending.operation} ${Object.entries(pending.changes)
        .flatMap(([name, list]) =>
          list.map(({ operation, values }) => `${name} ${OPERATIONS[operation]} ${values.join('|')}`),
        )
        .sort()
        .join(' ')}`

export const toObjects = (world: World): WorkObject[] =>
  world.objects.map(({ id, type, values }) => ({
    id,
    type,
    attributes: values,
    links: world.entries.filter(entry => entry.link === id).map(entry => entry.id),
    life: 'held',
    deferred: undefined,
  }))

export const toEntries = (world: World, rules: RuleSet, agents: ReadonlyMap<string, number>): WorkEntry[] =>
  world.entries.map(entry => toEntry(entry, rules, agents.get(entry.agent) as number))

function toEntry(entry: Entry, rules: RuleSet, agent: number): WorkEntry {
  const { id, dn, anchor, image, synchronized, link, state, pendingImport, moved, type } = entry
  const flows = rules.agents.get(agent)?.types.get(type)?.importFlows.get('person') ?? []
  const contributions = Object.fromEntries(
    flows
      .filter(flow => flow.metaverseAttribute in entry.gives)
      .map(flow => [flow.metaverseAttribute, { rule: flow.rule, at: 0 }]),
  )
  return {
    id,
    agent,
    objectType: type,
    anchor,
    dn,
    image,
    synchronized,
    present: [],
    pending: pendingImport,
    moved,
    state: state === 'new' ? 'disconnector' : state,
    recorded: link === undefined && state !== 'new',
    link:
      link === undefined
        ? undefined
        : { object: link, rule: 1, explicit: state === 'explicit-connector', contributions },
    filteredBy: undefined,
    pendingExport: toChange(entry.pending),
    sent: [toChange(entry.unconfirmed), toChange(entry.escrowed)].filter(change => change !== undefined),
    life: 'held',
  }
}

const BACK = { set: 'replace', add: 'add', remove: 'delete' } as const

const toChange = (change: Export | undefined): ExportChange | undefined =>
  change && {
    operation: change.operation,
    dn: change.dn,
    changes: Object.fromEntries(
      Object.entries(change.changes).map(([name, list]) => [
        name,
        list.map(({ operation, values }) => ({ operation: BACK[operation], values })),
      ]),
    ),
  }
