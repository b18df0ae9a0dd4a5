import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Page } from '../../src/connectors/connector.js'
import type { AddDelta, Changes, Delta } from '../../src/model/delta.js'
import { changed, ImportedState } from './conformance-state.js'
import type { PersonWord, Spoken, Started } from './conformance-subject.js'
import { group, person } from './people.js'
import { openSession, pagesOf, readAll } from './reading.js'

const NAMES = 8
const PAGE_SIZE = 2

/** One thing that somebody does to the source; numbers choose among the objects there are. */
interface Happening {
  readonly kind: 'add' | 'modify' | 'delete' | 'rename' | 'members'
  readonly which: number
  readonly other: number
}

/** What happens between two imports, and after how many pages the first try of the import breaks off. */
interface Round {
  readonly happenings: readonly Happening[]
  readonly cutAfter: number
}

/** A delta import that was broken off anywhere and begun again leaves what a full import would give. */
export function historyTests(at: Spoken): void {
  describe('random changes', () => {
    test('a delta import broken off after any page and begun again gives what is there', async () => {
      const kinds: Happening['kind'][] = ['add', 'modify', 'modify', 'delete', 'members']
      if (at.subject.deltaRenames) kinds.push('rename')
      const happening = fc.record({ kind: fc.constantFrom(...kinds), which: fc.nat(NAMES - 1), other: fc.nat(99) })
      const round = fc.record({
        happenings: fc.array(happening, { maxLength: 12 }),
        cutAfter: fc.nat(4),
      })
      const history = fc.array(round, { minLength: 1, maxLength: 4 })
      await fc.assert(
        fc.asyncProperty(history, rounds => follow(at, rounds)),
        { numRuns: at.sizes.histories, endOnFailure: true },
      )
    }, 300_000)
  })
}

async function follow(at: Spoken, rounds: readonly Round[]): Promise<void> {
  const world = newWorld(at)
  const started = await at.start(world.objects())
  try {
    const followed = at.subject.referencesFollow ? [at.memberAttribute ?? ''] : []
    const state = new ImportedState(followed)
    let watermark = await wholeRead(started, state)
    for (const { happenings, cutAfter } of rounds) {
      await started.source.change?.(happenings.flatMap(one => world.happen(one)))
      await cutRead(started, { state, watermark, cutAfter })
      watermark = await wholeRead(started, state, watermark)
      const full = await readAll(started.opening)
      expect(at.comparable(state.objects())).toEqual(at.comparable(full.deltas))
      expect(
        state
          .objects()
          .map(({ anchor }) => anchor)
          .sort(),
      ).toEqual(full.deltas.map(({ anchor }) => anchor).sort())
    }
  } finally {
    await started.source.stop()
  }
}

/** Reads some pages of a delta import and lets go of the rest, as a killed worker does. */
async function cutRead(
  { opening }: Started,
  { state, watermark, cutAfter }: { state: ImportedState; watermark: string; cutAfter: number },
): Promise<void> {
  await using session = await openSession(opening)
  const signal = new AbortController().signal
  let pages = 0
  if (cutAfter === 0) return
  for await (const page of session.read({ mode: 'delta', watermark, pageSize: PAGE_SIZE, signal })) {
    if (page.end !== undefined) return
    state.take(page)
    if (++pages === cutAfter) return
  }
}

/** A full or a delta import to its end; where the next one goes on. */
async function wholeRead({ opening }: Started, state: ImportedState, watermark?: string): Promise<string> {
  await using session = await openSession(opening)
  const pages: Page[] = await pagesOf(session, {
    pageSize: PAGE_SIZE,
    ...(watermark !== undefined && { mode: 'delta', watermark }),
  })
  for (const page of pages) state.take(page)
  state.end(pages)
  const end = pages.at(-1)?.end?.watermark
  if (end === undefined) throw new Error('A complete read told no watermark.')
  return end
}

