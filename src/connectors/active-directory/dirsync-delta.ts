import { AndFilter } from 'ldapts'
import type { ModifyDelta } from '../../model/delta.js'
import type { Problem } from '../../model/problem.js'
import type { Page } from '../connector.js'
import { searchPages } from '../kit/ldap/pages.js'
import { domainScope } from './controls.js'
import { changedSince } from './dirsync.js'
import { type Told, toldBy } from './dirsync-entry.js'
import { guidText } from './guid.js'
import { inPages, type Later } from './later.js'
import { changesWithPrimaryGroup } from './primary-group.js'
import { newPrimaryMembers, withoutPrimaryMembers } from './primary-members.js'
import { bytesOf } from './root-dse.js'
import { ANCHOR } from './selection.js'
import type { Position } from './watermark.js'
import { type Reading, readByAnchor, withAnchors } from './whole.js'

const MOST_AT_ONCE = 100

/**
 * What DirSync tells of one partition since a cookie; answers the cookie of its end. References that went are told later: they are told
 * by the names their targets have now, and a target's new name may be told after them.
 */
export async function* dirSyncDelta(
  reading: Reading,
  { cookie }: Position,
  later: Later,
): AsyncGenerator<Page, string> {
  const { partition, selection } = reading
  let next = Buffer.from(cookie ?? '', 'base64')
  const members = newPrimaryMembers(reading)
  for await (const answer of changedSince(partition, reading, next)) {
    next = Buffer.from(answer.cookie)
    for (const entry of answer.entries) members.take(entry)
    const told = answer.entries.map(entry => toldBy(entry, selection)).filter(one => one !== undefined)
    yield* pagesOf(told, reading, later)
  }
  yield* members.pages()
  return next.toString('base64')
}

async function* pagesOf(told: readonly Told[], reading: Reading, later: Later): AsyncGenerator<Page> {
  const gone = told.flatMap(one => (one.kind === 'gone' ? [one.anchor] : []))
  // First what is gone: its name may be another's by now.
  if (gone.length > 0) yield { deltas: [], gone }
  const read = told.flatMap(one => (mustBeRead(one, reading) ? [one.anchor] : []))
  yield* readByAnchor(reading, read, later.following(reading))
  const changed = told.filter(one => (one.kind === 'changed' || one.kind === 'problem') && !mustBeRead(one, reading))
  const wanted = await wantedOf(changed, reading)
  const deltas: ModifyDelta[] = []
  const problems: Problem[] = []
  for (const one of wanted) {
    if (one.kind === 'problem') problems.push(one.problem)
    if (one.kind !== 'changed') continue
    const delta = await finished(one.delta, reading)
    ;(takesReferences(delta) ? later.removals : deltas).push(delta)
  }
  if (problems.length > 0) yield { deltas: [], problems }
  yield* inPages(deltas, reading.pageSize)
}

/** A reference that went to what is not read may be held by an older name: of that kind all are looked at. */
function mustBeRead(told: Told, { partition }: Reading): boolean {
  if (told.kind !== 'changed') return told.kind === 'read'
  return Object.values(told.delta.changes).some(list =>
    list.some(({ operation, values }) => operation === 'delete' && !values.every(dn => partition.scope.includes(dn))),
  )
}

/** Of single values only references are told to have gone. */
const takesReferences = ({ changes }: ModifyDelta): boolean =>
  Object.values(changes).some(list => list.some(({ operation }) => operation === 'delete'))

/** Those that are read: in the scope, and matching the filter as they did before. */
async function wantedOf(changed: readonly Told[], reading: Reading): Promise<readonly Told[]> {
  const { partition, selection } = reading
  const inside = changed.filter(one => {
    const dn = one.kind === 'changed' ? one.delta.dn : one.kind === 'problem' ? one.problem.where?.dn : undefined
    return dn !== undefined && partition.scope.includes(dn)
  })
  const { filter } = selection
  if (filter === undefined || inside.length === 0) return inside
  const matching = new Set<string>()
  for (let i = 0; i < inside.length; i += MOST_AT_ONCE) {
    const anchors = inside.slice(i, i + MOST_AT_ONCE).map(({ anchor }) => anchor)
    for (const anchor of await anchorsMatching(reading, new AndFilter({ filters: [withAnchors(anchors), filter] }))) {
      matching.add(anchor)
    }
  }
  return inside.filter(({ anchor }) => matching.has(anchor))
}

async function anchorsMatching({ partition, pageSize, signal }: Reading, filter: AndFilter): Promise<string[]> {
  const search = { base: partition.dn, scope: 'sub', filter, attributes: [ANCHOR], timeLimit: 0 } as const
  const read = (entry: Parameters<typeof bytesOf>[0]) => guidText(bytesOf(entry, ANCHOR)) ?? ''
  const found: string[] = []
  const request = { ...search, controls: [domainScope()] }
  for await (const part of searchPages(partition.link.wire, request, { pageSize, signal, read })) found.push(...part)
  return found
}

async function finished(delta: ModifyDelta, reading: Reading): Promise<ModifyDelta> {
  const { selection, groups } = reading
  const changes = await changesWithPrimaryGroup(delta.changes, selection, groups)
  return withoutPrimaryMembers({ ...delta, changes }, reading)
}
