import { type Deed, type Event, type EventKind, redirect, type Sources, sourceOf } from './events.js'
import type { Source, SourceObject } from './model/source.js'
import type { Change } from './model/values.js'

const PEOPLE = 4
const TEAMS = 2
const TEXTS = ['a', 'b', 'c']
/** The attributes that events set, with what they may become. Several values are a list. */
const HR_VALUES: Readonly<Record<string, readonly (readonly string[])[]>> = {
  name: [['ann'], ['bob'], ['cid'], []],
  unit: [['a'], ['b'], []],
  kind: [['contractor'], [], ['staff']],
  codes: [['1'], ['1', '2'], ['2', '3'], []],
  login: TEXTS.map(text => [text]),
}
const ACCOUNT_VALUES: Readonly<Record<string, readonly (readonly string[])[]>> = {
  name: [['dan'], ['eve'], []],
  unit: [['a'], ['c'], []],
  mails: [['x'], ['x', 'y'], ['y', 'z'], []],
  id: [['0'], ['1'], ['2']],
  login: [...TEXTS.map(text => [text]), []],
}
const TARGET_VALUES: Readonly<Record<string, readonly (readonly string[])[]>> = {
  cn: [['ann'], ['odd'], []],
  mails: [['x'], ['w'], []],
  unit: [['a'], ['w']],
}
/** Values that must not meet those of other populations. */
const OWN = ['login', 'id']

/** Robots have only these. */
const ROBOTIC = ['id', 'name', 'login']
const isOf = (type: string, attribute: string): boolean =>
  (type !== 'robot' || ROBOTIC.includes(attribute)) && (type !== 'list' || attribute === 'cn')

const pick = <Item>(items: readonly Item[], at: number): Item | undefined => items[at % Math.max(1, items.length)]

/** A population's sources when an event happens, and whom its numbers mean. */
interface Scene {
  readonly sources: Sources
  readonly prefix: string
  readonly a: number
  readonly b: number
  readonly hr: Source
  readonly dir: Source
  readonly target: Source
  readonly person: SourceObject | undefined
  readonly team: SourceObject | undefined
  readonly account: SourceObject | undefined
  /** Somebody in the target. */
  readonly entry: SourceObject | undefined
}

/** @param prefix what all names of the population begin with */
export function deedsOf(sources: Sources, prefix: string, { kind, a, b }: Event): Deed[] {
  const [hr, dir, target] = [sourceOf(sources, 'hr'), sourceOf(sources, 'dir'), sourceOf(sources, 'target')]
  const find = (source: Source, anchor: string): SourceObject | undefined =>
    source.objects.find(object => object.anchor === anchor)
  return DEEDS[kind]({
    sources,
    prefix,
    a,
    b,
    hr,
    dir,
    target,
    person: find(hr, `${prefix}u${a % PEOPLE}`),
    team: find(hr, `${prefix}t${a % TEAMS}`),
    account: find(dir, `${prefix}a${a % PEOPLE}`),
    entry: pick(target.objects, a),
  })
}

const DEEDS: Record<EventKind, (scene: Scene) => Deed[]> = {
  hire: ({ hr, person, prefix, a, b }) =>
    person === undefined && isFree(hr, `uid=${prefix}u${a % PEOPLE}`)
      ? [{ kind: 'put', agent: 'hr', object: newPerson(prefix, a, b) }]
      : [],
  set: scene => set(scene, 'hr', { object: scene.person, values: HR_VALUES }),
  boss: ({ hr, person, b }) =>
    person?.type === 'user' ? refer('hr', person, { name: 'boss', to: pick(hr.objects, b), b }) : [],
  deputy: ({ hr, person, b }) =>
    person?.type === 'user' ? refer('hr', person, { name: 'deputy', to: pick(hr.objects, b), b }) : [],
  rename: ({ sources, person, prefix, a, b }) =>
    renamed(sources, 'hr', person, `uid=${prefix}u${a % PEOPLE}${pick(['', 'x', 'y'], b)}`),
  retype: ({ person }) => (person === undefined ? [] : [{ kind: 'put', agent: 'hr', object: retyped(person) }]),
  fire: ({ sources, person }) => gone(sources, 'hr', person),
  team: ({ team, prefix, a }) =>
    team === undefined ? [{ kind: 'put', agent: 'hr', object: newTeam(`${prefix}t${a % TEAMS}`) }] : [],
  member: ({ hr, team, b }) => toggleMember(team, pick(hr.objects, b)),
  disband: ({ sources, team }) => gone(sources, 'hr', team),
  account: ({ dir, account, prefix, a, b }) =>
    account === undefined && isFree(dir, `cn=${prefix}a${a % PEOPLE}`)
      ? [{ kind: 'put', agent: 'dir', object: newAccount(prefix, a, b) }]
      : [],
  'account set': scene => set(scene, 'dir', { object: scene.account, values: ACCOUNT_VALUES }),
  'account rename': ({ sources, account, prefix, a, b }) =>
    renamed(sources, 'dir', account, `cn=${prefix}a${a % PEOPLE}${pick(['', 'x'], b)}`),
  'account gone': ({ sources, account }) => gone(sources, 'dir', account),
  owner: ({ dir, account, b }) => refer('dir', account, { name: 'owner', to: pick(dir.objects, b), b }),
  drift: scene => set(scene, 'target', { object: scene.entry, values: TARGET_VALUES }),
  'drift rename': ({ sources, entry, prefix, b }) =>
    renamed(sources, 'target', entry, `cn=${prefix}${pick(TEXTS, b)}${b % 2 === 0 ? '' : 'z'},ou=people`),
  'drift gone': ({ sources, entry }) => gone(sources, 'target', entry),
  foreign: ({ target, prefix, a, b }) => {
    const dn = `cn=${prefix}${pick(TEXTS, b)},ou=people`
    const anchor = `${prefix}f${a}.${b}.${target.log.length}`
    const object = { type: 'entry', dn, anchor, values: { cn: ['foreign'], mails: ['w'] } }
    return isFree(target, dn) ? [{ kind: 'put', agent: 'target', object }] : []
  },
  refuse: ({ entry, prefix, a, b }) => {
    const dn = entry !== undefined && b % 2 === 0 ? entry.dn : `cn=${prefix}${pick(TEXTS, a)},ou=people`
    return [{ kind: 'refuse', agent: 'target', dn, code: 'constraint-violation' }]
  },
  allow: ({ target }) =>
    Object.keys(target.refuses).map(dn => ({ kind: 'refuse', agent: 'target', dn, code: undefined })),
}

