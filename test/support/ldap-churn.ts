import { EqualityFilter } from 'ldapts'
import type { Delta } from '../../src/model/delta.js'
import type { Values } from '../../src/model/value.js'
import { HUB_SCHEMA } from '../connectors/directory.js'
import type { LdapWriter } from './ldap-writer.js'
import { type Random, randomOf } from './random.js'

export const CHURN_SCHEMA = HUB_SCHEMA

/** A directory of people and groups that changes at random, below and beside the base that an agent reads. */
export interface Churn {
  change(count: number): Promise<void>
}

interface Thing {
  readonly kind: 'person' | 'group' | 'container'
  /** The value of its name, as it is without escapes. */
  name: string
  parent: Thing | undefined
  /** Whether the agent's filter leaves it out. */
  hidden: boolean
}

const SUFFIX = 'dc=example,dc=org'
export const CHURN_BASE = `ou=people,${SUFFIX}`
export const CHURN_FILTER = '(!(employeeType=hidden))'
/** What is there before the first change, for servers that are filled through the wire. */
export const CHURN_CONTAINERS: readonly Delta[] = ['people', 'elsewhere'].map(ou => ({
  kind: 'add',
  objectType: 'organizationalUnit',
  dn: `ou=${ou},${SUFFIX}`,
  attributes: { ou: [ou] },
}))
/** The same as LDIF. */
export const CHURN_LDIF = ['people', 'elsewhere']
  .map(ou => `dn: ou=${ou},${SUFFIX}\nobjectClass: organizationalUnit\nou: ${ou}\n`)
  .join('\n')

