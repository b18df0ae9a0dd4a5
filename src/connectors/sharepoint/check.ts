import { lookup } from 'node:dns/promises'
import { connect as connectPlain } from 'node:net'
import { connect as connectSecure, type TLSSocket } from 'node:tls'
import type { Problem } from '../../model/problem.js'
import { type Check, type ConnectorContext, ConnectorError } from '../connector.js'
import { secureOptions } from '../kit/tls.js'
import { changeService } from './changes.js'
import { profileDecoder } from './decode.js'
import { accountNamed, type Farm, reachFarm } from './farm.js'
import { lost } from './http/trouble.js'
import { ACCOUNT_PROPERTY, PHOTO_ATTRIBUTE } from './names.js'
import { valuesIn } from './properties.js'
import { discovered } from './schema.js'
import type { SharePointSettings } from './settings.js'
import { readTrouble } from './trouble.js'

/** Looks at the way to a farm step by step. A failed check ends the rest, which would only say the same again. */
export async function* checkFarm(settings: SharePointSettings, context: ConnectorContext): AsyncGenerator<Check> {
  const checks: readonly [name: string, check: () => Promise<Found>][] = [
    ['name resolution', () => checkName(settings)],
    [settings.url.startsWith('https:') ? 'TLS' : 'connection', () => checkConnection(settings, context)],
  ]
  for (const [name, check] of checks) {
    const outcome = await tried(name, settings, check)
    yield outcome
    if (outcome.outcome === 'failed') return
  }
  let farm: Farm | undefined
  const reached = await tried('settings', settings, async () => {
    farm = await reachFarm(settings, context)
    return { message: `Logs in as ${accountNamed(settings)} with ${settings.auth}.` }
  })
  yield reached
  if (farm === undefined) return
  try {
    yield* checkServices(settings, farm, context)
  } finally {
    farm[Symbol.dispose]()
  }
}

interface Found {
  readonly message: string
  readonly warning?: Problem
}

async function tried(name: string, settings: SharePointSettings, check: () => Promise<Found>): Promise<Check> {
  try {
    const { message, warning } = await check()
    return {
      name,
      outcome: warning === undefined ? 'passed' : 'warning',
      message,
      ...(warning && { problem: warning }),
    }
  } catch (error) {
    const { problem } = error instanceof ConnectorError ? error : lost(error, settings.url)
    return { name, outcome: 'failed', message: problem.message, problem }
  }
}

async function checkName({ url }: SharePointSettings): Promise<Found> {
  const host = new URL(url).hostname.replace(/^\[|\]$/g, '')
  const addresses = await lookup(host, { all: true })
  return { message: `${host} is ${addresses.map(({ address }) => address).join(', ')}.` }
}

async function checkConnection(settings: SharePointSettings, context: ConnectorContext): Promise<Found> {
  const { protocol, hostname, port } = new URL(settings.url)
  const host = hostname.replace(/^\[|\]$/g, '')
  const secure = protocol === 'https:'
  const at = { host, port: Number(port) || (secure ? 443 : 80) }
  const options = secure ? await secureOptions(settings.tls, context.folder) : {}
  const socket = secure ? connectSecure({ ...at, ...options }) : connectPlain(at)
  try {
    await new Promise<void>((done, fail) => {
      socket.once(secure ? 'secureConnect' : 'connect', done)
      socket.once('error', fail)
      socket.setTimeout(settings.connectTimeout * 1_000, () =>
        fail(new Error(`No connection within ${settings.connectTimeout} seconds.`)),
      )
    })
    if (!secure) return { message: `${host}:${at.port} takes connections. They are not encrypted.` }
    const { subject, issuer, valid_to } = (socket as TLSSocket).getPeerCertificate()
    return { message: `${subject?.CN ?? host}, certified by ${issuer?.CN ?? 'nobody known'} until ${valid_to}.` }
  } finally {
    socket.destroy()
  }
}

async function* checkServices(
  settings: SharePointSettings,
  { wire, profiles }: Farm,
  context: ConnectorContext,
): AsyncGenerator<Check> {
  const { url } = settings
  const asking = (what: string, ask: () => Promise<Found>) => async (): Promise<Found> => {
    try {
      return await ask()
    } catch (error) {
      throw readTrouble(error, what)
    }
  }
  const steps: readonly [string, () => Promise<Found>][] = [
    [
      'login and profile service',
      asking('the number of its profiles', async () => ({
        message: `The farm has ${await profiles.count()} profiles.`,
      })),
    ],
    ['schema', asking('its profile schema', () => checkSchema(settings, profiles))],
    [
      'change log',
      asking('the end of its change log', async () => {
        const changes = await changeService({ wire, user: accountNamed(settings), site: url })
        const token = await changes.currentToken()
        return token === ''
          ? { message: 'The change service gives no token.', warning: noToken }
          : { message: `It ends at ${token}.` }
      }),
    ],
    ['sample profile', asking('the first profile', () => checkSample(settings, profiles, context))],
  ]
  for (const [name, step] of steps) {
    const outcome = await tried(name, settings, step)
    yield outcome
    if (outcome.outcome === 'failed') return
  }
}

const noToken: Problem = {
  code: 'source.watermark-missing',
  message: 'The change service gives no token.',
  hint: 'Delta imports are not possible; use full imports.',
}

async function checkSchema(settings: SharePointSettings, profiles: Farm['profiles']): Promise<Found> {
  const schema = await profiles.schema()
  const [type] = discovered(schema, settings.photos !== undefined)
  const references = type?.attributes.filter(attribute => attribute.type === 'reference').map(({ name }) => name) ?? []
  const message = `${schema.length} properties; persons: ${references.join(', ') || 'none'}.`
  const known = new Set([...schema.map(({ name }) => name.toLowerCase()), PHOTO_ATTRIBUTE.toLowerCase()])
  const needed = [...settings.clear, ...(settings.markProperty ? [settings.markProperty] : [])]
  const absent = needed.filter(name => !known.has(name.toLowerCase()))
  if (absent.length === 0) return { message }
  const warning: Problem = {
    code: 'schema-violation',
    message: `The farm has no property ${absent.join(', ')}, which clear or markProperty names.`,
    hint: 'Create it in Central Administration, or correct the settings: exports of deletes would fail.',
  }
  return { message, warning }
}

async function checkSample(
  settings: SharePointSettings,
  profiles: Farm['profiles'],
  { types }: ConnectorContext,
): Promise<Found> {
  const { profile } = await profiles.byIndex(-1)
  if (profile === undefined) return { message: 'There is no profile yet.' }
  const item = profileDecoder(settings, { types })(profile)
  const [account = '(no account name)'] = valuesIn(profile, ACCOUNT_PROPERTY)
  if (item.kind === 'problem') return { message: `${account}: ${item.problem.message}`, warning: item.problem }
  return { message: `${account}: ${profile.filter(({ values }) => values.length > 0).length} properties have values.` }
}
