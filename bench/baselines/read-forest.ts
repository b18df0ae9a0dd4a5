import { BerWriter, Client, Control } from 'ldapts'
import type { Samba } from '../../test/support/samba.js'
import { ACCOUNT_ATTRIBUTES, FOREST_SUFFIX, STAFF } from '../forest-data.js'

const PAGE = 1_000
const FILTER = '(|(&(objectClass=user)(!(objectClass=computer)))(objectClass=group))'
const ATTRIBUTES = ['objectClass', 'objectGUID', ...ACCOUNT_ATTRIBUTES, 'member']

/** Reads what the hub's full import reads, with ldapts alone, and throws it away. Answers how many entries there were. */
export function readForest(samba: Samba): Promise<number> {
  return withClient(samba, async client => {
    let entries = 0
    const paged = { pageSize: PAGE }
    const search = { scope: 'sub', filter: FILTER, attributes: ATTRIBUTES, paged } as const
    for await (const page of client.searchPaginated(STAFF, search)) entries += page.searchEntries.length
    return entries
  })
}

/** Asks with DirSync what has changed since a cookie, with ldapts alone. Answers how many entries there were, and the cookie of now. */
export function readChanges(
  samba: Samba,
  cookie: Buffer,
): Promise<{ readonly entries: number; readonly cookie: Buffer }> {
  return withClient(samba, async client => {
    const control = new PlainDirSync(cookie)
    const attributes = [...ATTRIBUTES, 'name', 'parentGUID', 'isDeleted']
    const search = { scope: 'sub' as const, filter: FILTER, attributes }
    const { searchEntries } = await client.search(FOREST_SUFFIX, search, control)
    return { entries: searchEntries.length, cookie: control.cookie }
  })
}

async function withClient<T>(samba: Samba, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ url: samba.url, tlsOptions: { rejectUnauthorized: false } })
  try {
    await client.bind(samba.bindDn, samba.password)
    return await work(client)
  } finally {
    await client.unbind()
  }
}

class PlainDirSync extends Control {
  cookie: Buffer

  constructor(cookie: Buffer) {
    super('1.2.840.113556.1.4.841', { critical: true })
    this.cookie = cookie
  }

  protected override writeControl(writer: BerWriter): void {
    const value = new BerWriter()
    value.startSequence()
    value.writeInt(0x8000_0000 | 0)
    value.writeInt(10_000_000)
    value.writeBuffer(this.cookie, 4)
    value.endSequence()
    writer.writeBuffer(value.buffer, 4)
  }

  protected override parseControl(reader: Parameters<Control['parse']>[0]): void {
    reader.readSequence()
    reader.readInt()
    reader.readInt()
    this.cookie = Buffer.from(reader.readString(4, true) ?? [])
  }
}
