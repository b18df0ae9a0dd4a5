import { Client } from 'ldapts'
import type { Slapd } from '../../test/support/slapd.js'
import { PERSON_ATTRIBUTES } from '../data.js'

const PAGE = 1_000
const FILTER = '(|(objectClass=inetOrgPerson)(objectClass=groupOfNames))'

/** Reads what the hub's import reads, with ldapts alone, and throws it away. Answers how many entries there were. */
export async function readDirectory({ url, rootDn, password, suffix }: Slapd): Promise<number> {
  const client = new Client({ url })
  try {
    await client.bind(rootDn, password)
    const attributes = ['objectClass', 'entryUUID', ...PERSON_ATTRIBUTES, 'member']
    let entries = 0
    const pages = client.searchPaginated(suffix, {
      scope: 'sub',
      filter: FILTER,
      attributes,
      paged: { pageSize: PAGE },
    })
    for await (const page of pages) entries += page.searchEntries.length
    return entries
  } finally {
    await client.unbind()
  }
}
