import { modify, put, remove, rename, type Source, type SourceObject } from './model/source.js'
import type { Change } from './model/values.js'

/** Something that happens outside of the hub. Numbers are taken modulo what there is, so that every event makes sense at every time. */
export interface Event {
  readonly kind: EventKind
  readonly a: number
  readonly b: number
}

export const EVENT_KINDS = [
  'hire',
  'hire',
  'set',
  'set',
  'set',
  'boss',
  'rename',
  'retype',
  'fire',
  'team',
  'member',
  'member',
  'disband',
  'account',
  'account',
  'account set',
  'account set',
  'account rename',
  'account gone',
  'drift',
  'drift rename',
  'drift gone',
  'foreign',
  'refuse',
  'allow',
] as const
export type EventKind = (typeof EVENT_KINDS)[number]

/** What an event does to a source. */
export type Deed =
  | { readonly kind: 'put'; readonly agent: string; readonly object: SourceObject }
  | {
      readonly kind: 'modify'
      readonly agent: string
      readonly anchor: string
      readonly changes: Record<string, Change[]>
    }
  | { readonly kind: 'rename'; readonly agent: string; readonly anchor: string; readonly dn: string }
  | { readonly kind: 'remove'; readonly agent: string; readonly anchor: string }
  | { readonly kind: 'refuse'; readonly agent: string; readonly dn: string; readonly code: string | undefined }

export type Sources = Readonly<Record<string, Source>>

export function carryOut(sources: Sources, deed: Deed): void {
  const source = sourceOf(sources, deed.agent)
  if (deed.kind === 'put') put(source, deed.object)
  else if (deed.kind === 'modify') modify(source, deed.anchor, deed.changes)
  else if (deed.kind === 'rename') rename(source, deed.anchor, deed.dn)
  else if (deed.kind === 'remove') remove(source, deed.anchor)
  else if (deed.code === undefined) delete source.refuses[deed.dn.toLowerCase()]
  else source.refuses[deed.dn.toLowerCase()] = deed.code
}

export function sourceOf(sources: Sources, agent: string): Source {
  const source = sources[agent]
  if (source === undefined) throw new Error(`no source ${agent}`)
  return source
}

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

/** @param prefix what all names of the population begin with */
export function deedsOf(sources: Sources, prefix: string, { kind, a, b }: Event): Deed[] {
  const hr = sourceOf(sources, 'hr')
  const dir = sourceOf(sources, 'dir')
  const target = sourceOf(sources, 'target')
  const find = (source: Source, anchor: string): SourceObject | undefined =>
    source.objects.find(object => object.anchor === anchor)
  const person = find(hr, `${prefix}u${a % PEOPLE}`)
  const team = find(hr, `${prefix}t${a % TEAMS}`)
  const account = find(dir, `${prefix}a${a % PEOPLE}`)
  const entry = pick(target.objects, a)
  const set = (agent: string, object: SourceObject | undefined, values: typeof HR_VALUES): Deed[] => {
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
  switch (kind) {
    case 'hire':
      return person === undefined && isFree(hr, `uid=${prefix}u${a % PEOPLE}`)
        ? [{ kind: 'put', agent: 'hr', object: newPerson(prefix, a, b) }]
        : []
    case 'set':
      return set('hr', person, HR_VALUES)
    case 'boss': {
      const boss = pick(hr.objects, b)
      const values = b % 5 === 0 || boss === undefined ? [] : [boss.dn]
      return person?.type !== 'user'
        ? []
        : [{ kind: 'modify', agent: 'hr', anchor: person.anchor, changes: { boss: [{ operation: 'set', values }] } }]
    }
    case 'rename':
      return renamed(sources, 'hr', person, `uid=${prefix}u${a % PEOPLE}${pick(['', 'x', 'y'], b)}`)
    case 'retype':
      return person === undefined
        ? []
        : [
            {
              kind: 'put',
              agent: 'hr',
              object: {
                ...person,
                type: person.type === 'user' ? 'robot' : 'user',
                values: only(person.values, ROBOTIC),
              },
            },
          ]
    case 'fire':
      return gone(sources, 'hr', person)
    case 'team':
      return team === undefined
        ? [
            {
              kind: 'put',
              agent: 'hr',
              object: {
                type: 'team',
                dn: `cn=${prefix}t${a % TEAMS}`,
                anchor: `${prefix}t${a % TEAMS}`,
                values: { name: [`${prefix}t${a % TEAMS}`] },
              },
            },
          ]
        : []
    case 'member':
      return toggleMember(team, pick(hr.objects, b))
    case 'disband':
      return gone(sources, 'hr', team)
    case 'account':
      return account === undefined && isFree(dir, `cn=${prefix}a${a % PEOPLE}`)
        ? [{ kind: 'put', agent: 'dir', object: newAccount(prefix, a, b) }]
        : []
    case 'account set':
      return set('dir', account, ACCOUNT_VALUES)
    case 'account rename':
      return renamed(sources, 'dir', account, `cn=${prefix}a${a % PEOPLE}${pick(['', 'x'], b)}`)
    case 'account gone':
      return gone(sources, 'dir', account)
    case 'drift':
      return set('target', entry, TARGET_VALUES)
    case 'drift rename':
      return renamed(
        sources,
        'target',
        entry,
        `cn=${prefix}${pick(TEXTS, b)}${b % 2 === 0 ? ',ou=people' : 'z,ou=people'}`,
      )
    case 'drift gone':
      return gone(sources, 'target', entry)
    case 'foreign': {
      const dn = `cn=${prefix}${pick(TEXTS, b)},ou=people`
      const anchor = `${prefix}f${a}.${b}.${target.log.length}`
      return isFree(target, dn)
        ? [
            {
              kind: 'put',
              agent: 'target',
              object: { type: 'entry', dn, anchor, values: { cn: ['foreign'], mails: ['w'] } },
            },
          ]
        : []
    }
    case 'refuse':
      return [
        {
          kind: 'refuse',
          agent: 'target',
          dn: entry !== undefined && b % 2 === 0 ? entry.dn : `cn=${prefix}${pick(TEXTS, a)},ou=people`,
          code: 'constraint-violation',
        },
      ]
    case 'allow':
      return Object.keys(target.refuses).map(dn => ({ kind: 'refuse', agent: 'target', dn, code: undefined }))
  }
}

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

const REFERENCES = ['boss', 'members', 'manager', 'member', 'owner']

/** A directory keeps its references right: they follow new names and leave with what they name. */
export const redirect = (
  source: Source,
  agent: string,
  { from, to }: { readonly from: string; readonly to: string | undefined },
): Deed[] =>
  source.objects.flatMap(object =>
    REFERENCES.flatMap((name): Deed[] => {
      const held = object.values[name] ?? []
      if (!held.includes(from)) return []
      const values = held.flatMap(value => (value !== from ? [value] : to === undefined ? [] : [to]))
      return [{ kind: 'modify', agent, anchor: object.anchor, changes: { [name]: [{ operation: 'set', values }] } }]
    }),
  )

/** After the hub has written: what it renamed or deleted is followed by what refers to it. */
export function redirectAfterExport(before: Source, after: Source, agent: string): Deed[] {
  return before.objects.flatMap(object => {
    const now = after.objects.find(each => each.anchor === object.anchor)
    return now?.dn === object.dn ? [] : redirect(after, agent, { from: object.dn, to: now?.dn })
  })
}
