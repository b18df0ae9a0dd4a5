import type { Changes } from '../../model/delta.js'
import type { Problem } from '../../model/problem.js'
import type { EncodedChange } from './encode.js'
import type { Reader } from './read.js'
import type { ScimType } from './service.js'

/** Changes as the service knows them, with references as ids; or why there are none. */
export type Resolved =
  | { readonly ok: true; readonly changes: readonly EncodedChange[] }
  | { readonly ok: false; readonly problem: Problem }

/** Finds the attributes of changes in the resource, and the ids behind the names that they refer to. */
export async function resolve(reader: Reader, changes: Changes, dn: string, type?: ScimType): Promise<Resolved> {
  const result: EncodedChange[] = []
  for (const [name, list] of Object.entries(changes)) {
    const flat = flatOf(reader, name, type)
    if (flat === undefined) return { ok: false, problem: unknownAttribute(name, dn) }
    if (!flat.isWritable) return { ok: false, problem: readOnly(name, dn) }
    if (flat.definition.type !== 'reference') {
      result.push({ flat, changes: list })
      continue
    }
    const ids = await idsOf(reader, new Set(list.flatMap(({ values }) => values)), flat.targets)
    const lost = list
      .filter(({ operation }) => operation !== 'delete')
      .flatMap(({ values }) => values.filter(value => !ids.has(value)))
    if (lost[0] !== undefined) return { ok: false, problem: lostReference({ name, dn, target: lost[0] }) }
    // Whoever is not there is no member either.
    result.push({
      flat,
      changes: list.map(change => ({ ...change, values: change.values.flatMap(value => ids.get(value) ?? []) })),
    })
  }
  return { ok: true, changes: result }
}

function flatOf({ types, names }: Reader, name: string, type: ScimType | undefined) {
  const among = type === undefined ? types : types.filter(selected => selected.type === type)
  const selected = among.find(({ attributes }) => attributes.has(name))?.attributes.get(name)?.flat
  if (selected !== undefined) return selected
  return among.map(one => names.namingOf(one.type)).find(naming => naming?.definition.name === name)
}

async function idsOf(
  { names, service }: Reader,
  dns: ReadonlySet<string>,
  targets: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const types = targets.length === 0 ? service.types : service.types.filter(({ name }) => targets.includes(name))
  // Types that are named come first: their names are asked for, whereas any text may be an id.
  const ordered = [...types].sort(
    (a, b) => Number(names.namingOf(a) === undefined) - Number(names.namingOf(b) === undefined),
  )
  const found = await names.find(dns, ordered)
  return new Map([...found].map(([dn, { id }]) => [dn, id]))
}

const unknownAttribute = (attribute: string, dn: string): Problem => ({
  code: 'schema-violation',
  message: `The agent has not selected the attribute ${attribute}.`,
  hint: "Add it to the agent's objects.",
  where: { dn, attribute },
})

const readOnly = (attribute: string, dn: string): Problem => ({
  code: 'readonly-attribute',
  message: `${attribute} is set by the service alone.`,
  hint: 'Leave the attribute out of the export flows.',
  where: { dn, attribute },
})

const lostReference = ({ name, dn, target }: { name: string; dn: string; target: string }): Problem => ({
  code: 'dn-attributes-failure',
  message: `${name} refers to ${target}, which the service does not have.`,
  hint: 'It goes out again with the next export: the object that is referred to has to be there first.',
  where: { dn, attribute: name },
})
