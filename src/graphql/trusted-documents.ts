import { hash } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'

/** The documents of the list that the configuration names. */
export interface TrustedDocuments {
  /** The text of a document by its id in a manifest, or by its SHA-256. */
  find(id: string): string | undefined
  has(text: string): boolean
}

export const NO_DOCUMENTS: TrustedDocuments = { find: () => undefined, has: () => false }

const sha256 = (text: string): string => hash('sha256', text, 'hex')

/**
 * Reads the list: a manifest, or a folder of manifests and `.graphql` files with a document each. Manifests are objects of ids and
 * texts, or have `operations` with `id` and `body`.
 * @throws Error when it cannot be read, or is no such thing
 */
export async function readTrustedDocuments(folder: string, from: string): Promise<TrustedDocuments> {
  const path = resolve(folder, from)
  const files = (await stat(path)).isDirectory()
    ? (await readdir(path, { recursive: true })).map(name => join(path, name))
    : [path]
  const texts = new Map<string, string>()
  const known = new Set<string>()
  const add = (id: string, text: string): void => {
    texts.set(id, text)
    texts.set(sha256(text), text)
    known.add(sha256(text))
  }
  for (const file of files) {
    if (file.endsWith('.json')) for (const [id, text] of manifest(file, await readFile(file, 'utf8'))) add(id, text)
    if (/\.(graphql|gql)$/.test(file)) {
      const text = await readFile(file, 'utf8')
      add(sha256(text), text)
      // Clients send a document without the line break that ends its file.
      add(sha256(text.trim()), text.trim())
    }
  }
  return { find: id => texts.get(id.replace(/^sha256:/, '')), has: text => known.has(sha256(text)) }
}

function manifest(file: string, text: string): [string, string][] {
  const content = JSON.parse(text) as { readonly operations?: readonly { id: string; body: string }[] }
  const entries = Array.isArray(content.operations)
    ? content.operations.map(({ id, body }): [string, unknown] => [id, body])
    : Object.entries(content)
  return entries.map(([id, body]) => {
    if (typeof body !== 'string') throw new Error(`${file} is no list of documents: ${id} has no text`)
    return [id.replace(/^sha256:/, ''), body]
  })
}

/** Which document parameters name by `documentId`, or as Apollo's clients do; undefined when they name none. */
export function documentIdOf(parameters: {
  readonly documentId?: unknown
  readonly extensions?: unknown
}): string | undefined {
  const { documentId, extensions } = parameters
  if (typeof documentId === 'string') return documentId
  const { persistedQuery } = (extensions ?? {}) as { persistedQuery?: { sha256Hash?: unknown } | null }
  return typeof persistedQuery?.sha256Hash === 'string' ? persistedQuery.sha256Hash : undefined
}
