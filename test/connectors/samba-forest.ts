import { Attribute, Change, Client } from 'ldapts'
import type { AddDelta, Delta } from '../../src/model/delta.js'
import type { Samba } from '../support/samba.js'

const BINARY: ReadonlySet<string> = new Set(['jpegPhoto', 'thumbnailPhoto'])
const BOOLEAN: ReadonlySet<string> = new Set(['msTSAllowLogon'])

/** Python that adds objects to a forest much faster than LDAP does, with the containers that they lie in. */
export function fillWith(objects: readonly AddDelta[], containers: readonly string[] = []): string {
  const records = [...containers.map(dn => ({ dn, objectType: 'organizationalUnit', attributes: {} })), ...objects].map(
    ({ dn, objectType, attributes }) => ({ dn, objectType, attributes }),
  )
  return [
    'import base64, json',
    `records = json.loads(base64.b64decode('${Buffer.from(JSON.stringify(records)).toString('base64')}'))`,
    `binary = ${JSON.stringify([...BINARY])}`,
    `boolean = ${JSON.stringify([...BOOLEAN])}`,
    'def encoded(name, values):',
    '    if name in binary: return [base64.b64decode(value) for value in values]',
    '    return [value.upper() for value in values] if name in boolean else values',
    'db.transaction_start()',
    'for one in records:',
    "    named = {name: encoded(name, values) for name, values in one['attributes'].items()}",
    "    db.add({'dn': one['dn'], 'objectClass': one['objectType'], **named})",
    'db.transaction_commit()',
  ].join('\n')
}

/** Works on a forest as its administrator, without the connector's help. */
export async function administer<T>(server: Samba, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ url: server.url, tlsOptions: { rejectUnauthorized: false } })
  try {
    await client.bind(server.bindDn, server.password)
    return await work(client)
  } finally {
    await client.unbind()
  }
}

/** Does to the forest what the deltas say. */
export async function apply(client: Client, deltas: readonly Delta[]): Promise<void> {
  for (const delta of deltas) {
    if (delta.kind === 'delete') await client.del(delta.dn)
    if (delta.kind === 'add') {
      const attributes = Object.entries(delta.attributes).map(([type, values]) => attribute(type, values))
      await client.add(delta.dn, [attribute('objectClass', [delta.objectType]), ...attributes])
    }
    if (delta.kind === 'modify') await applyModify(client, delta)
  }
}

async function applyModify(client: Client, { dn, newDn, changes }: Extract<Delta, { kind: 'modify' }>): Promise<void> {
  if (newDn !== undefined && newDn !== dn) await client.modifyDN(dn, newDn)
  const encoded = Object.entries(changes).flatMap(([type, list]) =>
    // A name follows from the renaming.
    type === 'cn'
      ? []
      : list.map(({ operation, values }) => new Change({ operation, modification: attribute(type, values) })),
  )
  if (encoded.length > 0) await client.modify(newDn ?? dn, encoded)
}

function attribute(type: string, values: readonly string[]): Attribute {
  if (BINARY.has(type)) return new Attribute({ type, values: values.map(value => Buffer.from(value, 'base64')) })
  return new Attribute({ type, values: BOOLEAN.has(type) ? values.map(value => value.toUpperCase()) : [...values] })
}

/** Whether somebody can log in so. */
export async function canLogIn(server: Samba, dn: string, password: string): Promise<boolean> {
  const client = new Client({ url: server.url, tlsOptions: { rejectUnauthorized: false } })
  try {
    await client.bind(dn, password)
    return true
  } catch {
    return false
  } finally {
    await client.unbind()
  }
}

/** The settings that read a forest as its administrator. */
export const settingsFor = (server: Samba) => ({
  servers: [server.url],
  tls: { ca: server.ca },
  bindDn: server.bindDn,
  password: server.password,
})