interface Setting {
  readonly object: SourceObject | undefined
  readonly values: typeof HR_VALUES
}

function set({ prefix, b }: Scene, agent: string, { object, values }: Setting): Deed[] {
  if (object === undefined) return []
  const name = pick(
    Object.keys(values).filter(each => isOf(object.type, each)),
    b,
  ) as string
  const list = (pick(values[name] ?? [], Math.floor(b / 5)) ?? []).map(each =>
    OWN.includes(name) ? prefix + each : each,
  )
  return [{ kind: 'modify', agent, anchor: object.anchor, changes: { [name]: [{ operation: 'set', values: list }] } }]
}

function refer(
  agent: string,
  object: SourceObject | undefined,
  { name, to, b }: { readonly name: string; readonly to: SourceObject | undefined; readonly b: number },
): Deed[] {
  const values = b % 5 === 0 || to === undefined ? [] : [to.dn]
  if (object === undefined) return []
  return [{ kind: 'modify', agent, anchor: object.anchor, changes: { [name]: [{ operation: 'set', values }] } }]
}

const retyped = (person: SourceObject): SourceObject => ({
  ...person,
  type: person.type === 'user' ? 'robot' : 'user',
  values: only(person.values, ROBOTIC),
})

const newTeam = (name: string): SourceObject => ({
  type: 'team',
  dn: `cn=${name}`,
  anchor: name,
  values: { name: [name] },
})

const only = (values: SourceObject['values'], names: readonly string[]): SourceObject['values'] =>
  Object.fromEntries(Object.entries(values).filter(([name]) => names.includes(name)))

const newPerson = (prefix: string, a: number, b: number): SourceObject => ({
  type: b % 7 === 0 ? 'robot' : 'user',
  dn: `uid=${prefix}u${a % PEOPLE}`,
  anchor: `${prefix}u${a % PEOPLE}`,
  values: {
    id: [`${prefix}${a % PEOPLE}`],
    login: [`${prefix}${pick(TEXTS, b)}`],
    name: [['ann', 'bob'][b % 2] ?? ''],
    ...(b % 7 !== 0 && { unit: [b % 3 === 0 ? 'b' : 'a'] }),
  },
})

const newAccount = (prefix: string, a: number, b: number): SourceObject => ({
  type: 'account',
  dn: `cn=${prefix}a${a % PEOPLE}`,
  anchor: `${prefix}a${a % PEOPLE}`,
  values: { id: [`${prefix}${b % 3 === 0 ? b % PEOPLE : a % PEOPLE}`], name: ['dan'], mails: ['x', 'y'] },
})

const isFree = (source: Source, dn: string): boolean =>
  !source.objects.some(object => object.dn.toLowerCase() === dn.toLowerCase())

function toggleMember(team: SourceObject | undefined, member: SourceObject | undefined): Deed[] {
  if (team === undefined || member === undefined) return []
  const isThere = team.values.members?.includes(member.dn) === true
  const change: Change = { operation: isThere ? 'remove' : 'add', values: [member.dn] }
  return [{ kind: 'modify', agent: 'hr', anchor: team.anchor, changes: { members: [change] } }]
}

function renamed(sources: Sources, agent: string, object: SourceObject | undefined, dn: string): Deed[] {
  const source = sourceOf(sources, agent)
  if (object === undefined || object.dn === dn || !isFree(source, dn)) return []
  return [{ kind: 'rename', agent, anchor: object.anchor, dn }, ...redirect(source, agent, { from: object.dn, to: dn })]
}

function gone(sources: Sources, agent: string, object: SourceObject | undefined): Deed[] {
  if (object === undefined) return []
  const source = sourceOf(sources, agent)
  return [
    { kind: 'remove', agent, anchor: object.anchor },
    ...redirect(source, agent, { from: object.dn, to: undefined }).filter(
      deed => deed.kind !== 'modify' || deed.anchor !== object.anchor,
    ),
  ]
}