const escaped = (name: string): string => name.replace(/[\\,+"]/g, '\\$&').replace(/^#/, '\\#')

const dnOf = ({ kind, name, parent }: Thing): string =>
  parent === undefined ? name : `${kind === 'container' ? 'ou' : 'cn'}=${escaped(name)},${dnOf(parent)}`

export function ldapChurn(writer: () => Promise<LdapWriter>, seed: number): Churn {
  const random = randomOf(seed)
  const root = (name: string): Thing => ({ kind: 'container', name, parent: undefined, hidden: false })
  const roots = [root(CHURN_BASE), root(`ou=elsewhere,${SUFFIX}`)]
  const things: Thing[] = []
  let open: Promise<LdapWriter> | undefined
  const apply = async (delta: Delta): Promise<void> => {
    open ??= writer()
    await (await open).apply([delta])
  }
  const holdersOf = async (attribute: string, dn: string): Promise<string[]> => {
    open ??= writer()
    const { client } = await open
    const filter = new EqualityFilter({ attribute, value: dn })
    const { searchEntries } = await client.search(SUFFIX, { scope: 'sub', filter, attributes: ['1.1'] })
    return searchEntries.map(entry => entry.dn)
  }
  const world: World = { random, roots, things, apply, holdersOf, next: 0 }
  return {
    async change(count) {
      for (let i = 0; i < count; i++) await changeOne(world)
    },
  }
}

interface World {
  readonly random: Random
  readonly roots: readonly Thing[]
  readonly things: Thing[]
  readonly apply: (delta: Delta) => Promise<void>
  readonly holdersOf: (attribute: string, dn: string) => Promise<string[]>
  next: number
}

async function changeOne(world: World): Promise<void> {
  const { random, things } = world
  const kinds = things.length < 12 ? [create] : CHANGES
  await (random.pick(kinds) ?? create)(world)
}

/** By how often they come. */
const CHANGES = [
  create,
  create,
  create,
  describe,
  describe,
  modify,
  modify,
  modify,
  changeMembers,
  changeMembers,
  changeMembers,
  rename,
  move,
  move,
  remove,
  remove,
  hide,
  recreate,
]

const of = ({ things }: World, kind: Thing['kind']) => things.filter(thing => thing.kind === kind)
const places = (world: World): Thing[] => [...world.roots, world.roots[0] as Thing, ...of(world, 'container')]
const hasChildren = ({ things }: World, thing: Thing) => things.some(({ parent }) => parent === thing)

async function create(world: World, again?: string): Promise<void> {
  const { random, things, apply } = world
  const kinds = ['person', 'person', 'person', 'person', 'group', 'container'] as const
  const kind = again === undefined ? (random.pick(kinds) ?? 'person') : 'person'
  const start = random.pick(['Zoë', 'Ann', 'Jörg, Dr.', 'plus+', 'quote"', '#hash', 'back\\'])
  const name = again ?? `${start} ${world.next++}`
  const parent = random.pick(places(world)) as Thing
  const thing: Thing = { kind, name, parent, hidden: false }
  const dn = dnOf(thing)
  if (thing.kind === 'person') {
    const manager = random.pick(of(world, 'person'))
    await apply({
      kind: 'add',
      objectType: 'inetOrgPerson',
      dn,
      attributes: {
        cn: [name],
        sn: ['Surname'],
        employeeNumber: [String(world.next)],
        jpegPhoto: [Buffer.from([0xff, world.next & 0xff, 0, 10, 13]).toString('base64')],
        ...(manager && { manager: [dnOf(manager)] }),
      },
    })
  } else if (thing.kind === 'group') {
    await apply({ kind: 'add', objectType: 'groupOfNames', dn, attributes: { cn: [name], member: [dn] } })
  } else await apply({ kind: 'add', objectType: 'organizationalUnit', dn, attributes: { ou: [name] } })
  things.push(thing)
}

async function modify(world: World): Promise<void> {
  const { random, apply } = world
  const person = random.pick(of(world, 'person'))
  const other = random.pick(of(world, 'person'))
  if (person === undefined || other === undefined) return
  const changes: Record<string, Values> = {
    sn: [`Name ${random.below(1_000)}`],
    ...(random() < 0.3 && { manager: random() < 0.3 ? [] : [dnOf(other)] }),
    ...(random() < 0.3 && { hubActive: random() < 0.3 ? [] : [random() < 0.5 ? 'true' : 'false'] }),
    ...(random() < 0.3 && { jpegPhoto: [Buffer.from([0xff, random.below(256), 0, 10]).toString('base64')] }),
  }
  const replaced = Object.entries(changes).map(([name, values]) => [name, [{ operation: 'replace' as const, values }]])
  await apply({ kind: 'modify', dn: dnOf(person), changes: Object.fromEntries(replaced) })
}

/** Values one by one, some of them told in another case than they are held in. */
async function describe(world: World): Promise<void> {
  const { random, apply } = world
  const dn = dnOf(random.pick(of(world, 'person')) ?? (world.roots[0] as Thing))
  const value = `Value ${random.below(4)}`
  const operation = random() < 0.6 ? 'add' : 'delete'
  const told = operation === 'delete' && random() < 0.5 ? value.toUpperCase() : value
  await orRefused(apply({ kind: 'modify', dn, changes: { description: [{ operation, values: [told] }] } }))
}

async function changeMembers(world: World): Promise<void> {
  const { random, apply } = world
  const group = random.pick(of(world, 'group'))
  const person = random.pick(of(world, 'person'))
  if (group === undefined || person === undefined) return
  const operation = random() < 0.7 ? 'add' : 'delete'
  await orRefused(
    apply({ kind: 'modify', dn: dnOf(group), changes: { member: [{ operation, values: [dnOf(person)] }] } }),
  )
}

async function rename(world: World): Promise<void> {
  const thing = world.random.pick(world.things)
  if (thing !== undefined) await become(world, thing, { name: `Renamed ${world.next++}` })
}

async function move(world: World): Promise<void> {
  const { random } = world
  const thing = random.pick(world.things)
  const parent = random.pick(places(world))
  if (thing === undefined || parent === undefined || isWithin(parent, thing) || parent === thing.parent) return
  await become(world, thing, { parent })
}

/** Another name for a thing, and for all below it; whatever refers to one of them follows. */
async function become(world: World, thing: Thing, change: Partial<Thing>): Promise<void> {
  const all = world.things.filter(one => isWithin(one, thing))
  const before = all.map(dnOf)
  const newDn = dnOf({ ...thing, ...change })
  if (world.things.some(one => one !== thing && dnOf(one).toLowerCase() === newDn.toLowerCase())) return
  try {
    await world.apply({ kind: 'modify', dn: dnOf(thing), newDn, changes: {} })
  } catch (error) {
    // Now and then slapd cannot move a container (“DN index add failed”); it stays where it was.
    if ((error as { code?: number }).code === 80) return
    throw error
  }
  Object.assign(thing, change)
  for (const [i, dn] of before.entries()) await follow(world, dn, dnOf(all[i] as Thing))
}

/**
 * What an application does that keeps its references right. OpenLDAP's overlay refint does it too, but without a trace: neither
 * logged nor with a new entryCSN.
 */
async function follow({ holdersOf, apply }: World, before: string, after: string): Promise<void> {
  for (const dn of await holdersOf('manager', before)) {
    await apply({ kind: 'modify', dn, changes: { manager: [{ operation: 'replace', values: [after] }] } })
  }
  for (const dn of await holdersOf('member', before)) {
    const add = apply({ kind: 'modify', dn, changes: { member: [{ operation: 'add', values: [after] }] } })
    await orRefused(add)
    await apply({ kind: 'modify', dn, changes: { member: [{ operation: 'delete', values: [before] }] } })
  }
}

const isWithin = (thing: Thing | undefined, above: Thing): boolean =>
  thing !== undefined && (thing === above || isWithin(thing.parent, above))

async function remove(world: World): Promise<Thing | undefined> {
  const thing = world.random.pick(world.things.filter(one => !hasChildren(world, one)))
  if (thing === undefined) return undefined
  const dn = dnOf(thing)
  await world.apply({ kind: 'delete', dn })
  world.things.splice(world.things.indexOf(thing), 1)
  await follow(world, dn, `cn=nobody,${SUFFIX}`)
  return thing
}

/** Another object with the name of one that is gone. */
async function recreate(world: World): Promise<void> {
  const thing = await remove(world)
  if (thing !== undefined) await create(world, thing.kind === 'container' ? undefined : thing.name).catch(refused)
}

/** Out of the filter, or back. */
async function hide(world: World): Promise<void> {
  const person = world.random.pick(of(world, 'person'))
  if (person === undefined) return
  person.hidden = !person.hidden
  const values = person.hidden ? ['hidden'] : []
  await world.apply({ kind: 'modify', dn: dnOf(person), changes: { employeeType: [{ operation: 'replace', values }] } })
}

const orRefused = (work: Promise<void>): Promise<void> => work.catch(refused)

/** Values that are there already, or are not; the last member. */
function refused(error: unknown): void {
  if (![16, 20, 65, 68].includes((error as { code?: number }).code ?? 0)) throw error
}
