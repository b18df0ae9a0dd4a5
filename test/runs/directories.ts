import { execFileSync } from 'node:child_process'
import { createApiKey } from '../../src/access/create-key.js'
import { serveGraphql } from '../../src/graphql/server.js'
import { openQueue } from '../../src/runs/queue.js'
import { openRunEventFeed } from '../../src/service/run-event-feed.js'
import type { Database } from '../../src/storage/database.js'
import { post } from '../graphql/support.js'
import type { Slapd } from '../support/slapd.js'

/** Objects by name: attribute → values as text, bytes as base64, sorted. */
export type Tree = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>

const BYTES = new Set(['jpegPhoto'])
const account = (server: Slapd): string[] => ['-x', '-H', server.url, '-D', server.rootDn, '-w', server.password]

/** What ldapsearch prints, without anything of the hub between. */
export function ldapsearch(server: Slapd, filter: string, attributes: readonly string[]): Tree {
  const more = ['-LLL', '-o', 'ldif-wrap=no', '-b', server.suffix, filter, ...attributes]
  const text = execFileSync('ldapsearch', [...account(server), ...more], { encoding: 'utf8', maxBuffer: 2 ** 26 })
  return treeOf(text.split('\n\n').filter(record => record.trim() !== ''))
}

function treeOf(records: readonly string[]): Tree {
  const tree: Record<string, Record<string, string[]>> = {}
  for (const record of records) {
    const object: Record<string, string[]> = {}
    for (const line of record.trim().split('\n')) {
      const [, name = '', colons, text = ''] = /^([^:]+)(::?) ?(.*)$/.exec(line) ?? []
      const value = colons === '::' && !BYTES.has(name) ? Buffer.from(text, 'base64').toString() : text
      object[name] = [...(object[name] ?? []), value].sort()
    }
    const { dn = [], ...attributes } = object
    tree[dn[0] ?? ''] = attributes
  }
  return tree
}

/** A name with every escape written one way. */
export function spelled(dn: string): string {
  return dn
    .replace(/\\([0-9a-fA-F]{2})/g, (_, code) => `\\${String.fromCharCode(Number.parseInt(code, 16))}`)
    .toLowerCase()
}

export const spelledIn = (tree: Tree, dn: string): string =>
  Object.keys(tree).find(key => spelled(key) === spelled(dn)) ?? ''

export function comparable(tree: Tree): Tree {
  return Object.fromEntries(
    Object.entries(tree).map(([dn, object]) => {
      const references = ['manager', 'member'].flatMap(name =>
        object[name] ? [[name, object[name].map(spelled).sort()]] : [],
      )
      return [spelled(dn), { ...object, ...Object.fromEntries(references) }]
    }),
  )
}

export function ldapmodify(server: Slapd, change: string): void {
  execFileSync('ldapmodify', account(server), { input: change, stdio: ['pipe', 'ignore', 'pipe'] })
}

export type Text = string | Buffer

/** One LDIF record in which nothing needs an escape: every value is base64. */
export const record = (dn: string, attributes: Readonly<Record<string, Text | readonly Text[]>>): string =>
  [
    `dn:: ${Buffer.from(dn).toString('base64')}`,
    ...Object.entries(attributes).flatMap(([name, values]) =>
      [values].flat().map(value => `${name}:: ${Buffer.from(value as Text).toString('base64')}`),
    ),
    '\n',
  ].join('\n')

/** The graph of a hub over HTTP, as any client sees it. */
export interface Graph {
  // biome-ignore lint/suspicious/noExplicitAny: answers of any shape
  ask(query: string, variables?: object): Promise<any>
  /** All nodes of a connection, page by page. */
  // biome-ignore lint/suspicious/noExplicitAny: answers of any shape
  all(field: string, selection: string, first?: number): Promise<any[]>
  close(): Promise<void>
}

export async function openGraph(database: Database): Promise<Graph> {
  const bugs: unknown[] = []
  const queue = await openQueue(database, { worker: false, onError: error => bugs.push(error) })
  const events = await openRunEventFeed(database)
  const log = { error: (details: object) => bugs.push(details), info: () => undefined }
  const hub = { database, queue, events, configurationFolder: process.cwd(), log }
  const server = await serveGraphql(hub, { port: 0, host: '127.0.0.1' })
  const key = await createApiKey(database, { name: 'reader', scopes: ['administrator'] })
  const ask: Graph['ask'] = async (query, variables) => {
    const { data, errors } = await post(server.url, { query, variables }, key)
    if (errors !== undefined || bugs.length > 0) throw new Error(JSON.stringify([errors, bugs]))
    return data
  }
  return {
    ask,
    async all(field, selection, first = 20) {
      const nodes = []
      for (let after: string | null = null, more = true; more; ) {
        const name = field.split('(')[0] as string
        const place: string = `first: ${first}, after: $after`
        const opened: string = field.includes('(') ? field.replace(')', `, ${place})`) : `${field}(${place})`
        const query = `query ($after: String) { ${opened} { pageInfo { hasNextPage endCursor } nodes { ${selection} } } }`
        // biome-ignore lint/suspicious/noExplicitAny: answers of any shape
        const page: any = (await ask(query, { after }))[name]
        nodes.push(...page.nodes)
        after = page.pageInfo.endCursor
        more = page.pageInfo.hasNextPage
      }
      return nodes
    },
    async close() {
      await server.close()
      await events.close()
      await queue.stop()
    },
  }
}
