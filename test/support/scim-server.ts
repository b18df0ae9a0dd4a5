import { randomUUID } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import SCIMMY from 'scimmy'
import { SCIMMYRouters } from 'scimmy-routers'

/** The extension that the test service knows beside the enterprise user. */
export const HUB_USER = 'urn:ietf:params:scim:schemas:extension:hub:2.0:User'
export const ENTERPRISE_USER = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

const PLACES = new Set(['startIndex', 'count'])

type Stored = Readonly<Record<string, unknown>> & { readonly id: string }
export type TypeName = 'User' | 'Group'

/** A SCIM service of the package scimmy over a store in memory. One a process: the package keeps its types globally. */
export interface ScimServer {
  /** The base of the service. */
  readonly url: string
  readonly token: string
  /** Everything that is there, as the service stores it. */
  readonly stored: Readonly<Record<TypeName, Map<string, Stored>>>
  /** What was asked for so far: `PATCH /Users/…`, with the body. */
  readonly asked: { readonly what: string; readonly body: unknown }[]
  /** Puts a resource in as another client of the service would. */
  put(type: TypeName, resource: Readonly<Record<string, unknown>>, id?: string): string
  remove(type: TypeName, id: string): void
  /** Cuts every connection and takes no more. */
  breakOff(): Promise<void>
  /** Listens again, with everything that was stored. */
  mend(): Promise<void>
  stop(): Promise<void>
}

interface Asked {
  readonly id?: string
  constraints?: { startIndex?: number; readonly count?: number }
  readonly filter?: { match(values: Stored[]): Stored[] }
}

let current: Record<TypeName, Map<string, Stored>> = { User: new Map(), Group: new Map() }
let isDeclared = false

export async function startScimServer(): Promise<ScimServer> {
  declareTypes()
  const stored: Record<TypeName, Map<string, Stored>> = { User: new Map(), Group: new Map() }
  current = stored
  const token = randomUUID()
  const asked: ScimServer['asked'] = []
  let server: Server
  let port = 0
  const url = () => `http://127.0.0.1:${port}`
  const app = express()
  // The package makes numbers of these in the parsed query, which express 5 parses anew for every reader.
  app.set('query parser', (query: string) => {
    const entries = [...new URLSearchParams(query)]
    return Object.fromEntries(entries.map(([name, value]) => [name, PLACES.has(name) ? Number(value) : value]))
  })
  // The package takes a megabyte at most by itself; a test sends more in one value.
  app.use(express.json({ type: 'application/scim+json', limit: '64mb' }))
  app.use((request, _, next) => {
    asked.push({ what: `${request.method} ${request.url.replace(/^\/scim/, '')}`, body: request.body })
    next()
  })
  app.use(
    '/scim',
    new SCIMMYRouters({
      type: 'bearer',
      baseUri: url,
      handler: request => {
        if (request.headers.authorization !== `Bearer ${token}`) throw new Error('Wrong token')
        return ''
      },
    }),
  )
  const listen = () =>
    new Promise<void>(resolve => {
      server = createServer(app).listen(port, '127.0.0.1', () => {
        port = (server.address() as AddressInfo).port
        resolve()
      })
    })
  const close = () =>
    new Promise<void>(resolve => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  await listen()
  return {
    get url() {
      return `${url()}/scim`
    },
    token,
    stored,
    asked,
    put: (type, resource, id) => store(stored[type], resource, id).id,
    remove: (type, id) => void stored[type].delete(id),
    breakOff: close,
    mend: listen,
    stop: async () => {
      if (server.listening) await close()
    },
  }
}

function store(
  held: Map<string, Stored>,
  resource: Readonly<Record<string, unknown>>,
  id: string = randomUUID(),
): Stored {
  const now = new Date().toISOString()
  const before = held.get(id)?.meta as { created?: string } | undefined
  const whole = { ...resource, id, meta: { created: before?.created ?? now, lastModified: now } }
  held.set(id, whole)
  return whole
}

function declareTypes(): void {
  if (isDeclared) return
  isDeclared = true
  SCIMMY.Resources.declare(
    SCIMMY.Resources.User.extend(SCIMMY.Schemas.EnterpriseUser, false).extend(hubUserSchema(), false),
  )
  SCIMMY.Resources.declare(SCIMMY.Resources.Group)
  serve('User', SCIMMY.Resources.User)
  serve('Group', SCIMMY.Resources.Group)
}

/** A schema of somebody's own: a list of plain texts, a number, and a list of values without a part `value`. */
function hubUserSchema() {
  const { Attribute, Schema, SchemaDefinition } = SCIMMY.Types
  const definition = new SchemaDefinition('HubUser', HUB_USER, 'What only this service knows', [
    new Attribute('string', 'notes', { multiValued: true }),
    new Attribute('integer', 'grade'),
    new Attribute('string', 'department'),
    new Attribute('complex', 'badges', { multiValued: true }, [
      new Attribute('string', 'colour'),
      new Attribute('integer', 'number'),
    ]),
  ])
  return class HubUser extends Schema {
    static override get definition() {
      return definition
    }
  }
}

function serve(type: TypeName, Resource: typeof SCIMMY.Resources.User | typeof SCIMMY.Resources.Group): void {
  const missing = (id: string) => new SCIMMY.Types.Error(404, '', `Resource ${id} not found`)
  const handled = Resource as unknown as {
    ingress(handler: (asked: Asked, instance: object) => Stored): void
    egress(handler: (asked: Asked) => Stored | Stored[]): void
    degress(handler: (asked: Asked) => void): void
  }
  handled.ingress(({ id }, instance) => {
    const held = current[type]
    if (id !== undefined && !held.has(id)) throw missing(id)
    const resource = JSON.parse(JSON.stringify(instance)) as Record<string, unknown>
    const name = String(resource.userName).toLowerCase()
    const isTaken =
      type === 'User' && [...held.values()].some(one => one.id !== id && String(one.userName).toLowerCase() === name)
    if (isTaken) throw new SCIMMY.Types.Error(409, 'uniqueness', 'userName is in use')
    return store(held, resource, id)
  })
  handled.egress(asked => {
    const { id, filter } = asked
    const held = current[type]
    if (id === undefined)
      return onePage(filter === undefined ? [...held.values()] : filter.match([...held.values()]), asked)
    const found = held.get(id)
    if (found === undefined) throw missing(id)
    return found
  })
  handled.degress(({ id = '' }) => {
    if (!current[type].delete(id)) throw missing(id)
  })
}

/** A list with holes for everything outside of the page: the package makes whole resources of all that it is given, which takes its time. */
function onePage(all: Stored[], asked: Asked): Stored[] {
  const { startIndex = 1, count = 20 } = asked.constraints ?? {}
  const page: Stored[] = []
  page.length = all.length
  for (const [i, one] of all.slice(startIndex - 1, startIndex - 1 + count).entries()) page[startIndex - 1 + i] = one
  // It would take the page out of the page once more.
  if (asked.constraints) asked.constraints.startIndex = 1
  return page
}
