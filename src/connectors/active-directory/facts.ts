import { AndFilter, EqualityFilter, OrFilter } from 'ldapts'
import { searchOnce } from '../kit/ldap/pages.js'
import { readTrouble } from '../kit/ldap/trouble.js'
import type { Link } from './forest.js'
import { textOf } from './root-dse.js'
import { ofClass } from './type-filter.js'

/** What the schema says of an attribute beyond what the configuration declares. */
export interface Fact {
  readonly name: string
  /** The OID of its syntax ([MS-ADTS] 3.1.1.2.2.2). */
  readonly syntax: string
  /** Even for a forward link, odd for a back link; undefined for what is no link. */
  readonly link: number | undefined
  /** Computed when it is asked for, or not replicated: its changes are not told. */
  readonly silent: boolean
}

export type Facts = ReadonlyMap<string, Fact>

const NOT_REPLICATED = 0x1
const CONSTRUCTED = 0x4
const ATTRIBUTES = ['lDAPDisplayName', 'attributeSyntax', 'linkID', 'systemFlags']
const MOST_AT_ONCE = 200

/** Reads what the schema says of attributes, by their lower-case names. Those it does not know are absent. */
export async function readFacts({ wire, controller }: Link, names: readonly string[]): Promise<Facts> {
  const facts = new Map<string, Fact>()
  for (let i = 0; i < names.length; i += MOST_AT_ONCE) {
    const part = names.slice(i, i + MOST_AT_ONCE)
    const filters = part.map(value => new EqualityFilter({ attribute: 'lDAPDisplayName', value }))
    const filter = new AndFilter({ filters: [ofClass('attributeSchema'), new OrFilter({ filters })] })
    const search = { base: controller.schema, scope: 'one', filter, attributes: ATTRIBUTES, timeLimit: 0 } as const
    const entries = await searchOnce(wire, search).catch(error => {
      throw readTrouble(error, 'the schema')
    })
    for (const entry of entries) {
      const name = textOf(entry, 'lDAPDisplayName') ?? ''
      const link = textOf(entry, 'linkID')
      const flags = Number(textOf(entry, 'systemFlags') ?? 0)
      facts.set(name.toLowerCase(), {
        name,
        syntax: textOf(entry, 'attributeSyntax') ?? '',
        link: link === undefined ? undefined : Number(link),
        silent: (flags & (NOT_REPLICATED | CONSTRUCTED)) !== 0 || (link !== undefined && Number(link) % 2 === 1),
      })
    }
  }
  return facts
}

/** The names of the back links of forward links, with the lower-case names of those. */
export async function readBackLinks({ wire, controller }: Link, facts: Facts): Promise<ReadonlyMap<string, string>> {
  const forward = new Map<number, string>()
  for (const [key, { link }] of facts) if (link !== undefined && link % 2 === 0) forward.set(link + 1, key)
  if (forward.size === 0) return new Map()
  const filters = [...forward.keys()].map(link => new EqualityFilter({ attribute: 'linkID', value: String(link) }))
  const filter = new AndFilter({ filters: [ofClass('attributeSchema'), new OrFilter({ filters })] })
  const attributes = ['lDAPDisplayName', 'linkID']
  const search = { base: controller.schema, scope: 'one', filter, attributes, timeLimit: 0 } as const
  const entries = await searchOnce(wire, search).catch(error => {
    throw readTrouble(error, 'the schema')
  })
  return new Map(
    entries.flatMap(entry => {
      const key = forward.get(Number(textOf(entry, 'linkID')))
      return key === undefined ? [] : [[textOf(entry, 'lDAPDisplayName') ?? '', key] as const]
    }),
  )
}
