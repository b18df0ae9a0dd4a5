import { AndFilter, EqualityFilter, OrFilter, type SearchEntry } from 'ldapts'
import type { AttributeChange, ModifyDelta } from '../../model/delta.js'
import { dnKey } from '../../model/dn.js'
import type { AttributeDefinition } from '../../model/value.js'
import { searchOnce } from '../kit/ldap/pages.js'
import { readTrouble } from '../kit/ldap/trouble.js'
import { domainScope } from './controls.js'
import { guidText } from './guid.js'
import { bytesOf, textsOf } from './root-dse.js'
import { ANCHOR } from './selection.js'
import type { Reading } from './whole.js'

const MOST_AT_ONCE = 100

/** Gathers who refers to objects that have another name now. */
export interface Referrers {
  take(entry: SearchEntry): void
  /** What the referring objects are to be told. */
  deltas(): Promise<ModifyDelta[]>
}

interface Reference {
  readonly definition: AttributeDefinition
  readonly target: string
}

/**
 * An object that is moved to where it is read comes under a name that nobody refers to yet: those who do are not told as changed, and
 * what is held of them has the name it had where it was not read. So they are told, by the back links of what has moved. For an
 * object that was read all the time this changes nothing.
 */
export function referrers({ selection, partition, timeLimit }: Reading): Referrers {
  const found = new Map<string, { readonly dn: string; readonly references: Reference[] }>()

  const resolve = async (dns: readonly string[]): Promise<readonly SearchEntry[]> => {
    const named = dns.map(value => new EqualityFilter({ attribute: 'distinguishedName', value }))
    const filter = new AndFilter({ filters: [new OrFilter({ filters: named }), selection.wanted] })
    const search = { base: partition.dn, scope: 'sub', filter, attributes: [ANCHOR], timeLimit } as const
    return await searchOnce(partition.link.wire, { ...search, controls: [domainScope()] }).catch(error => {
      throw readTrouble(error, 'those who refer to objects that have moved')
    })
  }
  return {
    take(entry) {
      if (!partition.scope.includes(entry.name)) return
      for (const [backLink, definition] of selection.backLinks) {
        for (const dn of textsOf(entry, backLink)) {
          if (!partition.scope.includes(dn)) continue
          const held = found.get(dnKey(dn)) ?? { dn, references: [] }
          held.references.push({ definition, target: entry.name })
          found.set(dnKey(dn), held)
        }
      }
    },
    async deltas() {
      const deltas: ModifyDelta[] = []
      const names = [...found.values()].map(({ dn }) => dn)
      for (let i = 0; i < names.length; i += MOST_AT_ONCE) {
        for (const entry of await resolve(names.slice(i, i + MOST_AT_ONCE))) {
          const anchor = guidText(bytesOf(entry, ANCHOR))
          const references = found.get(dnKey(entry.name))?.references ?? []
          if (anchor !== undefined)
            deltas.push({ kind: 'modify', dn: entry.name, anchor, changes: changesOf(references) })
        }
      }
      return deltas
    },
  }
}

function changesOf(references: readonly Reference[]): Record<string, AttributeChange[]> {
  const changes: Record<string, AttributeChange[]> = {}
  for (const { definition } of references) {
    if (changes[definition.name] !== undefined) continue
    const values = references.filter(one => one.definition === definition).map(({ target }) => target)
    changes[definition.name] = [{ operation: definition.multivalued ? 'add' : 'replace', values }]
  }
  return changes
}
