import { connectorsOf, type Entry, type Export, ghostsOf, type MetaverseObject, type World } from './state.js'
import { sorted } from './values.js'

/** A world as it is compared: by names, without numbers that only one side knows. */
export interface View {
  readonly objects: Readonly<Record<string, unknown>>
  readonly entries: Readonly<Record<string, unknown>>
  readonly strangers: Readonly<Record<string, unknown>>
  /** Objects without a connector have no name: they are counted. */
  readonly ghosts: Readonly<Record<string, unknown>>
  readonly agents: Readonly<Record<string, unknown>>
  /** What happened to each, in number, and what it holds. */
  readonly sources: Readonly<Record<string, unknown>>
}

export function viewOf(world: World): View {
  const keys = entryKeys(world)
  const key = (id: number): string => keys.get(id) ?? 'gone'
  const objectKey = (id: number): string =>
    sorted(world.entries.filter(entry => entry.link === id).map(entry => key(entry.id))).join(' + ')
  return {
    objects: Object.fromEntries(
      world.objects
        .filter(({ id }) => connectorsOf(world, id).length > 0)
        .map(object => [objectKey(object.id), showObject(world, object, { key, objectKey })]),
    ),
    entries: Object.fromEntries(world.entries.map(entry => [key(entry.id), showEntry(entry, key)])),
    strangers: Object.fromEntries(
      Object.entries(world.strangers).map(([place, { code, retries }]) => [place, `${code} ${retries}`]),
    ),
    ghosts: { number: ghostsOf(world).length },
    agents: Object.fromEntries(
      Object.entries(world.agents).map(([name, { watermark, checkpoint }]) => [
        name,
        `${watermark} ${checkpoint ?? 0}`,
      ]),
    ),
    sources: Object.fromEntries(
      Object.entries(world.sources).map(([name, { objects, log }]) => [
        name,
        [log.length, Object.fromEntries(objects.map(({ anchor, type, dn, values }) => [anchor, { type, dn, values }]))],
      ]),
    ),
  }
}

function entryKeys(world: World): Map<number, string> {
  const used = new Set<string>()
  const keys = new Map<number, string>()
  for (const { id, agent, dn, anchor } of world.entries) {
    let name = `${agent} ${dn} ${anchor ?? '-'}`
    while (used.has(name)) name += '*'
    used.add(name)
    keys.set(id, name)
  }
  return keys
}

interface Keys {
  readonly key: (id: number) => string
  readonly objectKey: (id: number) => string
}

function showObject(
  world: World,
  { id, type, values, references }: MetaverseObject,
  { key, objectKey }: Keys,
): unknown {
  return {
    type,
    values,
    references: references.map(each => `${each.attribute} → ${objectKey(each.target)}`).sort(),
    gives: world.entries
      .filter(entry => entry.link === id)
      .map(entry => `${key(entry.id)}: ${Object.keys(entry.gives).sort().join(' ')}`)
      .sort(),
  }
}

const showEntry = (entry: Entry, key: (id: number) => string): unknown => ({
  type: entry.type,
  named: entry.named,
  imported: entry.imported,
  image: entry.image,
  references: entry.references.map(({ attribute, name, state }) => `${attribute} ${name} ${state}`).sort(),
  import: `${entry.pendingImport ?? 'none'}${entry.pendingImport !== undefined && entry.moved ? ' moved' : ''}`,
  state: entry.state,
  pending: showExport(entry.pending, key),
  escrowed: showExport(entry.escrowed, key),
  unconfirmed: showExport(entry.unconfirmed, key),
  troubles: Object.entries(entry.troubles)
    .map(([phase, { code, retries }]) => `${phase} ${code} ${retries}`)
    .sort(),
})

function showExport(change: Export | undefined, key: (id: number) => string): unknown {
  if (change === undefined) return undefined
  return [
    `${change.operation}${change.dn === undefined ? '' : ` as ${change.dn}`}${change.doubtful ? ' again' : ''}`,
    ...Object.entries(change.changes)
      .flatMap(([name, list]) => list.map(each => `${name} ${each.operation} ${sorted(each.values).join(' ')}`))
      .sort(),
    ...change.references.map(each => `${each.attribute} ${each.operation} → ${key(each.target)}`).sort(),
  ]
}
