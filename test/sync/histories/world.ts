import { memorySource } from '../../../src/connectors/memory/index.js'
import type { Values } from '../../../src/model/value.js'

/**
 * Sources that behave like directories: names are unique, and references follow renames and leave with what they refer to.
 * A move that makes no sense in the present state does nothing, so that any sequence of moves is a history.
 */
export interface World {
  move(move: Move): void
}

export interface Move {
  readonly kind:
    | 'person'
    | 'name'
    | 'boss'
    | 'rename'
    | 'leave'
    | 'team'
    | 'member'
    | 'account'
    | 'phone'
    | 'unaccount'
    | 'contractor'
  /** Which object, which other object; numbers are taken modulo what there is. */
  readonly a: number
  readonly b: number
}

interface Held {
  readonly anchor: string
  dn: string
  readonly type: string
  values: Record<string, Values>
}

const PEOPLE = 7
const TEAMS = 3

export function world(hr: string, dir: string): World {
  const sources = { hr: memorySource(hr), dir: memorySource(dir) }
  const held: Record<'hr' | 'dir', Map<string, Held>> = { hr: new Map(), dir: new Map() }
  let names = 0

  const put = (source: 'hr' | 'dir', object: Held): void => {
    held[source].set(object.anchor, object)
    sources[source].put({ objectType: object.type, dn: object.dn, anchor: object.anchor, attributes: object.values })
  }
  const set = (object: Held | undefined, name: string, values: Values): void => {
    if (object === undefined) return
    const { [name]: _, ...rest } = object.values
    object.values = values.length > 0 ? { ...rest, [name]: values } : rest
    const source = held.hr.get(object.anchor) === object ? 'hr' : 'dir'
    sources[source].modify(object.anchor, { [name]: [{ operation: 'replace', values }] })
  }
  const person = (a: number) => held.hr.get(`p${a % PEOPLE}`)
  const team = (a: number) => held.hr.get(`t${a % TEAMS}`)
  const anyone = (b: number) =>
    [...held.hr.values()].sort((x, y) => (x.anchor < y.anchor ? -1 : 1))[b % Math.max(1, held.hr.size)]
  const redirect = (before: string, after: string | undefined): void => {
    for (const object of held.hr.values()) {
      for (const name of ['boss', 'members']) {
        const values = object.values[name] ?? []
        if (!values.includes(before)) continue
        set(
          object,
          name,
          values.flatMap(value => (value !== before ? [value] : after === undefined ? [] : [after])),
        )
      }
    }
  }
  // A source that shows nothing at all deletes nobody, until it shows somebody again: then the order of runs would matter.
  const isLast = (source: 'hr' | 'dir'): boolean => held[source].size <= 1
  const moves: Record<Move['kind'], (a: number, b: number) => void> = {
    person(a, b) {
      if (person(a) !== undefined) return
      put('hr', {
        anchor: `p${a % PEOPLE}`,
        dn: `uid=p${a % PEOPLE}`,
        type: 'user',
        values: { id: [`${a % PEOPLE}`], name: [`name ${b % 4}`] },
      })
    },
    name: (a, b) => set(person(a), 'name', b % 5 === 0 ? [] : [`name ${b % 4}`]),
    boss: (a, b) => set(person(a), 'boss', b % 5 === 0 ? [] : [anyone(b)?.dn ?? 'nobody']),
    contractor: (a, b) => set(person(a), 'kind', b % 2 === 0 ? ['contractor'] : []),
    rename(a) {
      const object = person(a)
      if (object === undefined) return
      const before = object.dn
      object.dn = `uid=p${a % PEOPLE}-${names++}`
      sources.hr.rename(object.anchor, object.dn)
      redirect(before, object.dn)
    },
    leave(a, b) {
      const object = b % 2 === 0 ? person(a) : team(a)
      if (object === undefined || isLast('hr')) return
      held.hr.delete(object.anchor)
      sources.hr.delete(object.anchor)
      redirect(object.dn, undefined)
    },
    team(a) {
      if (team(a) === undefined)
        put('hr', {
          anchor: `t${a % TEAMS}`,
          dn: `cn=t${a % TEAMS}`,
          type: 'team',
          values: { name: [`team ${a % TEAMS}`] },
        })
    },
    member(a, b) {
      const group = team(a)
      const member = anyone(b)?.dn
      if (group === undefined || member === undefined) return
      const members = group.values.members ?? []
      set(group, 'members', members.includes(member) ? members.filter(each => each !== member) : [...members, member])
    },
    account(a, b) {
      const anchor = `a${a % PEOPLE}`
      if (held.dir.has(anchor)) return
      put('dir', {
        anchor,
        dn: `cn=${anchor}`,
        type: 'account',
        values: { id: [`${a % PEOPLE}`], name: [`dir name ${b % 3}`], phones: ['1', '2'] },
      })
    },
    phone: (a, b) => set(held.dir.get(`a${a % PEOPLE}`), 'phones', ['1', '2', '3', '4'].slice(0, b % 5)),
    unaccount(a) {
      const anchor = `a${a % PEOPLE}`
      if (!isLast('dir') && held.dir.delete(anchor)) sources.dir.delete(anchor)
    },
  }
  return { move: ({ kind, a, b }) => moves[kind](a, b) }
}
