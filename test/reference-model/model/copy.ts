import type { Source } from './source.js'
import type { Entry, Export, MetaverseObject, World } from './state.js'

/** A point to go back to. What is never changed but replaced is the same in both: rules, images, values, what a source tells. */
export const copyOf = (world: World): World => ({
  ...world,
  sources: each(world.sources, source),
  agents: each(world.agents, agent => ({ ...agent })),
  entries: world.entries.map(entry),
  objects: world.objects.map(object),
  strangers: each(world.strangers, trouble => ({ ...trouble })),
})

const each = <Item, Copy>(items: Readonly<Record<string, Item>>, copy: (item: Item) => Copy): Record<string, Copy> => {
  const copies: Record<string, Copy> = {}
  for (const name in items) copies[name] = copy(items[name] as Item)
  return copies
}

const source = (held: Source): Source => ({
  ...held,
  objects: [...held.objects],
  log: [...held.log],
  refuses: { ...held.refuses },
})

const entry = (held: Entry): Entry => ({
  ...held,
  references: held.references.map(reference => ({ ...reference })),
  gives: { ...held.gives },
  pending: change(held.pending),
  escrowed: change(held.escrowed),
  unconfirmed: change(held.unconfirmed),
  troubles: each(held.troubles, trouble => ({ ...trouble })),
})

const change = (held: Export | undefined): Export | undefined =>
  held && { ...held, changes: each(held.changes, changes => [...changes]), references: [...held.references] }

const object = (held: MetaverseObject): MetaverseObject => ({
  ...held,
  values: { ...held.values },
  references: [...held.references],
})
