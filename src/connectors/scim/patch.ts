import {
  applied,
  type EncodedChange,
  heldValues,
  needsCurrent,
  type Operation,
  operationsFor,
  withValues,
} from './encode.js'
import type { Found } from './names.js'
import type { Reader } from './read.js'
import { ScimRefusal } from './refusal.js'
import { type Json, versionOf } from './resource.js'

const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'
const PRECONDITION_FAILED = 412
/** How often a change is made anew because somebody else was faster. */
const ATTEMPTS = 5

/**
 * Makes changes: by PATCH, as little as can be said; or by replacing the whole resource where the service knows no PATCH. Whatever is
 * computed from what the resource holds is sent with its version, and computed again when that has changed meanwhile.
 * @throws ScimRefusal, HttpLost or ConnectorError
 */
export async function sendChanges(writer: Reader, found: Found, changes: readonly EncodedChange[]): Promise<void> {
  if (changes.length === 0) return
  const { patch } = writer.settings
  const patches = patch === 'always' || (patch === 'auto' && writer.service.canPatch)
  if (!patches) return replaceWhole(writer, found, changes)
  const blind = changes.filter(change => !needsCurrent(change))
  const seeing = changes.filter(needsCurrent)
  // What needs no look goes out first, in requests of a bearable size.
  const first = blind.flatMap(change => operationsFor(change, undefined))
  if (seeing.length === 0) return sendOperations(writer, found, first)
  await again(async () => {
    const { resource, version } = await look(writer, found)
    // One attribute of a resource may be changed under several flat names: each sees what the one before it did.
    let now = resource
    const operations: Operation[] = []
    for (const change of seeing) {
      operations.push(...operationsFor(change, now))
      now = withValues(now, change.flat, applied(heldValues(now, change.flat), change.changes))
    }
    await sendOperations(writer, found, [...first, ...merged(operations)], version)
  })
}

/** Several operations that replace one whole attribute come to the last of them. */
function merged(operations: readonly Operation[]): Operation[] {
  return operations.filter(
    ({ op, path }, i) =>
      !(op === 'replace' && operations.slice(i + 1).some(later => later.op !== 'add' && later.path === path)),
  )
}

async function sendOperations(
  writer: Reader,
  { type, id }: Found,
  operations: readonly Operation[],
  ifMatch?: string,
): Promise<void> {
  const path = `${type.endpoint}/${encodeURIComponent(id)}`
  let version = ifMatch
  for (const part of parts(operations, writer.settings.maxValues)) {
    const body = { schemas: [PATCH_OP], Operations: part }
    const { etag, resource } = await writer.client.ask({ method: 'PATCH', path, body, ifMatch: version })
    // The next part builds on what this one left.
    version = version === undefined ? undefined : (etag ?? versionOf(resource))
  }
}

/** Operations in requests that carry at most so many values each, in order. */
function parts(operations: readonly Operation[], most: number): Operation[][] {
  const result: Operation[][] = []
  let current: Operation[] = []
  let weight = 0
  const push = (operation: Operation, weighs: number) => {
    if (weight + weighs > most && current.length > 0) {
      result.push(current)
      current = []
      weight = 0
    }
    current.push(operation)
    weight += weighs
  }
  for (const operation of operations) {
    const { op, path, value } = operation
    if (!Array.isArray(value) || value.length <= most) push(operation, Array.isArray(value) ? value.length : 1)
    else {
      for (let start = 0; start < value.length; start += most) {
        const some = value.slice(start, start + most)
        push({ op: start === 0 ? op : 'add', path, value: some }, some.length)
      }
    }
  }
  if (current.length > 0) result.push(current)
  return result
}

function replaceWhole(writer: Reader, found: Found, changes: readonly EncodedChange[]): Promise<void> {
  return again(async () => {
    const { resource, version } = await look(writer, found)
    const body = changes.reduce<Json>(
      (now, { flat, changes: list }) => withValues(now, flat, applied(heldValues(now, flat), list)),
      resource,
    )
    const path = `${found.type.endpoint}/${encodeURIComponent(found.id)}`
    await writer.client.ask({ method: 'PUT', path, body: withSchemas(body), ifMatch: version })
  })
}

/** An extension that comes into use is named among the schemas. */
function withSchemas(resource: Json): Json {
  const held = Array.isArray(resource.schemas) ? resource.schemas : []
  const used = Object.keys(resource).filter(key => key.startsWith('urn:') && !held.includes(key))
  return { ...resource, schemas: [...held, ...used] }
}

async function look({ client }: Reader, { type, id }: Found): Promise<{ resource: Json; version: string | undefined }> {
  const { resource, etag } = await client.ask({ method: 'GET', path: `${type.endpoint}/${encodeURIComponent(id)}` })
  return { resource, version: etag ?? versionOf(resource) }
}

async function again(work: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      const isOvertaken = error instanceof ScimRefusal && error.status === PRECONDITION_FAILED
      if (!isOvertaken || attempt === ATTEMPTS) throw error
    }
  }
}
