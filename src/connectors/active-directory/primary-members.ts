import type { SearchEntry } from 'ldapts'
import type { ModifyDelta } from '../../model/delta.js'
import { dnKey } from '../../model/dn.js'
import type { Page } from '../connector.js'
import { ridOfEntry } from './primary-group.js'
import { bytesOf, readEntry, textOf } from './root-dse.js'
import { OBJECT_SID, PRIMARY_GROUP_ID } from './selection.js'
import type { Reading } from './whole.js'

/** Gathers who has a primary group that is new to them, to be told as a member of it. */
export interface NewPrimaryMembers {
  take(entry: SearchEntry): void
  pages(): AsyncGenerator<Page>
}

/** Whoever is new or has another primary group says so himself; the group says nothing. */
export function newPrimaryMembers({ selection, partition, groups }: Reading): NewPrimaryMembers {
  const members = new Map<string, string[]>()
  return {
    take(entry) {
      const rid = selection.primaryMembersOf.size > 0 ? textOf(entry, PRIMARY_GROUP_ID) : undefined
      if (rid === undefined) return
      const list = members.get(rid) ?? []
      list.push(entry.name)
      members.set(rid, list)
    },
    async *pages() {
      const deltas: ModifyDelta[] = []
      for (const [rid, values] of members) {
        const group = await groups.groupOf(rid)
        if (group === undefined || !partition.scope.includes(group.dn)) continue
        deltas.push({ kind: 'modify', ...group, changes: { member: [{ operation: 'add', values }] } })
      }
      if (deltas.length > 0) yield { deltas }
    },
  }
}

/**
 * The changes of a group without the removal of those who have it as their primary group now: becoming a primary member ends the
 * membership that the group lists.
 */
export async function withoutPrimaryMembers(delta: ModifyDelta, reading: Reading): Promise<ModifyDelta> {
  const { selection, groups, partition } = reading
  const removed = delta.changes.member?.find(({ operation }) => operation === 'delete')?.values ?? []
  if (removed.length === 0 || selection.primaryMembersOf.size === 0) return delta
  const rid = ridOfEntry(bytesOf(await readEntry(partition.link.wire, delta.dn, [OBJECT_SID]), OBJECT_SID))
  if (rid === undefined) return delta
  const still = await groups.whichOf(rid, removed)
  const member = (delta.changes.member ?? []).map(change =>
    change.operation === 'delete'
      ? { ...change, values: change.values.filter(value => !still.has(dnKey(value))) }
      : change,
  )
  return { ...delta, changes: { ...delta.changes, member } }
}
