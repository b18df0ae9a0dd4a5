import { Attribute, Change, Client, InvalidCredentialsError } from 'ldapts'
import type { AttributeChange, Changes, Delta } from '../../src/model/delta.js'
import type { AttributeDefinition, Values } from '../../src/model/value.js'

/** Somebody else who changes a directory: nothing of the connector is used. */
export interface LdapWriter extends AsyncDisposable {
  apply(deltas: readonly Delta[]): Promise<void>
  readonly client: Client
}

export interface Login {
  readonly url: string
  readonly bindDn: string
  readonly password: string
}

/** @param classes further object classes of new objects, by type */
export async function ldapWriter(
  { url, bindDn, password }: Login,
  definitions: ReadonlyMap<string, AttributeDefinition>,
  classes: Readonly<Record<string, readonly string[]>> = {},
): Promise<LdapWriter> {
  const client = new Client({ url })
  await client.bind(bindDn, password)
  const attribute = (type: string, values: Values) =>
    new Attribute({ type, values: encoded(definitions.get(type), values) })
  const changesOf = (changes: Changes): Change[] =>
    Object.entries(changes).flatMap(([name, list]) =>
      list.map(
        ({ operation, values }: AttributeChange) => new Change({ operation, modification: attribute(name, values) }),
      ),
    )
  const apply = async (delta: Delta): Promise<void> => {
    if (delta.kind === 'delete') await client.del(delta.dn)
    else if (delta.kind === 'add') {
      const objectClass = [delta.objectType, ...(classes[delta.objectType] ?? [])]
      const given = Object.entries(delta.attributes).map(([name, values]) => attribute(name, values))
      await client.add(delta.dn, [new Attribute({ type: 'objectClass', values: objectClass }), ...given])
    } else {
      const { dn, newDn } = delta
      if (newDn !== undefined) await client.modifyDN(dn, newDn)
      // A new name brings its value along.
      const named = newDn === undefined ? undefined : newDn.slice(0, newDn.indexOf('=')).toLowerCase()
      const rest = Object.entries(delta.changes).filter(([name]) => name.toLowerCase() !== named)
      const changes = changesOf(Object.fromEntries(rest))
      if (changes.length > 0) await client.modify(newDn ?? dn, changes)
    }
  }
  return {
    client,
    apply: async deltas => {
      for (const delta of deltas) await apply(delta)
    },
    [Symbol.asyncDispose]: () => client.unbind(),
  }
}

export async function canLogIn(url: string, dn: string, password: string): Promise<boolean> {
  const client = new Client({ url })
  try {
    await client.bind(dn, password)
    return true
  } catch (error) {
    if (error instanceof InvalidCredentialsError) return false
    throw error
  } finally {
    await client.unbind()
  }
}

function encoded(definition: AttributeDefinition | undefined, values: Values): string[] | Buffer[] {
  if (definition?.type === 'binary') return values.map(value => Buffer.from(value, 'base64'))
  if (definition?.type === 'boolean') return values.map(value => value.toUpperCase())
  return [...values]
}