interface World {
  objects(): AddDelta[]
  /** The happening as a change of the source; nothing when it cannot happen. */
  happen(happening: Happening): Delta[]
}

type Doing = (at: { readonly key: string; readonly other: number }) => Delta[]

/** The objects that are there, in the source's words, so that only what is possible happens. */
function newWorld(at: Spoken): World {
  const held = new Map<string, AddDelta>()
  const named = (i: number) => person(`Person ${i}`)
  for (const i of [0, 1, 2, 3]) held.set(`p${i}`, at.make(named(i)))
  if (at.hasGroups) held.set('group', at.make(group('Everybody', [named(0).dn, named(1).dn])))
  const nameOf = (word: PersonWord) => at.attribute(word)?.name ?? ''
  const isTaken = (dn: string) => [...held.values()].some(object => object.dn === dn)

  const modify = (key: string, change: { readonly changes: Changes; readonly newDn?: string }): Delta[] => {
    const object = held.get(key)
    if (object === undefined) return []
    const delta = { kind: 'modify', dn: object.dn, objectType: object.objectType, ...change } as const
    held.set(key, changed(object, delta))
    return [delta]
  }
  const membership = membershipOf(at, { held, modify })
  const doings: Record<Happening['kind'], Doing> = {
    add({ key }) {
      const add = at.make(named(Number(key.slice(1))))
      if (held.has(key) || isTaken(add.dn)) return []
      held.set(key, add)
      return [add]
    },
    modify: ({ key, other }) =>
      modify(key, { changes: { [nameOf('sn')]: [{ operation: 'replace', values: [`Surname ${other}`] }] } }),
    rename({ key, other }) {
      const to = at.say(person(`Renamed ${other}`))
      if (isTaken(to.dn)) return []
      const changes = { [nameOf('cn')]: [{ operation: 'replace', values: [`Renamed ${other}`] }] } as const
      const from = held.get(key)?.dn
      const renamed = modify(key, { newDn: to.dn, changes })
      if (from !== undefined && at.subject.referencesFollow) membership.follow(from, to.dn)
      return renamed
    },
    members: ({ key }) => membership.toggle(held.get(key)?.dn),
    delete({ key }) {
      const object = held.get(key)
      // Nobody who is the last member goes: what a source does with an empty group is no part of this.
      if (object === undefined || membership.isLast(object.dn)) return []
      const left = membership.isMember(object.dn) ? membership.toggle(object.dn) : []
      held.delete(key)
      return [...left, { kind: 'delete', dn: object.dn, objectType: object.objectType }]
    },
  }
  return {
    objects: () => [...held.values()],
    happen: ({ kind, which, other }) => doings[kind]({ key: `p${which}`, other }),
  }
}

interface Membership {
  isMember(dn: string): boolean
  isLast(dn: string): boolean
  /** In when out, out when in; a group keeps its last member. */
  toggle(dn: string | undefined): Delta[]
  /** The source names members by what they are called now. */
  follow(from: string, to: string): void
}

function membershipOf(
  at: Spoken,
  world: {
    readonly held: Map<string, AddDelta>
    readonly modify: (key: string, change: { readonly changes: Changes }) => Delta[]
  },
): Membership {
  const name = at.memberAttribute ?? ''
  const members = () => world.held.get('group')?.attributes[name] ?? []
  const isMember = (dn: string) => members().includes(dn)
  const isLast = (dn: string) => isMember(dn) && members().length === 1
  return {
    isMember,
    isLast,
    toggle(dn) {
      if (dn === undefined || isLast(dn) || !at.hasGroups) return []
      const operation = isMember(dn) ? 'delete' : 'add'
      return world.modify('group', { changes: { [name]: [{ operation, values: [dn] }] } })
    },
    follow(from, to) {
      const held = world.held.get('group')
      if (held === undefined) return
      const named = members().map(member => (member === from ? to : member))
      world.held.set('group', { ...held, attributes: { ...held.attributes, [name]: named } })
    },
  }
}
